"""The API described by what the code declares: an OpenAPI 3.1 document, and a page to read and try it."""
