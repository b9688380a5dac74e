"""The reversal scan: each rule at its edge by hand, all of it against pandas, and blind to the future."""

from __future__ import annotations

import numpy as np
import pytest
import talib
from scanner.reversal_oracle import long_frame, rows_of
from scanner.stocks import NAN, ended_by, panel_of, real_sample, walks
from shared_data import needs_shared

from dashboard.market.panel import Instrument, Panel
from dashboard.scanner.hits import Scan
from dashboard.scanner.reversal import scan
from dashboard.scanner.rules import RULES

PER_ROW = ("row", "column", "direction", "rules", "judged", "entry", "stop", "score")
PER_SESSION = ("members", "traded", "able", "longs", "shorts")

# A fall that makes the RSI weak, a base, and a last bar that is beyond it in every way.
FALL = [(99.0, 99.25, 97.0, 97.25, 1000.0), (97.0, 97.25, 95.0, 95.25, 1000.0), (95.0, 95.5, 93.0, 93.25, 1000.0)]
BASE = [(93.0, 95.0, 92.5, 94.5, 1000.0)] * 2 + [(95.0, 97.0, 94.0, 96.5, 1000.0)] * 4
LAST = (97.0, 101.0, 96.0, 100.5, 1200.0)


def same(one: Scan, other: Scan) -> None:
    for name in (*PER_ROW, *PER_SESSION, "offsets", "sessions"):
        np.testing.assert_array_equal(getattr(one, name), getattr(other, name), err_msg=name)


def last_rules(last: tuple[float, ...]) -> dict[str, bool | None]:
    """The rules of the bar behind the fall and the base."""
    panel = panel_of(ended_by(*FALL, *BASE, last))
    found = scan(panel)
    rows = np.flatnonzero(found.row == len(panel.sessions) - 1)
    return found.rules_of(int(rows[0])) if len(rows) else {}


def test_a_stock_that_turns_up_after_a_fall_is_a_row_of_seven() -> None:
    panel = panel_of(ended_by(*FALL, *BASE, LAST))
    found = scan(panel)
    row = found.at(len(panel.sessions) - 1)
    bars = [panel.high[:, 0], panel.low[:, 0], panel.close[:, 0]]
    assert found.rules_of(row.start) == dict.fromkeys(RULES, True)
    assert (found.direction[row].tolist(), found.score[row].tolist(), found.entry[row].tolist()) == ([1], [7], [100.5])
    np.testing.assert_allclose(found.stop[row], 94.0 - 0.25 * talib.ATR(*bars, 14)[-1], rtol=1e-12)
    np.testing.assert_allclose(found.target2[row], 100.5 + 2 * found.risk[row])
    np.testing.assert_allclose(found.target3[row], 100.5 + 3 * found.risk[row])
    assert (found.longs[-1], found.shorts[-1], found.able[-1], found.traded[-1]) == (1, 0, 1, 1)


@pytest.mark.parametrize(
    ("changed", "rule", "holds"),
    [
        ((97.0, 101.0, 96.0, 99.0, 1200.0), "strong_close", True),  # exactly .6 of the way
        ((97.0, 101.0, 96.0, 98.99, 1200.0), "strong_close", False),
        ((97.0, 101.0, 96.0, 100.5, 1199.0), "volume", False),
        ((97.0, 101.0, 96.0, 100.5, NAN), "volume", None),
        ((96.5, 97.1, 96.0, 97.0, 1200.0), "breakout", False),  # on the highest high, not above it
        ((97.0, 101.0, 92.5, 100.5, 1200.0), "higher_low", False),  # on the lowest low of the bars before
    ],
)
def test_each_rule_holds_from_its_edge_on(changed: tuple[float, ...], rule: str, holds: bool | None) -> None:
    assert last_rules(changed)[rule] is holds


def test_six_tenths_of_a_bar_count_although_binary_fractions_say_less() -> None:
    tenth = [(*(price / 10 for price in bar[:4]), bar[4]) for bar in (*FALL, *BASE)]
    cheap = ended_by() / np.array([10, 10, 10, 10, 1])[:, None, None]
    rest = np.array([*tenth, (9.8, 11.0, 10.0, 10.6, 1200.0)]).T[:, :, None]
    found = scan(panel_of(np.concatenate([cheap, rest], axis=1)))
    assert (10.6 - 10.0) / (11.0 - 10.0) < 0.6
    assert found.rules_of(len(found) - 1)["strong_close"] is True


def test_a_price_on_its_average_is_neither_above_nor_below() -> None:
    """Twenty closes of 0.1 have a mean of 0.10000000000000002 in binary: the close seemed to be below it."""
    bars = ended_by(*FALL, *BASE)
    still = np.tile([[0.1], [0.2], [0.05], [0.1], [1000.0]], (1, 40))[:, :, None]
    leap = np.array([0.1, 0.3, 0.1, 0.28, 5000.0])[:, None, None]
    found = scan(panel_of(np.concatenate([bars, still, leap], axis=1)))
    row = found.at(len(found.sessions) - 1)
    assert row.stop - row.start <= 1
    assert all(found.rules_of(hit)["reclaim"] is False for hit in range(row.start, row.stop))


def test_nothing_is_found_before_an_atr_is_warm() -> None:
    young = ended_by(*FALL, *BASE, LAST, before=120)
    assert len(scan(panel_of(young))) == 0
    assert scan(panel_of(young)).able.sum() == 0
    assert scan(panel_of(young)).traded.tolist() == [1] * young.shape[1]


def test_a_fall_mirrors_a_rise() -> None:
    bars = walks(4, 400)
    bars[:, :, 3] = np.where(np.isnan(bars[1, :, 3]), NAN, bars[:, :, 3])
    mirrored = np.stack([200 - bars[0], 200 - bars[2], 200 - bars[1], 200 - bars[3], bars[4]])
    up, down = scan(panel_of(bars)), scan(panel_of(mirrored))
    assert min(up.longs.sum(), up.shorts.sum()) > 20
    np.testing.assert_array_equal(up.row, down.row)
    np.testing.assert_array_equal(up.direction, -down.direction)
    np.testing.assert_array_equal(up.rules, down.rules)
    np.testing.assert_allclose(up.stop, 200 - down.stop)


def agree(panel: Panel) -> int:
    """The scan against pandas, row by row; how many rows there were."""
    found, expected = scan(panel), rows_of(long_frame(panel))
    np.testing.assert_array_equal(found.row, expected["t"])
    np.testing.assert_array_equal(found.column, expected["s"])
    np.testing.assert_array_equal(found.direction, expected["direction"])
    for k, name in enumerate(RULES):
        np.testing.assert_array_equal(found.rules >> k & 1, expected[name], err_msg=name)
    np.testing.assert_array_equal(found.entry, expected["entry"])
    np.testing.assert_allclose(found.stop, expected["stop"], rtol=1e-12)
    return len(found)


def test_it_agrees_with_pandas_on_stocks_that_miss_bars() -> None:
    bars = walks(8, 500, seed=9)
    bars[:, np.isnan(bars).any(axis=0)] = NAN  # pandas' windows have no own bars within: whole bars only
    assert agree(panel_of(bars)) > 400


@needs_shared
def test_it_agrees_with_pandas_on_real_stocks_row_by_row() -> None:
    assert agree(real_sample(25)) > 10_000


def test_no_row_depends_on_later_sessions() -> None:
    panel = panel_of(walks())
    whole = scan(panel)
    for t in (149, 150, 151, 170, 233, 318):
        then = scan(panel.first(t))
        rows = slice(0, len(then))
        for name in PER_ROW:
            np.testing.assert_array_equal(getattr(whole, name)[rows], getattr(then, name), err_msg=name)
        for name in PER_SESSION:
            np.testing.assert_array_equal(getattr(whole, name)[:t], getattr(then, name), err_msg=name)


@pytest.mark.parametrize("steps", [(1, 3, 20, 160, 200, 201), tuple(range(300, 320))])
def test_continuing_gives_exactly_what_starting_anew_gives(steps: tuple[int, ...]) -> None:
    panel, found = panel_of(walks()), None
    for t in (*steps, len(panel.sessions)):
        found = scan(panel.first(t), found)
        same(found, scan(panel.first(t)))


def test_a_scan_can_be_continued_twice_and_is_not_changed_by_it() -> None:
    bars = walks()
    panel, half = panel_of(bars), scan(panel_of(bars).first(250))
    kept = {name: getattr(half, name).copy() for name in PER_ROW}
    other = bars.copy()
    other[:4, 250:] *= 1.5
    first = scan(panel, half)
    second = scan(panel_of(other), half)
    same(first, scan(panel))
    same(second, scan(panel_of(other)))
    for name, values in kept.items():
        np.testing.assert_array_equal(getattr(half, name), values)
    with pytest.raises(ValueError, match="read-only"):
        half.entry[0] = 1.0


def test_a_scan_of_other_stocks_is_not_continued() -> None:
    bars = walks()
    elsewhere = scan(panel_of(bars[:, :200], tuple(Instrument(f"X{s}") for s in range(6))))
    same(scan(panel_of(bars), elsewhere), scan(panel_of(bars)))


def test_a_session_without_a_bar_is_skipped_and_the_rules_see_the_stocks_own_bars() -> None:
    bars = ended_by(*FALL, *BASE, LAST)
    holes = np.insert(bars, [40, 165, 168, 168, 169], NAN, axis=1)
    whole, holed = scan(panel_of(bars)), scan(panel_of(holes))
    np.testing.assert_array_equal(whole.rules, holed.rules)
    np.testing.assert_array_equal(whole.stop, holed.stop)
    assert holed.traded.sum() == whole.traded.sum()


def test_rows_stand_by_session_then_score_then_symbol() -> None:
    found = scan(panel_of(walks(12, 300)))
    key = np.lexsort((found.column, -found.score, found.row))
    np.testing.assert_array_equal(key, np.arange(len(found)))
    np.testing.assert_array_equal(np.diff(found.offsets), found.longs + found.shorts)
    per_session = [np.bincount(found.row[found.direction == way], minlength=len(found.sessions)) for way in (1, -1)]
    np.testing.assert_array_equal([found.longs, found.shorts], per_session)


def test_the_table_of_a_session_shows_its_rows_best_first() -> None:
    found = scan(
        panel_of(np.concatenate([ended_by(*FALL, *BASE, LAST), ended_by(*FALL, *BASE, (*LAST[:4], 900.0))], axis=2))
    )
    shown = found.table(len(found.sessions) - 1)
    assert (shown["symbol"], shown["direction"], shown["score"], shown["out_of"]) == (
        ["S00", "S01"],
        ["long"] * 2,
        [7, 6],
        [7, 7],
    )
    assert shown["rules"] == [list(RULES), [name for name in RULES if name != "volume"]]
    assert shown["target2"][0] == pytest.approx(shown["entry"][0] + 2 * shown["risk"][0])
    assert {len(column) for column in found.table(0).values()} == {0}


def test_a_stock_counts_only_while_it_is_listed() -> None:
    bars = np.repeat(walks()[:, :, :1], 3, axis=2)
    sessions = panel_of(bars).sessions
    listings = (Instrument("ALL"), Instrument("LATE", listed=sessions[250]), Instrument("GONE", delisted=sessions[249]))
    found = scan(panel_of(bars, listings))
    always, late, gone = (found.row[found.column == s] for s in range(3))
    np.testing.assert_array_equal(late, always[always >= 250])
    np.testing.assert_array_equal(gone, always[always <= 249])
    assert found.members.tolist() == [2] * len(sessions)
    assert min(len(late), len(gone)) > 0


def test_a_market_without_stocks_has_no_rows() -> None:
    index = tuple(Instrument(f"I{s}", kind="index") for s in range(6))
    found = scan(panel_of(walks(), index))
    assert (len(found), found.traded.sum(), found.members.sum()) == (0, 0, 0)
