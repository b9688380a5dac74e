"""The blueprint of the index section: its template and its static files; its endpoints are declared, not routed."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint(
    "index",
    __name__,
    template_folder="templates",
    static_folder="static",
    static_url_path="/sections/index/static",
)
