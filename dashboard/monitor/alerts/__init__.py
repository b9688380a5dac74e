"""Alerts: what is looked for, when it counts as an incident, and how the trader is told of it once and of its end once."""
