"""What changed since an earlier session, section by section: plain facts that the sections offer, and those of the data.

What a trader means by "since I last looked" is not the last reload. At 09:30 he wants what is new since yesterday's look, and still
wants it at 09:40 in another tab. So the server gives every answer a mark (the newest session, the store's revision, its own clock);
the page keeps the mark of the last answer that was really looked at, and of the visit before it. A visit that begins within
VISIT_SECONDS of the last look goes on with what that one was told; only after a longer absence, or when he says "Got it", the
last look becomes what the next is measured from. Of the browser nothing but its stopwatch is asked, never its clock.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from datetime import datetime
from typing import Any

import numpy as np
import orjson
from flask import Blueprint, Response, request

from dashboard.errors import BadQuery, DashboardError
from dashboard.gateway.answers import Answer
from dashboard.gateway.data_changes import data_changes
from dashboard.gateway.openapi.operation import described
from dashboard.gateway.past import asked
from dashboard.gateway.past_operations import CHANGES
from dashboard.gateway.query import Query
from dashboard.gateway.slices import sent
from dashboard.market.panel import Panel
from dashboard.runtime.desk import Desk
from dashboard.runtime.encode import digest
from dashboard.runtime.runner import iso
from dashboard.section import Change, Result, Section

VISIT_SECONDS = 1800
MOST = 12  # of one section; the newest
REVISION_LENGTH = 80
PARAMETERS = ("since", "revision", "as_of")
DATA = "data"

Found = tuple[list[Change], str | None]
"""Changes, and why there are none where they could not be worked out."""


class WhatChanged:
    """The facts between two sessions, from the results and the panel in memory."""

    def __init__(self, desk: Desk, now: Callable[[], datetime]) -> None:
        self._desk, self._now = desk, now

    def answer(self, since: Query | None, as_of: Query, revision: str | None) -> Answer:
        """From the session of `since`, the one before `as_of` without it, to that of `as_of`. BadQuery when one lies before the first."""
        panel = self._desk.panel
        told: dict[str, Any] = {"since": None, "as_of": None, "sessions": 0, "count": 0, "sections": []}
        if panel is not None and len(panel.sessions):
            now = _row(panel, as_of, "as_of")
            then = max(now - 1, 0) if since is None else min(_row(panel, since, "since"), now)
            told = self._told(panel, then, now, revision)
        mark = {"session": told["as_of"], "revision": None if panel is None else panel.revision, "at": iso(self._now())}
        made = digest(orjson.dumps([told, mark["session"], mark["revision"]]))
        body = orjson.dumps({"revision": made, **told, "mark": mark, "visit_seconds": VISIT_SECONDS})
        return Answer(200, body, made)

    def _told(self, panel: Panel, then: int, now: int, revision: str | None) -> dict[str, Any]:
        since, as_of = str(panel.sessions[then]), str(panel.sessions[now])
        offering = [section for section in self._desk.sections if section.changes is not None]
        parts = [_part(section.key, section.title, self._of_section(section, since, as_of)) for section in offering]
        parts.append(_part(DATA, "Data", self._of_data(panel, then, now, revision)))
        count = sum(len(part["changes"]) + part["more"] for part in parts)
        shown = [part for part in parts if part["changes"] or part["reason"]]
        return {"since": since, "as_of": as_of, "sessions": now - then, "count": count, "sections": shown}

    def _of_section(self, section: Section, since: str, as_of: str) -> Found:
        """What the section offers. A failure that was foreseen is told in its place, and takes no other section with it."""
        result = self._desk.board[section.key].result
        if result is None:
            return [], "Not computed yet."
        if result.unavailable is not None or section.changes is None:
            return [], None
        try:
            then, now = _place(result, since), _place(result, as_of)
            return (section.changes(result, then, now), None) if 0 <= then < now else ([], None)
        except DashboardError as error:
            return [], str(error)

    def _of_data(self, panel: Panel, then: int, now: int, revision: str | None) -> Found:
        try:
            return data_changes(self._desk.store, panel, then, now, revision), None
        except DashboardError as error:
            return [], str(error)


def _part(key: str, title: str, found: Found) -> dict[str, Any]:
    changes, reason = found
    newest = [asdict(change) for change in changes[-MOST:]]
    return {"section": key, "title": title, "changes": newest, "more": len(changes) - len(newest), "reason": reason}


def _place(result: Result, session: str) -> int:
    """The row of the session; of a result that ends before it, its last."""
    return int(np.searchsorted(result.sessions, np.datetime64(session, "D"), side="right")) - 1


def _row(panel: Panel, query: Query, name: str) -> int:
    row = len(panel.sessions) - 1 if query.as_of is None else panel.row(query.as_of)
    if row < 0:
        raise BadQuery(f"{name}={query.as_of} lies before the first session, {panel.sessions[0]}.")
    return row


def _since(text_given: str | None) -> Query | None:
    if text_given is None:
        return None
    try:
        return asked({"as_of": text_given})
    except BadQuery as error:
        raise BadQuery(str(error).replace("as_of=", "since=", 1)) from None


def _revision(text_given: str | None) -> str | None:
    if text_given is not None and not (0 < len(text_given) <= REVISION_LENGTH and text_given.isprintable()):
        raise BadQuery(f"revision={text_given[:REVISION_LENGTH]!r} is none that an answer's mark has told.")
    return text_given


def blueprint(changed: WhatChanged) -> Blueprint:
    """/api/changes."""
    routes = Blueprint("changes", __name__)

    @routes.get("/api/changes")
    @described(CHANGES)
    def changes() -> Response:
        for name in request.args:
            if name not in PARAMETERS:
                raise BadQuery(f"{name!r} is not a parameter here; there are: {', '.join(PARAMETERS)}.")
        as_of = asked({"as_of": request.args["as_of"]} if "as_of" in request.args else {})
        return sent(changed.answer(_since(request.args.get("since")), as_of, _revision(request.args.get("revision"))))

    return routes
