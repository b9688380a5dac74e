"""Log aggregation: every line of this process and its libraries, cleaned of secrets, as JSON on disk and as words on stderr."""
