"""The blueprint of the regime section: its template and its static files; its endpoints are declared, not routed."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint(
    "regime",
    __name__,
    template_folder="templates",
    static_folder="static",
    static_url_path="/sections/regime/static",
)
