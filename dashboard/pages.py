"""The pages: the dashboard's skeleton, rendered with the last known verdicts so that the first paint already says something."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import orjson
from flask import Blueprint, Response, make_response, render_template, request

from dashboard.gateway.access.routes import page_session, set_cookie
from dashboard.gateway.access.sessions import Sessions
from dashboard.gateway.answers import Answers
from dashboard.gateway.past import Past
from dashboard.gateway.query import Query
from dashboard.runtime.desk import Desk
from dashboard.runtime.market_state import MarketState
from dashboard.section import Section

SEED_SLOTS = (
    ("regime", "Market Regime", 1800, "What kind of market is it?"),
    ("position", "Position Sizing", 0, "How much may I risk?"),
    ("timeframe", "Multi-Timeframe Analysis", 300, "Do the timeframes agree?"),
    ("breadth", "Market Breadth", 900, "How many stocks take part?"),
    ("index", "Index Analysis", 300, "What do the indices do?"),
)
PLACES = ("badge", "verdict", "face")  # in the strip, in the line above the cards, in the card while it is closed


@dataclass(frozen=True, slots=True)
class Slot:
    """One place on the page. section is None while this build has no such section: the slot then shows its loading state.

    script: what draws the card in full. front: the module that draws the closed card and the other places outside it, if there is one.
    places: the places outside its full card that the section fills, each with its template, found by name in the section's folder.
    """

    key: str
    title: str
    refresh_seconds: int
    question: str
    section: Section | None
    card: str | None
    script: str | None
    front: str | None
    styles: tuple[str, ...]
    first: dict[str, Any] | None
    places: Mapping[str, str]

    @property
    def headline(self) -> float | str | None:
        """The newest value of the series that the section names its headline, where its first endpoint tells it."""
        data = (self.first or {}).get("data")
        value = data.get(self.section.headline) if self.section and isinstance(data, dict) else None
        return value if isinstance(value, int | float | str) else None


def blueprint(desk: Desk, answers: Answers, past: Past, only: tuple[str, ...], sessions: Sessions) -> Blueprint:
    """The dashboard at /, and what its figures mean at /methods."""
    routes = Blueprint("pages", __name__)

    @routes.get("/")
    def dashboard() -> Response:
        state = desk.market_state()
        session, is_new = page_session(sessions)
        day, query = past.of_page(request.args.get("as_of")) or (None, None)
        shown = as_of(past, query, slots(desk, answers, only))
        page = render_template(
            "index.html", market=None if state is None else state.wire(), upcoming=upcoming(state), slots=shown,
            past=day, past_words=None if day is None else spelled(day),
            opened=next((slot.key for slot in shown if slot.key == request.args.get("open")), None),
            revision=answers.pulse().revision, write_token=sessions.write_token(session), logged_in=session.logged_in,
        )  # fmt: skip
        response = make_response(page)
        if is_new:
            set_cookie(response, sessions, session)
        response.headers["Cache-Control"] = "no-cache"
        return response

    @routes.get("/methods")
    def methods() -> str:
        return render_template("methods.html", sections=desk.sections)

    return routes


def slots(desk: Desk, answers: Answers, only: tuple[str, ...]) -> list[Slot]:
    """The seed's slots in the order of reading, then any further section; with DASHBOARD_SECTIONS set, just those."""
    found = {section.key: section for section in desk.sections}
    seed = [slot for slot in SEED_SLOTS if not only or slot[0] in only]
    keys = {slot[0] for slot in SEED_SLOTS}
    more = [(s.key, s.title, s.refresh_seconds, s.question) for s in desk.sections if s.key not in keys]
    return [_slot(*slot, found.get(slot[0]), answers) for slot in (*seed, *more)]


def as_of(past: Past, query: Query | None, shown: list[Slot]) -> list[Slot]:
    """The slots with what a past session knew; as they are without one."""
    if query is None:
        return shown
    return [replace(slot, first=past.lead(slot.section, query) if slot.section else None) for slot in shown]


def spelled(day: str) -> str:
    """A session as the page writes it out: "4 December 2018"."""
    return f"{date.fromisoformat(day):%d %B %Y}".removeprefix("0")


def _slot(key: str, title: str, seconds: int, question: str, section: Section | None, answers: Answers) -> Slot:
    if section is None:
        return Slot(key, title, seconds, question, None, None, None, None, (), None, {})
    script = f"/sections/{key}/static/{key}.js"
    first = answers.newest(f"/api/{key}/{section.endpoints[0].name}")
    shown = orjson.loads(first.body) if first is not None and first.status == 200 else None
    return Slot(
        key, section.title, section.refresh_seconds, section.question, section, f"{key}/card.html", script,
        front(section), styles(section), shown, places(section),
    )  # fmt: skip


def places(section: Section) -> dict[str, str]:
    """The templates by which a section fills places outside its card: those of PLACES that its folder holds."""
    folder = Path(section.blueprint.root_path) / (section.blueprint.template_folder or "templates")
    templates = {place: f"{section.key}/{place}.html" for place in PLACES}
    return {place: name for place, name in templates.items() if (folder / name).is_file()}


def upcoming(state: MarketState | None) -> str | None:
    """When the exchange next opens or closes, in its own time: "opens Mon 09:30 EST"."""
    if state is None:
        return None
    verb, moment = ("closes", state.next_close) if state.session == "open" else ("opens", state.next_open)
    return f"{verb} {datetime.fromisoformat(moment).astimezone(ZoneInfo(state.timezone)):%a %H:%M %Z}"


def front(section: Section) -> str | None:
    """The address of static/front.js; None where the section has none."""
    file = Path(section.blueprint.root_path) / "static" / "front.js"
    return f"/sections/{section.key}/static/front.js" if file.is_file() else None


def styles(section: Section) -> tuple[str, ...]:
    """The addresses of the section's own styles."""
    folder = Path(section.blueprint.root_path) / "static"
    return tuple(f"/sections/{section.key}/static/{file.name}" for file in sorted(folder.glob("*.css")))


@cache
def product_version() -> str:
    """The installed version, "development" in a source tree that is not installed."""
    try:
        return version("market-dashboard")
    except PackageNotFoundError:
        return "development"
