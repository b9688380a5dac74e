"""Indicators: pure functions of arrays, each on its own bars (a NaN is skipped, never filled), each blind to the future."""
