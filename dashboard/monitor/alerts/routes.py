"""/api/alerts: the report, mutes and a test; the gate has let the writer in."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast
from uuid import uuid4

import orjson
from flask import Blueprint, Response, request

from dashboard.errors import BadBody, BadQuery, NoChannel, TooLarge, WrongType
from dashboard.gateway.access.gate import VISITOR, Visitor
from dashboard.gateway.fastpath import matches
from dashboard.gateway.openapi.operation import described
from dashboard.monitor.alerts.dead_man import DeadMan
from dashboard.monitor.alerts.delivery.channel import Channel
from dashboard.monitor.alerts.message import GRAVITY, Letterhead, test_message
from dashboard.monitor.alerts.operations import LONGEST_WORD, MOST, MUTING, SHOW, TEST, UNMUTING
from dashboard.monitor.alerts.report import Asked, report
from dashboard.monitor.alerts.rules import BY_KEY, RULES
from dashboard.monitor.alerts.span import ends_at
from dashboard.runtime.encode import digest
from dashboard.runtime.runner import iso
from dashboard.store.alert_mutes import mute, unmute
from dashboard.store.alert_outbox import Parcel, post
from dashboard.store.engine import Store

JSON_TYPE = "application/json"
MOST_BYTES = 4096
PARAMETERS = ("rule", "severity", "subject", "limit")
WRITE = ["PUT", "POST"]


@dataclass(frozen=True)
class Office:
    """What the routes and the commands work with. letterhead: of messages sent by hand; wake: asks for a round of sending."""

    store: Store
    channels: tuple[Channel, ...]
    dead_man: DeadMan | None
    letterhead: Callable[[], Letterhead]
    now: Callable[[], datetime]
    wake: Callable[[], None]

    def report(self, asked: Asked) -> dict[str, Any]:
        """The report of this moment. Raises StoreUnavailable."""
        with self.store.read() as connection:
            return report(connection, iso(self.now()), asked, RULES, self.channels, self.dead_man)


def blueprint(office: Office) -> Blueprint:
    """GET of /api/alerts, PUT and POST of /api/alerts/mute, /unmute and /test."""
    routes = Blueprint("alerts", __name__)

    @routes.get("/api/alerts")
    @described(SHOW)
    def show() -> Response:
        return _answer(office, asked_of(request.args))

    @routes.route("/api/alerts/mute", methods=WRITE)
    @described(MUTING)
    def muting() -> Response:
        told, now = _body(MUTING.example, "rule", "for", "until", "reason"), office.now()
        end = ends_at(now, _word(told, "for"), _word(told, "until"))
        mute(office.store, _rule(told), end, reason=_word(told, "reason") or "", at=iso(now), by=_by())
        return _answer(office, Asked())

    @routes.route("/api/alerts/unmute", methods=WRITE)
    @described(UNMUTING)
    def unmuting() -> Response:
        told = _body(UNMUTING.example, "id", "rule")
        unmute(office.store, iso(office.now()), number=_number(told), rule=_rule(told))
        return _answer(office, Asked())

    @routes.route("/api/alerts/test", methods=WRITE)
    @described(TEST)
    def test() -> Response:
        _body(TEST.example)
        send_test(office)
        return _answer(office, Asked())

    return routes


def send_test(office: Office) -> None:
    """Put a test message for every channel into the outbox. Raises NoChannel, StoreUnavailable."""
    if not office.channels:
        raise NoChannel(
            "No channel is configured: set ALERT_WEBHOOKS, ALERT_SMTP_URL with ALERT_MAIL_TO, or ALERT_URLS."
        )
    at = iso(office.now())
    message = test_message(office.letterhead(), f"test-{uuid4().hex[:12]}")
    parcels = [Parcel(message.key, each.name, "test", (), message.wire(), at, next_at=at) for each in office.channels]
    with office.store.write() as connection:
        post(connection, parcels)
    office.wake()


def asked_of(arguments: Mapping[str, str]) -> Asked:
    """The filter of a request; BadQuery names what is unknown or malformed."""
    for name, value in arguments.items():
        if name not in PARAMETERS:
            raise BadQuery(f"{name!r} is not a parameter here; there are: {', '.join(PARAMETERS)}.")
        if not (0 < len(value) <= LONGEST_WORD and value.isprintable()):
            raise BadQuery(f"{name} is empty or too long to mean anything.")
    for name, known in (("rule", tuple(BY_KEY)), ("severity", GRAVITY)):
        if name in arguments and arguments[name] not in known:
            raise BadQuery(f"{name}={arguments[name]!r} is not known; there are: {', '.join(known)}.")
    return Asked(
        arguments.get("rule"), arguments.get("severity"), arguments.get("subject"), _limit(arguments.get("limit", "50"))
    )


def _limit(text: str) -> int:
    if not (text.isascii() and text.isdigit() and 1 <= int(text) <= MOST):
        raise BadQuery(f"limit={text!r} is not a whole number from 1 to {MOST}.")
    return int(text)


def _answer(office: Office, asked: Asked) -> Response:
    """The report; 304 when a GET has it already."""
    body = orjson.dumps(office.report(asked))
    tag = digest(body)
    unchanged = request.method == "GET" and matches(request.headers.get("If-None-Match", ""), tag)
    answer = Response(status=304) if unchanged else Response(body, content_type=JSON_TYPE)
    answer.headers["ETag"] = f'"{tag}"'
    answer.headers["Cache-Control"] = "no-cache"
    return answer


def _body(example: Any, *names: str) -> dict[str, Any]:
    """The request's JSON object; BadBody and its kinds for what is none, or names something else."""
    shown = orjson.dumps(example).decode()
    if request.mimetype != JSON_TYPE:
        raise WrongType(f"This takes {JSON_TYPE}, not {request.mimetype or 'a body without a type'}; send {shown}.")
    if request.content_length is None or request.content_length > MOST_BYTES:
        raise TooLarge(f"This takes a body of known length and at most {MOST_BYTES:,} bytes.")
    try:
        told = orjson.loads(request.get_data())
    except orjson.JSONDecodeError as error:
        raise BadBody(f"The body is no JSON ({error}); send {shown}.") from None
    if not isinstance(told, dict) or not set(told) <= set(names):
        raise BadBody(f"This takes an object of {', '.join(names) or 'nothing'}; send {shown}.")
    return told


def _word(told: Mapping[str, Any], name: str) -> str | None:
    value = told.get(name)
    if value is not None and not (isinstance(value, str) and len(value) <= LONGEST_WORD and value.isprintable()):
        raise BadBody(f"{name} must be text of at most {LONGEST_WORD} characters in one line.")
    return value


def _rule(told: Mapping[str, Any]) -> str | None:
    rule = _word(told, "rule")
    if rule is not None and rule not in BY_KEY:
        raise BadBody(f"rule={rule!r} is not known; there are: {', '.join(BY_KEY)}.")
    return rule


def _number(told: Mapping[str, Any]) -> int | None:
    number = told.get("id")
    if number is not None and (isinstance(number, bool) or not isinstance(number, int) or not 0 < number < 2**31):
        raise BadBody("id must be the whole number of a mute.")
    return number


def _by() -> str:
    visitor = cast(Visitor | None, request.environ.get(VISITOR))
    return "api" if visitor is not None and visitor.how == "token" else "page"
