"""Bringing a market over HTTP: an upload's files one by one, or a folder's path; then the start, and how far it is."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson
from flask import Blueprint, Response, request

from dashboard.errors import BadBody, BadQuery, TooLarge, WrongType
from dashboard.gateway.bring_operations import BYTES, OPEN, RECEIVE, SHOW, START, STOP
from dashboard.gateway.limits_size import UPLOADS
from dashboard.gateway.openapi.operation import described
from dashboard.runtime.bringing import Errand

JSON_TYPE = "application/json"
BROKE_OFF = "The import ended without a report; the log on /health says why."
BLOCK_BYTES = 256 * 1024
STARTS = 'a JSON object with either, like {"folder": "/srv/market"} or {"upload": "…"}'


def blueprint(errand: Errand) -> Blueprint:
    """/api/import and what is below it."""
    routes = Blueprint("bring", __name__)

    @routes.get("/api/import")
    @described(SHOW)
    def show() -> Response:
        return _answer(_state(errand))

    @routes.post("/api/import")
    @described(OPEN)
    def begin() -> Response:
        upload = errand.open_upload(_text("market", 'a JSON object like {"market": "us-stocks"}'))
        return _answer(_state(errand) | {"upload": upload})

    @routes.put(UPLOADS)
    @described(RECEIVE)
    def receive() -> Response:
        return _answer({"received": _receive(errand)})

    @routes.post("/api/import/start")
    @described(START)
    def start() -> Response:
        if "upload" in _object(STARTS):
            errand.bring_upload(_text("upload", STARTS))
        else:
            errand.bring_folder(_text("folder", STARTS))
        return _answer(_state(errand))

    @routes.delete("/api/import")
    @described(STOP)
    def stop() -> Response:
        errand.stop()
        return _answer(_state(errand))

    return routes


def _receive(errand: Errand) -> int:
    """Keep the file that the request brings; how many bytes it has."""
    if request.mimetype != BYTES:
        raise WrongType(f"A file is sent as {BYTES}, not as {request.mimetype or 'a body without a type'}.")
    length = request.content_length
    if length is None:
        raise BadBody("A file is sent with its length (Content-Length).")
    if length > errand.inbox.most_bytes:
        raise TooLarge(f"A market that is dropped may have {errand.inbox.most_bytes:,} bytes.")
    errand.inbox.receive(_parameter("upload"), _parameter("path"), length, _blocks())
    return length


def _blocks() -> Iterator[bytes]:
    """The body in blocks; what a client that went away did not send is missing at the end."""
    try:
        while block := request.stream.read(BLOCK_BYTES):
            yield block
    except OSError as error:
        raise BadBody("The file broke off on its way; send it again.") from error


def _parameter(name: str) -> str:
    found = request.args.get(name)
    if found is None:
        raise BadQuery(f"{name!r} is missing; a file is put with the upload that it belongs to and its path.")
    return found


def _object(takes: str) -> dict[str, Any]:
    """The body; WrongType and BadBody for what is no JSON object."""
    if request.mimetype != JSON_TYPE:
        raise WrongType(f"This takes {JSON_TYPE}, not {request.mimetype or 'a body without a type'}; send {takes}.")
    try:
        values = orjson.loads(request.get_data())
    except orjson.JSONDecodeError as error:
        raise BadBody(f"The body is no JSON ({error}); send {takes}.") from None
    if not isinstance(values, dict) or len(values) != 1:
        raise BadBody(f"Send {takes}.")
    return values


def _text(name: str, takes: str) -> str:
    """The one text that the body brings."""
    value = _object(takes).get(name)
    if not isinstance(value, str) or not value.strip():
        raise BadBody(f"Send {takes}.")
    return value


def _state(errand: Errand) -> dict[str, Any]:
    """How the last import stands, as the whole instance knows it."""
    asked, told = errand.post.asked(), errand.post.told()
    follows = errand.desk.intake.folder
    shown: dict[str, Any] = {"state": "idle", "folder": None, "asked_at": None, "told_at": None}
    if asked is not None and told.get("id") != asked.id:
        shown |= {"state": "waiting", "folder": Path(asked.folder).name, "asked_at": asked.asked_at}
        told = {}
    elif told:
        shown |= {name: told.get(name) for name in ("state", "asked_at", "told_at")}
        shown["folder"] = Path(told["folder"]).name
    if asked is None and shown["state"] == "importing":
        shown["state"], told = "failed", {"sentence": BROKE_OFF}
    more = {name: told.get(name) for name in ("progress", "report", "sentence")}
    return (
        shown
        | more
        | {
            "stopping": errand.post.is_stopped,
            "follows": None if follows is None else follows.name,
            "fixed": errand.followed is None,
            "most_bytes": errand.inbox.most_bytes,
        }
    )


def _answer(body: dict[str, Any]) -> Response:
    answer = Response(orjson.dumps(body), content_type=JSON_TYPE)
    answer.headers["Cache-Control"] = "no-store"
    return answer
