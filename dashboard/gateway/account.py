"""The account over HTTP: read with its history, changed by JSON that is validated as everywhere else; the gate has let the writer in."""

from __future__ import annotations

from typing import Any, cast

import orjson
from flask import Blueprint, Response, request

from dashboard.errors import BadBody, TooLarge, WrongType
from dashboard.gateway.access.gate import VISITOR, Visitor
from dashboard.gateway.account_operations import CHANGE, SHOW
from dashboard.gateway.openapi.operation import described
from dashboard.market.account import LABELS
from dashboard.runtime.desk import Desk
from dashboard.store.account import AccountChange, account_history, change_account, read_account

JSON_TYPE = "application/json"
MOST_BYTES = 64 * 1024
EXAMPLE = 'a JSON object of settings, like {"equity": 250000, "gross_caps_pct.choppy": 50}'


def blueprint(desk: Desk) -> Blueprint:
    """GET, PUT and POST of /api/account. A write changes the settings that it names and leaves the others."""
    routes = Blueprint("account", __name__)

    @routes.get("/api/account")
    @described(SHOW)
    def show() -> Response:
        return _answer(desk)

    @routes.route("/api/account", methods=["PUT", "POST"])
    @described(CHANGE)
    def change() -> Response:
        at = desk.now().isoformat(timespec="seconds")
        visitor = cast(Visitor | None, request.environ.get(VISITOR))
        by_program = visitor is not None and visitor.how == "token"
        change_account(desk.store, _settings(), "api" if by_program else "page", at)
        desk.refresh_book()
        return _answer(desk)

    return routes


def _answer(desk: Desk) -> Response:
    """The account as the store has it now, newest change first."""
    with desk.store.read() as connection:
        found = read_account(connection)
    history = [_change(each) for each in reversed(account_history(desk.store))]
    body = {"settings": found.settings(), "is_example": found.is_example, "labels": LABELS, "history": history}
    answer = Response(orjson.dumps(body), content_type=JSON_TYPE)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _change(change: AccountChange) -> dict[str, Any]:
    """One change in plain values: what each setting was, and what it became."""
    return {
        "at": change.at,
        "by": change.by,
        "changed": {name: {"before": before, "after": after} for name, (before, after) in change.differences.items()},
    }


def _settings() -> dict[str, Any]:
    """The settings that the request names; BadBody and its kinds for what is no JSON object of them."""
    if request.mimetype != JSON_TYPE:
        raise WrongType(
            f"The account takes {JSON_TYPE}, not {request.mimetype or 'a body without a type'}; send {EXAMPLE}."
        )
    if request.content_length is None or request.content_length > MOST_BYTES:
        raise TooLarge(f"The account takes a body of known length and at most {MOST_BYTES:,} bytes.")
    try:
        values = orjson.loads(request.get_data())
    except orjson.JSONDecodeError as error:
        raise BadBody(f"The body is no JSON ({error}); send {EXAMPLE}.") from None
    if not isinstance(values, dict) or not values:
        raise BadBody(f"The body names no setting; send {EXAMPLE}.")
    return values
