"""The gateway: everything between a section's figures and a client. Envelope, ETag, queries, CSV, problems, headers."""
