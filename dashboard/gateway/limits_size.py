"""Limits of size: how long an address and how large a body may be, refused by what the head says, before a byte of it is read."""

from __future__ import annotations

from functools import partial

from flask import Flask, request

from dashboard.errors import TooLarge, TooLong

LONGEST_ADDRESS = 4096  # path and query; gunicorn refuses by itself what is twice as long
LARGEST_BODY = 1024 * 1024
LARGEST = {"application/json": 64 * 1024, "application/x-www-form-urlencoded": 16 * 1024}
FORM_PARTS = 50
UPLOADS = "/api/import/files"  # where files are put, each as large as a whole market may be


def install(app: Flask, largest_upload: int = LARGEST_BODY) -> None:
    """Measure every request; a body without a declared length is measured while it is read. largest_upload: bytes."""
    app.config["MAX_CONTENT_LENGTH"] = LARGEST_BODY
    app.config["MAX_FORM_MEMORY_SIZE"] = LARGEST["application/x-www-form-urlencoded"]
    app.config["MAX_FORM_PARTS"] = FORM_PARTS
    app.before_request(partial(_measure, largest_upload))


def _measure(largest_upload: int) -> None:
    """TooLong and TooLarge name the limit."""
    length = len(request.environ["PATH_INFO"]) + len(request.environ.get("QUERY_STRING", ""))
    if length > LONGEST_ADDRESS:
        raise TooLong(
            f"The address has {length:,} characters, and {LONGEST_ADDRESS:,} is the most; ask for less at once."
        )
    is_upload = request.path == UPLOADS and request.method == "PUT"
    most = largest_upload if is_upload else LARGEST.get(request.mimetype, LARGEST_BODY)
    request.max_content_length = most
    if (request.content_length or 0) > most:
        raise TooLarge(f"The body has {request.content_length:,} bytes, and {most:,} is the most; send less at once.")
