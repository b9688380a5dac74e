"""The reading of a session: imported where there is a pair, built in elsewhere, and missing where there is nothing."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scanner.stocks import panel_of, walks

from dashboard.market.panel import Instrument, Panel
from dashboard.market.scans import DAILY, HOURLY, LONG, SHORT, ImportedScans, imported_scans
from dashboard.scanner.readings import BUILT_IN, IMPORTED, MISSING, reading, readings, running
from dashboard.scanner.reversal import scan

Given = tuple[int, int, int, str, int]  # row, kind, direction, time of day, tickers


def with_scans(panel: Panel, *given: Given) -> Panel:
    """The panel with scans of its sessions; row T is the session that is running."""
    days = np.append(panel.sessions, np.busday_offset(panel.sessions[-1], 1))
    found = [(kind, way, np.datetime64(f"{days[row]}T{at}", "s"), count, "{}") for row, kind, way, at, count in given]
    of = days[[row for row, *_ in given]]
    made: ImportedScans = imported_scans(found, of)
    return replace(panel, scans=made)


@pytest.fixture(scope="module")
def plain() -> Panel:
    return panel_of(walks())


def test_where_no_scan_was_imported_the_built_in_one_is_read(plain: Panel) -> None:
    found = scan(plain)
    told = readings(plain, found)
    able = found.able > 0
    np.testing.assert_array_equal(told.source, np.where(able, BUILT_IN, MISSING))
    np.testing.assert_array_equal(told.long[able], found.longs[able])
    np.testing.assert_array_equal(told.short[able], found.shorts[able])
    assert np.isnan(told.long[~able]).all()
    assert (reading(told, 10), reading(told, 300).source) == (None, "built_in")  # type: ignore[union-attr]


def test_an_imported_pair_takes_the_built_in_scans_place_on_its_own_session_only(plain: Panel) -> None:
    panel = with_scans(plain, (200, DAILY, LONG, "16:15:00", 43), (200, DAILY, SHORT, "16:20:00", 40))
    told, found = readings(panel, scan(panel)), scan(panel)
    assert (told.long[200], told.short[200], told.source[200]) == (43, 40, IMPORTED)
    assert told.balance[200] == pytest.approx(3 / 103)
    assert told.source[[199, 201]].tolist() == [BUILT_IN, BUILT_IN]
    assert told.long[201] == found.longs[201]
    one = reading(told, 200)
    assert one is not None
    assert (one.source, one.kind, one.at, one.age_sessions) == (
        "imported",
        "daily",
        f"{panel.sessions[200]}T16:20:00",
        0,
    )


def test_half_a_pair_is_not_read_and_an_empty_pair_is_worth_nothing(plain: Panel) -> None:
    """(0, 56) → (0, 0) → (43, 0) → (43, 40), a session each: the halves leave the built-in reading, the empty pair is 0."""
    panel = with_scans(
        plain,
        (200, DAILY, SHORT, "16:15:00", 56),
        (201, DAILY, LONG, "16:15:00", 0), (201, DAILY, SHORT, "16:16:00", 0),
        (202, DAILY, LONG, "16:15:00", 43),
        (203, DAILY, LONG, "16:15:00", 43), (203, DAILY, SHORT, "16:15:00", 40),
    )  # fmt: skip
    told = readings(panel, scan(panel))
    assert told.source[200:204].tolist() == [BUILT_IN, IMPORTED, BUILT_IN, IMPORTED]
    assert told.balance[[201, 203]].tolist() == [0.0, pytest.approx(3 / 103)]


def test_of_several_pairs_the_last_daily_one_is_read_and_else_the_last_hourly_one(plain: Panel) -> None:
    panel = with_scans(
        plain,
        (200, HOURLY, LONG, "10:00:00", 1), (200, HOURLY, SHORT, "10:00:00", 2),
        (200, HOURLY, LONG, "11:00:00", 3), (200, HOURLY, SHORT, "11:00:00", 4),
        (201, DAILY, LONG, "16:00:00", 5), (201, DAILY, SHORT, "16:00:00", 6),
        (201, DAILY, LONG, "17:00:00", 7), (201, DAILY, SHORT, "17:00:00", 8),
        (201, HOURLY, LONG, "18:00:00", 9), (201, HOURLY, SHORT, "18:00:00", 9),
    )  # fmt: skip
    told = readings(panel, scan(panel))
    assert told.long[[200, 201]].tolist() == [3, 7]
    assert told.kind[[200, 201]].tolist() == [HOURLY, DAILY]


def test_one_against_none_says_little() -> None:
    panel = with_scans(panel_of(walks()), (200, DAILY, LONG, "16:15:00", 1), (200, DAILY, SHORT, "16:15:00", 0))
    assert readings(panel, scan(panel)).balance[200] == pytest.approx(1 / 21)


def test_a_market_without_stocks_reads_imported_scans_and_misses_the_others(plain: Panel) -> None:
    index = replace(plain, instruments=tuple(Instrument(f"I{s}", kind="index") for s in range(6)))
    panel = with_scans(index, (5, DAILY, LONG, "16:15:00", 4), (5, DAILY, SHORT, "16:15:00", 1))
    told = readings(panel, scan(panel))
    assert told.source[[4, 5, 6]].tolist() == [MISSING, IMPORTED, MISSING]
    assert (told.long[5], np.isnan(told.balance[6])) == (4, True)


def test_a_pair_of_the_running_session_is_told_apart_and_is_no_sessions_reading(plain: Panel) -> None:
    last = len(plain.sessions)
    panel = with_scans(plain, (last, HOURLY, LONG, "10:00:00", 6), (last, HOURLY, SHORT, "10:05:00", 1))
    assert (readings(panel, scan(panel)).source == IMPORTED).sum() == 0
    now = running(panel)
    assert now is not None
    assert (now.long, now.short, now.kind) == (6, 1, "hourly")
    assert running(panel.first(last)) is None
    assert running(plain) is None


def test_no_reading_depends_on_later_sessions_or_scans(plain: Panel) -> None:
    draw = np.random.default_rng(8)
    given = [
        (row, HOURLY, way, f"1{hour}:0{draw.integers(0, 9)}:00", int(draw.integers(0, 30)))
        for row in range(150, 320, 3)
        for hour in range(draw.integers(1, 4))
        for way in draw.permutation([LONG, SHORT])[: draw.integers(1, 3)].tolist()
    ]
    panel = with_scans(plain, *given)
    whole = readings(panel, scan(panel))
    assert (whole.source == IMPORTED).sum() > 20
    for t in (151, 200, 204, 261):
        then = readings(panel.first(t), scan(panel.first(t)))
        for name in ("long", "short", "balance", "source", "pair", "at", "kind"):
            np.testing.assert_array_equal(getattr(whole, name)[:t], getattr(then, name), err_msg=name)
