"""Position sizing: from the evidence of past trades to a number of shares, and what the book that they make could lose."""
