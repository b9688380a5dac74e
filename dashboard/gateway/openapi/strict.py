"""Routes of the platform take the query parameters that they declare and no others, as sections' endpoints do."""

from __future__ import annotations

from flask import Flask, request

from dashboard.errors import BadQuery
from dashboard.gateway.openapi.operation import operation_of


def install(app: Flask) -> None:
    """Refuse what a described route does not take: a misspelt filter would otherwise show everything as if it had been applied."""

    @app.before_request
    def refuse_unknown() -> None:
        view = app.view_functions.get(request.endpoint or "")
        operation = None if view is None else operation_of(view)
        if operation is None:
            return
        known = [each.name for each in operation.parameters if each.where == "query"]
        for name in request.args:
            if name not in known:
                there_are = f"there are: {', '.join(known)}" if known else "there are none"
                raise BadQuery(f"{name[:40]!r} is not a parameter here; {there_are}.")
