"""The scanner: a reversal scan of every stock at every session's close, what became of its rows, and scans that others made."""
