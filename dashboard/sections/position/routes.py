"""The blueprint of position: its template and its static files; its endpoints are declared, not routed."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint(
    "position",
    __name__,
    template_folder="templates",
    static_folder="static",
    static_url_path="/sections/position/static",
)
