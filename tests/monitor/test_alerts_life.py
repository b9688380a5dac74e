"""The life of incidents: one message when one begins, one when it is over, however long it lasts, whoever restarts, whatever flaps."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

import numpy as np
import pytest
from alert_worlds import WELL, Inbox, World, figures, market, section, source

from dashboard.errors import StoreUnavailable
from dashboard.market.published import Published
from dashboard.monitor.alerts.database_watch import AFTER
from dashboard.monitor.alerts.message import lasted
from dashboard.monitor.alerts.reading import CLEAR
from dashboard.store.alert_mutes import mute, unmute
from dashboard.store.alert_outbox import recent_parcels
from dashboard.store.alerts import Incident, open_incidents, past_incidents
from dashboard.store.engine import Store
from dashboard.store.published import publish

HEAT = {"basis": "holdings", "is_example": False, "heat": {"heat_pct": 9.0, "cap_pct": 6.0, "gap_adjusted_pct": 12.0}}
BAD_SECTION = (section("breadth", 3), section("index"))
STALE = ("stale_data/market",)
DOWN = ("source_down/market",)


def past(store: Store) -> tuple[Incident, ...]:
    with store.read() as connection:
        return past_incidents(connection, 100)


def lasting(store: Store) -> tuple[Incident, ...]:
    with store.read() as connection:
        return open_incidents(connection)


@pytest.fixture
def world(sqlite_store: Callable[[], Store]) -> World:
    return World(sqlite_store())


def test_a_failure_that_lasts_two_hours_is_told_once_and_its_end_once(store: Store) -> None:
    world = World(store)
    world.passes(3).sees(market=market(1)).passes(240)
    assert world.inbox.told == [("fired", STALE)]
    world.sees(market=market(0)).passes(20)
    assert world.inbox.told == [("fired", STALE), ("resolved", STALE)]
    (incident,) = past(store)
    assert (incident.status, incident.claim) == ("resolved", None)
    started, ended = world.inbox.messages
    assert "last bars are of 2018-02-06" in started.text
    assert "The bars are up to date again" in ended.text
    assert "It lasted 2 h 1 min." in ended.text


def test_a_week_of_evaluations_with_a_failure_a_day_is_fourteen_messages(sqlite_store: Callable[[], Store]) -> None:
    world = World(sqlite_store(), seconds=3600)
    for _ in range(7):
        world.sees(sections=BAD_SECTION).passes(6).sees(sections=WELL.sections).passes(18)
    breadth = ("section_failing/breadth",)
    assert world.inbox.told == [("fired", breadth), ("resolved", breadth)] * 7
    assert len({message.key for message in world.inbox.messages}) == 14


def test_nothing_is_told_before_it_was_found_often_enough(world: World) -> None:
    for failures in (1, 2, 0, 1, 2, 0):
        world.sees(sections=(section("breadth", failures),)).passes()
    assert world.inbox.told == []
    assert lasting(world.store) == past(world.store) == ()


def test_a_pending_incident_is_shown_and_not_told(world: World) -> None:
    world.sees(sections=(section("breadth", 1),)).passes(20)
    assert [(one.status, one.fired_at) for one in lasting(world.store)] == [("pending", None)]
    assert world.inbox.told == []


def test_what_flaps_is_told_ever_more_rarely(world: World) -> None:
    for _ in range(8):
        world.sees(market=market(1)).passes(CLEAR).sees(market=market(0)).passes(CLEAR)
    assert len(world.inbox.told) == 3  # 4 good looks ended the first; the second wants 8 in a row, and never gets them
    assert [one.status for one in lasting(world.store)] == ["firing"]


def test_a_look_that_can_say_nothing_neither_begins_nor_ends_anything(world: World) -> None:
    world.sees(market=market(1)).passes(5).sees(market=None).passes(30)
    assert world.inbox.told == [("fired", STALE)]
    world.sees(market=market(0)).passes(CLEAR)
    assert world.inbox.told[1:] == [("resolved", STALE)]


def test_a_section_that_is_not_served_any_more_does_not_fire_for_ever(world: World) -> None:
    world.sees(sections=BAD_SECTION).passes(3).sees(sections=(section("index"),)).passes()
    assert world.inbox.told[-1] == ("resolved", ("section_failing/breadth",))
    assert "not watched any more" in world.inbox.messages[-1].text


def test_what_begins_at_one_look_is_one_message_with_the_gravest_first(world: World) -> None:
    world.sees(sections=(section("breadth", 3), section("index", 3)), figures=figures(position=HEAT)).passes()
    ((kind, subjects),) = world.inbox.told
    assert (kind, len(subjects)) == ("fired", 3)
    (message,) = world.inbox.messages
    assert message.title == "Section failing and 2 more · Tiny"
    assert len(message.text.splitlines()) == 3


def test_a_source_that_is_down_names_what_follows_from_it_and_nothing_of_that_is_sent_apart(store: Store) -> None:
    world = World(store)
    world.sees(market=market(1), sections=BAD_SECTION, sources=(source(1),)).passes(3)
    assert world.inbox.told == []
    world.sees(sources=(source(3),)).passes(20)
    assert world.inbox.told == [("fired", DOWN)]
    assert world.inbox.messages[0].text.count("Because of it:") == 2
    held = {one.rule: one.held_by for one in lasting(store)}
    cause = next(one.id for one in lasting(store) if one.rule == "source_down")
    assert (held["stale_data"], held["section_failing"]) == (f"incident:{cause}",) * 2
    world.sees(market=market(0), sections=WELL.sections, sources=(source(),)).passes(20)
    assert world.inbox.told == [("fired", DOWN), ("resolved", DOWN)]


def test_a_consequence_that_outlives_its_cause_is_told_then(world: World) -> None:
    world.sees(market=market(1), sources=(source(3),)).passes(10).sees(sources=(source(),)).passes(CLEAR)
    assert world.inbox.told == [("fired", DOWN), ("fired", STALE), ("resolved", DOWN)]


def test_a_mute_records_and_tells_at_its_end_what_still_fires(world: World) -> None:
    store = world.store
    number = mute(store, "stale_data", "2018-02-07T15:20:00Z", reason="vendor", at="2018-02-07T15:00:00Z", by="cli")
    world.sees(market=market(1), sections=BAD_SECTION).passes(20)
    assert world.inbox.told == [("fired", ("section_failing/breadth",))]
    assert [one.held_by for one in lasting(store) if one.rule == "stale_data"] == [f"mute:{number}"]
    world.passes(25)
    assert world.inbox.told[1:] == [("fired", STALE)]


def test_what_began_and_ended_while_muted_is_only_in_the_history(world: World) -> None:
    mute(world.store, None, "2018-02-07T15:20:00Z", reason="", at="2018-02-07T15:00:00Z", by="page")
    world.sees(market=market(1)).passes(10).sees(market=market(0)).passes(40)
    assert world.inbox.told == []
    assert [(one.rule, one.status, one.told_at) for one in past(world.store)] == [("stale_data", "resolved", None)]


def test_the_end_of_what_was_told_is_told_after_the_mute(world: World) -> None:
    world.sees(market=market(1)).passes(3)
    mute(world.store, None, "2018-02-08T15:00:00Z", reason="", at="2018-02-07T15:01:00Z", by="page")
    world.sees(market=market(0)).passes(30)
    assert world.inbox.told == [("fired", STALE)]
    assert unmute(world.store, "2018-02-07T15:20:00Z") == 1
    world.passes()
    assert world.inbox.told[1:] == [("resolved", STALE)]


def test_a_restart_repeats_nothing_and_forgets_nothing(store: Store) -> None:
    first = World(store)
    first.sees(market=market(1)).passes(5)
    for _ in range(5):
        again = World(store, first.inbox, clock=first.clock)
        again.sees(market=market(1)).passes(5)
    again.sees(market=market(0)).passes(CLEAR)
    assert first.inbox.told == [("fired", STALE), ("resolved", STALE)]


def test_two_processes_that_both_think_they_lead_tell_once(store: Store) -> None:
    one = World(store)
    other = World(store, Inbox(), clock=one.clock)
    one.sees(market=market(1))
    other.sees(market=market(1))
    for _ in range(20):
        for world in (one, other):
            world.clock.advance(1)
            world.watchman.evaluate()
    with store.read() as connection:
        assert len(recent_parcels(connection)) == 1


def test_only_the_leader_looks_and_sends(world: World) -> None:
    world.leads = False
    world.sees(market=market(1)).passes(20)
    assert lasting(world.store) == ()
    assert world.watchman.evaluated_at is None


def change(label: str, session: str, score: float = 0.2) -> Published:
    return Published(np.datetime64(session), label, "bull", score, 0.6, published_at=f"{session}T22:00:00Z")


def test_a_change_of_regime_is_told_exactly_once_and_has_no_end(store: Store) -> None:
    publish(store, change("uptrend", "2018-02-05"))
    publish(store, change("strong_uptrend", "2018-02-06"))
    world = World(store)
    world.clock.wall = datetime(2018, 2, 7, 12, tzinfo=UTC)
    world.passes(3)
    assert world.inbox.told == []  # it changed before anybody watched
    publish(store, change("choppy", "2018-02-07"))
    world.clock.wall = datetime(2018, 2, 7, 23, tzinfo=UTC)
    world.passes(30)
    World(store, world.inbox, clock=world.clock).passes(30)
    assert world.inbox.told == [("fired", ("regime_change/regime",))]
    assert "from strong uptrend to choppy" in world.inbox.messages[0].text
    assert [one.status for one in past(store)] == ["event"]


def test_a_thrust_is_told_once_also_by_the_next_process(world: World) -> None:
    zweig = {"zweig": {"thrusts": [{"session": "2018-02-07", "armed_on": "2018-01-29"}]}}
    world.sees(figures=figures(breadth=zweig)).passes(20)
    World(world.store, world.inbox, clock=world.clock).sees(figures=figures(breadth=zweig)).passes(20)
    assert world.inbox.told == [("fired", ("breadth_thrust/breadth",))]


def test_an_event_during_a_mute_is_told_when_it_ends(world: World) -> None:
    mute(world.store, None, "2018-02-07T15:30:00Z", reason="", at="2018-02-07T15:00:00Z", by="page")
    zweig = {"zweig": {"thrusts": [{"session": "2018-02-07", "armed_on": "2018-01-29"}]}}
    world.sees(figures=figures(breadth=zweig)).passes(50)
    assert world.inbox.told == []
    world.sees(figures=WELL.figures).passes(11)
    assert world.inbox.told == [("fired", ("breadth_thrust/breadth",))]


@pytest.fixture
def away(world: World, monkeypatch: pytest.MonkeyPatch) -> Callable[[bool], None]:
    """Takes the database away and gives it back."""
    real = Store.write

    def refuse(_: Store) -> None:
        raise StoreUnavailable("The database is not available (disk I/O error); see the database's own log.")

    return lambda gone: monkeypatch.setattr(Store, "write", refuse if gone else real)


def test_a_database_that_is_away_is_told_by_the_process_itself_and_suppresses_all_else(
    world: World, away: Callable[[bool], None]
) -> None:
    world.passes(3)
    away(True)
    world.sees(market=market(1), sections=BAD_SECTION, sources=(source(9),)).passes(50)
    assert [(m.kind, m.severity, m.text) for m in world.inbox.messages] == [
        ("fired", "critical", "The database is not available (disk I/O error); see the database's own log.")
    ]
    assert world.watchman.verdict() == "failing"
    away(False)
    world.passes(CLEAR)
    assert world.inbox.told[1:] == [("resolved", ("database_away/database",))]
    world.sees(market=market(0), sections=WELL.sections, sources=(source(),)).passes(AFTER + 20)
    assert len(world.inbox.told) == 2
    entered = next(one for one in past(world.store) if one.rule == "database_away")
    assert (entered.status, lasted(entered.pending_at, entered.resolved_at or "")) == ("resolved", "26 min")


def test_a_hiccup_of_the_database_is_not_told(world: World, away: Callable[[bool], None]) -> None:
    for _ in range(10):
        away(True)
        world.passes(1)
        away(False)
        world.passes(3)
    assert world.inbox.told == []


def test_a_leader_that_lost_its_lease_with_the_database_still_tells_of_it(
    world: World, away: Callable[[bool], None]
) -> None:
    world.passes(2)
    away(True)
    world.leads, world.failure = False, "The database is not available."
    world.passes(5)
    assert [kind for kind, _ in world.inbox.told] == ["fired"]


def test_a_process_that_never_led_does_not_tell_of_the_database(world: World, away: Callable[[bool], None]) -> None:
    world.leads, world.failure = False, "The database is not available."
    away(True)
    world.passes(20)
    assert world.inbox.told == []


def test_the_dead_mans_handle_is_let_go_when_the_looks_stand_still(world: World) -> None:
    assert world.watchman.verdict() == "silent"
    world.passes(2)
    assert world.watchman.verdict() == "well"
    world.clock.advance(5 * 30 + 1)
    assert world.watchman.verdict() == "silent"


def test_the_dead_mans_handle_tells_of_what_is_critical_unless_it_is_muted(world: World) -> None:
    world.sees(disk=replace(WELL.disk, free=1)).passes(3)  # type: ignore[type-var]
    assert world.watchman.verdict() == "failing"
    mute(world.store, "disk_full", "2018-02-08T15:00:00Z", reason="", at="2018-02-07T15:00:00Z", by="cli")
    world.passes(1)
    assert world.watchman.verdict() == "well"


def test_without_channels_everything_is_recorded_and_nothing_waits(sqlite_store: Callable[[], Store]) -> None:
    store = sqlite_store()
    world = World(store)
    world.watchman.evaluation = replace(world.watchman.evaluation, channels=())
    world.sees(market=market(1)).passes(5)
    assert [one.status for one in lasting(store)] == ["firing"]
    with store.read() as connection:
        assert recent_parcels(connection) == []


def test_what_is_long_over_is_forgotten_and_events_are_not(world: World) -> None:
    zweig = {"zweig": {"thrusts": [{"session": "2018-02-07", "armed_on": "2018-01-29"}]}}
    world.sees(market=market(1), figures=figures(breadth=zweig)).passes(3).sees(market=market(0)).passes(CLEAR)
    assert len(past(world.store)) == 2
    world.clock.wall = datetime(2019, 4, 1, tzinfo=UTC)
    world.passes(2)
    assert [one.status for one in past(world.store)] == ["event"]
    assert len(world.inbox.told) == 3
    with world.store.read() as connection:
        assert recent_parcels(connection) == []


@pytest.mark.parametrize(
    ("end", "words"),
    [("15:00:45", "45 s"), ("15:05:59", "5 min"), ("17:00:00", "2 h"), ("17:05:00", "2 h 5 min"), ("14:59:00", "0 s")],
)
def test_how_long_something_lasted_is_told_in_words(end: str, words: str) -> None:
    assert lasted("2018-02-07T15:00:00Z", f"2018-02-07T{end}Z") == words


def test_days_are_told_with_hours_and_without_minutes() -> None:
    assert lasted("2018-02-07T15:00:00Z", "2018-02-10T16:30:00Z") == "3 d 1 h"
