"""Delivery to real servers on this machine: those that answer, that fail and recover, that hang, and that drip."""

from __future__ import annotations

import hashlib
import hmac
import logging
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
from alert_receivers import DRIP, HANG, Receiver, receiving
from alert_worlds import Inbox, World, market

from dashboard.errors import DeliveryFailed
from dashboard.monitor.alerts.dead_man import DeadMan, Verdict
from dashboard.monitor.alerts.delivery.line import Line, within
from dashboard.monitor.alerts.delivery.services import services
from dashboard.monitor.alerts.delivery.webhook import webhooks
from dashboard.monitor.alerts.message import Message
from dashboard.store.alert_outbox import Parcel, recent_parcels
from dashboard.store.engine import Store

NOW = datetime(2018, 2, 7, 15, tzinfo=UTC)
OLD_LIBRARIES = pytest.mark.filterwarnings("ignore::DeprecationWarning")  # apprise imports what Python will drop
SECRET = "a-secret-of-24-characters"
MESSAGE = Message(
    "id-7-fired", "fired", "warning", "Data stale · Tiny", "The data are old.\nBecause of it: nothing.", "http://dash/health",
    "2018-02-06", "Tiny", False, ({"id": 7, "rule": "stale_data"},),
)  # fmt: skip


def post(url: str, secret: str = "") -> None:
    (channel,) = webhooks((url,), secret, lambda: NOW)
    channel.send(MESSAGE, Line())


def refused(work: Callable[[], None]) -> DeliveryFailed:
    with pytest.raises(DeliveryFailed) as caught:
        work()
    return caught.value


def test_a_webhook_gets_one_body_that_slack_discord_and_programs_can_read() -> None:
    with receiving() as receiver:
        post(receiver.url)
    (request,) = receiver.received
    assert (request.method, request.path, request.headers["Idempotency-Key"]) == ("POST", "/hook", "id-7-fired")
    body = request.json
    assert body["text"].splitlines() == [
        "Data stale · Tiny",
        "The data are old.",
        "Because of it: nothing.",
        "http://dash/health",
    ]
    assert body["content"] == body["text"]
    assert [body[name] for name in ("title", "severity", "session", "link")] == [
        "Data stale · Tiny", "warning", "2018-02-06", "http://dash/health"
    ]  # fmt: skip
    assert "X-Dashboard-Signature" not in request.headers


def test_a_signature_covers_the_time_and_the_body() -> None:
    with receiving() as receiver:
        post(receiver.url, SECRET)
    (request,) = receiver.received
    signed = request.headers["X-Dashboard-Timestamp"].encode() + b"." + request.body
    expected = hmac.new(SECRET.encode(), signed, hashlib.sha256).hexdigest()
    assert request.headers["X-Dashboard-Timestamp"] == "1518015600"
    assert request.headers["X-Dashboard-Signature"] == f"sha256={expected}"


def test_a_login_in_the_address_is_sent_and_not_told() -> None:
    with receiving(Receiver(answers=[403])) as receiver:
        error = refused(lambda: post(receiver.url.replace("//", "//me:pass%20word@").replace("/hook", "/T0K3N")))
    assert receiver.received[0].headers["Authorization"] == "Basic bWU6cGFzcyB3b3Jk"
    assert str(error) == "127.0.0.1 answered HTTP 403: ok."


@pytest.mark.parametrize(
    ("status", "final"), [(500, False), (404, False), (429, False), (400, True), (410, True), (422, True)]
)
def test_only_what_will_never_be_taken_is_final(status: int, final: bool) -> None:
    with receiving(Receiver(answers=[status], headers={"Retry-After": "120"})) as receiver:
        error = refused(lambda: post(receiver.url))
    assert (error.final, error.retry_after) == (final, 120.0)


def test_a_redirect_is_a_failure_and_nothing_goes_elsewhere() -> None:
    with receiving() as other, receiving(Receiver(answers=[302], headers={"Location": other.url})) as receiver:
        assert "write its final address" in str(refused(lambda: post(receiver.url)))
    assert other.received == []


def test_a_server_that_is_not_there_is_named_without_its_path() -> None:
    with receiving() as receiver:
        url = receiver.url.replace("/hook", "/T0K3N")
    error = refused(lambda: post(url))
    assert "127.0.0.1 could not be reached" in str(error)
    assert "T0K3N" not in str(error)


@pytest.mark.parametrize("how", [HANG, DRIP])
def test_a_server_that_hangs_or_drips_is_hung_up_on(how: str) -> None:
    with receiving(Receiver(answers=[how])) as receiver:
        (channel,) = webhooks((receiver.url,), "", lambda: NOW)
        error = refused(lambda: within(0.3, lambda line: channel.send(MESSAGE, line)))
        assert receiver.dropped.wait(20)
    assert str(error) == "It was not taken within 0.3 seconds."


def test_a_fault_in_a_channel_is_a_failed_delivery_and_not_the_end_of_the_sender(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    faults: list[Any] = []

    def stumble(_line: Line) -> None:
        raise IndexError

    monkeypatch.setattr("threading.excepthook", faults.append)
    assert "fault of the dashboard" in str(refused(lambda: within(5, stumble)))
    assert faults[0].exc_type is IndexError


@pytest.fixture
def sending(sqlite_store: Callable[[], Store]) -> Callable[..., tuple[World, Inbox]]:
    """A world with one stale market whose inbox fails as it is told."""

    def make(*failures: DeliveryFailed) -> tuple[World, Inbox]:
        inbox = Inbox(failures=list(failures))
        return World(sqlite_store(), inbox).sees(market=market(1)), inbox

    return make


def parcels(world: World) -> list[Parcel]:
    with world.store.read() as connection:
        return recent_parcels(connection)


def test_a_failed_delivery_is_tried_again_later_each_time_and_told_once_in_the_log(
    sending: Callable[..., tuple[World, Inbox]], caplog: pytest.LogCaptureFixture
) -> None:
    world, inbox = sending(*[DeliveryFailed("It is down.")] * 4)
    caplog.set_level(logging.INFO)
    tries = []
    world.watchman.evaluate()
    for _ in range(100):
        world.passes()
        if inbox.attempts > len(tries):
            tries.append(world.clock.seconds)
    gaps = [later - earlier for earlier, later in pairwise(tries)]
    assert len(inbox.messages) == 1
    assert len(gaps) == 4
    assert gaps == sorted(gaps)
    assert gaps[-1] >= 60
    said = [record.message for record in caplog.records if "inbox" in record.message]
    assert said == ["Alerts do not reach inbox: It is down.", "Alerts reach inbox again."]
    assert (parcels(world)[0].attempts, parcels(world)[0].trouble) == (5, None)


def test_a_receiver_that_asks_to_be_left_alone_is(sending: Callable[..., tuple[World, Inbox]]) -> None:
    world, inbox = sending(DeliveryFailed("Too many.", retry_after=600))
    world.passes(20)
    assert inbox.attempts == 1
    world.passes(4)
    assert inbox.attempts == 2


def test_what_is_refused_for_good_is_not_sent_again_and_does_not_block_the_next(
    sending: Callable[..., tuple[World, Inbox]],
) -> None:
    world, inbox = sending(DeliveryFailed("It does not like it.", final=True))
    world.passes(10).sees(market=market(0)).passes(10)
    assert [m.kind for m in inbox.messages] == ["resolved"]
    resolved, fired = parcels(world)
    assert (fired.given_up_at is not None, fired.trouble, resolved.delivered_at is not None) == (
        True,
        "It does not like it.",
        True,
    )


def test_the_end_never_arrives_before_the_beginning(sending: Callable[..., tuple[World, Inbox]]) -> None:
    world, inbox = sending(*[DeliveryFailed("It is down.")] * 6)
    world.passes(4).sees(market=market(0)).passes(80)
    assert [m.kind for m in inbox.messages] == ["fired", "resolved"]


def test_a_channel_that_is_down_does_not_hold_up_the_others(sqlite_store: Callable[[], Store]) -> None:
    down, up = Inbox("down", failures=[DeliveryFailed("It is down.")] * 99), Inbox("up")
    World(sqlite_store(), down, up).sees(market=market(1)).passes(5)
    assert (len(down.messages), len(up.messages)) == (0, 1)


def test_a_day_old_message_is_given_up_with_its_reason(sending: Callable[..., tuple[World, Inbox]]) -> None:
    world, inbox = sending(*[DeliveryFailed("It is down.")] * 99)
    world.passes(5)
    world.clock.wall += timedelta(hours=24)
    world.sender.run()
    attempts = inbox.attempts
    world.sender.run()
    assert (inbox.attempts, parcels(world)[0].trouble) == (attempts, "Given up after 24 hours. It is down.")


def test_a_clock_that_was_a_year_ahead_does_not_make_a_message_wait_for_a_year(
    sending: Callable[..., tuple[World, Inbox]],
) -> None:
    world, inbox = sending(DeliveryFailed("It is down."))
    world.clock.wall += timedelta(days=365)
    world.passes(2)
    assert (inbox.attempts, inbox.messages) == (1, [])
    world.clock.wall -= timedelta(days=365)
    world.sender.run()
    assert len(inbox.messages) == 1


def test_a_channel_that_is_not_configured_any_more_is_given_up(sending: Callable[..., tuple[World, Inbox]]) -> None:
    world, _ = sending()
    world.watchman.evaluate()
    world.clock.advance(30)
    world.watchman.evaluate()
    world.sender.channels = {}
    world.sender.run()
    assert parcels(world)[0].trouble == "This channel is not configured any more."


def test_what_was_delivered_but_could_not_be_noted_is_not_sent_again_by_this_process(
    sending: Callable[..., tuple[World, Inbox]], monkeypatch: pytest.MonkeyPatch
) -> None:
    from dashboard.errors import StoreUnavailable
    from dashboard.monitor.alerts import sender

    world, inbox = sending()
    real = sender.note

    def noted(store: Store, parcel: Parcel) -> None:
        if parcel.delivered_at is not None:
            raise StoreUnavailable("The database is away.")
        real(store, parcel)

    monkeypatch.setattr(sender, "note", noted)
    world.passes(40)
    monkeypatch.setattr(sender, "note", real)
    world.passes(40)
    assert len(inbox.messages) == 1
    assert parcels(world)[0].delivered_at is not None


@OLD_LIBRARIES
def test_a_service_gets_title_text_and_link() -> None:
    with receiving() as receiver:
        (channel,) = services((receiver.url.replace("http", "json"),))
        channel.send(MESSAGE, Line())
    body = receiver.received[0].json
    assert (channel.name, body["title"], body["type"]) == ("service json", "Data stale · Tiny", "warning")
    assert body["message"].endswith("http://dash/health")


@OLD_LIBRARIES
def test_a_service_that_fails_or_is_unknown_says_so() -> None:
    with receiving(Receiver(answers=[500])) as receiver:
        (channel,) = services((receiver.url.replace("http", "json"),))
        assert "did not take it" in str(refused(lambda: channel.send(MESSAGE, Line())))
    (channel,) = services(("nosuchservice://x",))
    assert refused(lambda: channel.send(MESSAGE, Line())).final


def test_channels_of_one_host_have_names_apart() -> None:
    found = webhooks(("https://a.example/1", "https://b.example/2", "https://a.example/3"), "", lambda: NOW)
    assert [channel.name for channel in found] == ["webhook a.example", "webhook b.example", "webhook a.example 2"]


def test_the_dead_mans_handle_says_well_failing_or_nothing(caplog: pytest.LogCaptureFixture) -> None:
    verdicts: list[Verdict] = ["well", "failing", "silent", "well"]
    with receiving(Receiver(answers=[200, 200, 503])) as receiver:
        handle = DeadMan(receiver.url + "?key=1", lambda: verdicts.pop(0), lambda: NOW)
        for _ in range(4):
            handle.ping()
    assert [(each.method, each.path) for each in receiver.received] == [
        ("GET", "/hook?key=1"), ("GET", "/hook/fail?key=1"), ("GET", "/hook?key=1")
    ]  # fmt: skip
    assert (handle.last_verdict, handle.trouble) == ("failing", "127.0.0.1 answered HTTP 503: ok.")
    assert "is not heard" in caplog.text
