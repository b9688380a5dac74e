"""A self-hosted market dashboard: regime, position, timeframe, breadth and index in one process, on the user's own data."""
