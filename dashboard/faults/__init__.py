"""Faults: everything that is known to go wrong around a market dashboard, done to one on purpose; never imported unless FAULTS is set."""
