"""Market regimes: components of one market to a score, a label and what it is worth; pure arrays, blind to the future."""
