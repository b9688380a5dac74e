"""Access: who may read and write. This machine may; anyone else logs in or brings a token; a write must come from our own page."""
