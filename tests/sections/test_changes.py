"""What each section says has changed between two sessions, on results that were made by hand."""

from __future__ import annotations

from types import SimpleNamespace as Made
from typing import Any

import numpy as np

from dashboard.market.panel import Instrument
from dashboard.section import Change, Result
from dashboard.sections.breadth.changes import changes as of_breadth
from dashboard.sections.index.changes import changes as of_index
from dashboard.sections.index.events import CONFIRMED, NO_ROW, OPEN, Divergences
from dashboard.sections.position.changes import changes as of_position
from dashboard.sections.regime.changes import changes as of_regime
from dashboard.sections.timeframe.changes import changes as of_timeframe
from dashboard.sections.timeframe.pages import Pages

NAN = float("nan")
DAYS = np.arange(
    np.datetime64("2018-01-01"), np.datetime64("2018-01-11")
)  # ten days, so that row 3 is the 4th of January


def result(series: dict[str, Any], detail: Any, sessions: int = 6) -> Result:
    counts = np.full(sessions, 2, dtype=np.int64)
    arrays = {name: np.array(values, dtype=np.float64) for name, values in series.items()}
    return Result(DAYS[:sessions], arrays, counts, counts, detail=detail)


def told(changes: list[Change]) -> list[tuple[str, str, str]]:
    return [(change.session[-2:], change.words, change.leaning) for change in changes]


# Regime: labels 0 (strong downtrend) to 6, on the own sessions 0, 1, 3, 4, 5; session 2 has none


def regime() -> Result:
    own = Made(
        row=np.array([0, 1, 3, 4, 5]), labels=np.array([-1, 5, 5, 2, 3]), direction=np.array([0, 1, 1, -1, -1]),
        score=np.array([NAN, 0.41, 0.33, -0.12, NAN]),
    )  # fmt: skip
    return result({}, Made(own=own, changed=np.array([1, 3, 4])))


def test_every_change_of_the_label_is_told_with_its_session_and_direction() -> None:
    assert told(of_regime(regime(), 1, 5)) == [
        ("05", "The regime went from uptrend to choppy bearish, now bear at a score of −0.12", "down"),
        ("06", "The regime went from choppy bearish to choppy", "flat"),
    ]


def test_the_first_label_of_a_record_and_what_was_seen_are_no_changes() -> None:
    assert of_regime(regime(), 0, 3) == []
    assert told(of_regime(regime(), 4, 5)) == [("06", "The regime went from choppy bearish to choppy", "flat")]


# Breadth


def breadth(score: list[float], share: list[list[float]], thrusts: tuple[list[int], list[int]] = ([], [])) -> Result:
    rows, armed = (np.array(part, dtype=np.int64) for part in thrusts)
    return result({"score": score, "above_sma_pct": share}, Made(thrusts=Made(rows=rows, armed_rows=armed)))


FLAT = [[50.0, 50.0, 50.0, 50.0]] * 6


def test_breadths_label_is_told_from_the_session_since_which_it_is_what_it_is() -> None:
    changed = of_breadth(breadth([50, 65, 50, NAN, 72, 75], FLAT), 0, 5)
    assert told(changed) == [("05", "Breadth went from neutral to strong bullish, score 75.0 %", "up")]
    assert of_breadth(breadth([50, 65, 50, 50, 50, 50], FLAT), 0, 5) == []
    assert of_breadth(breadth([NAN, 65, 50, 50, 50, 72], FLAT), 0, 5) == []


def test_of_each_average_the_outermost_line_that_was_crossed_is_told() -> None:
    share = [
        [15.0, 81.0, 49.9, 50.0], [30.0, 70.0, 50.0, 50.0], [19.0, 60.0, 49.0, 50.0],
        [55.0, 48.0, 51.0, NAN], [56.0, 30.0, 52.0, 50.0], [57.0, 19.0, 53.0, 49.0],
    ]  # fmt: skip
    assert told(of_breadth(breadth([50] * 6, share), 0, 5)) == [
        ("04", "Stocks above their SMA 20 went over 50 %: 15.0 % to 57.0 %", "up"),
        ("04", "Stocks above their SMA 100 went over 50 %: 49.9 % to 53.0 %", "up"),
        ("06", "Stocks above their SMA 50 went below 20 %: 81.0 % to 19.0 %", "down"),
        ("06", "Stocks above their SMA 200 went below 50 %: 50.0 % to 49.0 %", "down"),
    ]


def test_a_thrust_that_fired_in_between_is_told() -> None:
    changed = of_breadth(breadth([50] * 6, FLAT, ([2, 4], [0, 3])), 2, 5)
    assert told(changed) == [("05", "A breadth thrust fired, armed on 2018-01-04", "up")]


# Index


def divergences(**columns: list[float]) -> Divergences:
    size = len(columns["known"])
    made = {name: np.array(columns.get(name, [0] * size)) for name in Divergences.__dataclass_fields__}
    return Divergences(**made)


def index(close: list[float], trend: list[float], **kept: Any) -> Result:
    size = len(close)
    none = np.full((size, 1), NO_ROW)
    months = Made(rows=np.array([0, 3]), average=np.array([9.0, 10.0]), above=np.array([True, False]))
    detail = Made(
        symbols=("SPX",), golden=none, death=none, months=(months,), trend_since=np.array([0, 0, 0, 3, 4, 4]), found=divergences(known=[])
    )  # fmt: skip
    vars(detail).update(kept)
    column = [[value] for value in close]
    return result({"close": column, "sma_50": [[10.0]] * size, "sma_200": [[7.0]] * size, "trend": trend}, detail)


def test_the_trend_flips_and_months_of_indices_are_told() -> None:
    changed = of_index(index([11, 9, 12, 8, 9, 9], [4, 4, 4, 2, 1, 1]), 0, 5)
    assert told(changed) == [
        ("04", "SPX closed below its SMA 50", "down"),
        ("04", "SPX closed the month below its average of 10 months", "down"),
        ("05", "The trend over all indices went from strong uptrend to downtrend", "down"),
    ]


def test_what_flipped_and_flipped_back_is_no_change_and_a_missing_close_hides_none() -> None:
    calm = Made(rows=np.array([0]), average=np.array([9.0]), above=np.array([True]))
    assert of_index(index([11, 9, 12, 11, 11, 11], [4] * 6, months=(calm,)), 0, 5) == []
    assert told(of_index(index([11, NAN, NAN, 9, NAN, 9], [4] * 6, months=(calm,)), 0, 5)) == [
        ("04", "SPX closed below its SMA 50", "down")
    ]


def test_a_cross_is_told_on_its_session_and_once() -> None:
    calm = Made(rows=np.array([0]), average=np.array([9.0]), above=np.array([True]))
    death = np.array([[-1], [-1], [2], [2], [2], [2]])
    market = index([11] * 6, [4] * 6, months=(calm,), death=death)
    assert told(of_index(market, 1, 5)) == [("03", "SPX made a death cross: SMA 50 went below SMA 200", "down")]
    assert of_index(market, 2, 5) == []


def test_divergences_are_told_when_they_become_known_and_when_they_end() -> None:
    calm = Made(rows=np.array([0]), average=np.array([9.0]), above=np.array([True]))
    found = divergences(
        known=[1, 3, 4],
        kind=[0, 5, 2],
        direction=[-1, 1, 1],
        earlier=[0, 0, 1],
        pivot=[1, 2, 3],
        ended=[4, -1, 9],
        status=[CONFIRMED, OPEN, CONFIRMED],
    )
    assert told(of_index(index([11] * 6, [4] * 6, months=(calm,), found=found), 1, 5)) == [
        ("04", "New: bullish breadth divergence of SPX, 2018-01-01 against 2018-01-03", "up"),
        ("05", "New: bullish MACD divergence of SPX, 2018-01-02 against 2018-01-04", "up"),
        ("05", "The bearish RSI divergence of SPX, known since 2018-01-02, was confirmed", "down"),
    ]


# Timeframe: two stocks and an index; scores by period, symbol, session


def test_the_patterns_of_indices_are_told_and_stocks_are_counted() -> None:
    up, down, mixed = [0.5, 0.5, 0.5], [-0.5, -0.5, -0.5], [-0.5, 0.5, 0.5]
    lives = [
        [mixed, mixed, up, up],
        [up, up, up, down],
        [up, mixed, up, mixed],
    ]  # A, B and the index, session by session
    scores = np.array(lives, dtype=np.float32).transpose(2, 1, 0)[:, None]  # periods, one tile, sessions, symbols
    stocks = (Instrument("A"), Instrument("B"), Instrument("SPX", kind="index"))
    panel = Made(symbols=("A", "B", "SPX"), stocks=2, instruments=stocks, sessions=DAYS[:4])
    market = result({}, Made(panel=panel, pages=Pages((scores,), (0,), 3), benchmark=2, indices=(2,)), 4)
    assert told(of_timeframe(market, 0, 3)) == [
        ("04", "SPX went from aligned up to pullback in uptrend", "up"),
        ("04", "Stocks aligned up: 1 more, 1 no longer, 1 now", "flat"),
        ("04", "Stocks aligned down: 1 more, 0 no longer, 1 now", "down"),
    ]
    assert of_timeframe(market, 0, 0) == []


# Position


def planned(cap: float, gross: float, *trades: tuple[str, int]) -> Any:
    listed = [Made(candidate=Made(symbol=symbol, direction=direction)) for symbol, direction in trades]
    return Made(allowed=Made(gross=cap), sized=Made(totals=Made(gross_pct=gross), trades=listed))


def position(*plans: Any) -> Result:
    labels = np.array([-1 if each is None else 3 for each in plans])
    return result({}, Made(labels=labels, account=None, once=lambda key, _make: plans[key[0]]), len(plans))


def test_sizes_and_the_list_of_trades_are_told() -> None:
    market = position(planned(1.0, 80.04, ("AAA", 1), ("BBB", 1)), planned(0.5, 41.26, ("BBB", 1), ("AAA", -1)))
    assert told(of_position(market, 0, 1)) == [
        ("02", "Gross exposure allowed went from 100 % to 50 % of equity", "down"),
        ("02", "Gross exposure with the recommended trades went from 80.0 % to 41.3 %", "down"),
        ("02", "On the list: AAA short", "flat"),
        ("02", "Off the list: AAA long", "flat"),
    ]


def test_a_long_list_is_cut_and_what_rounds_to_the_same_is_no_change() -> None:
    many = [(f"S{k:02d}", 1) for k in range(10)]
    assert told(of_position(position(planned(1, 10.01), planned(1, 10.02, *many)), 0, 1)) == [
        (
            "02",
            "On the list: S00 long, S01 long, S02 long, S03 long, S04 long, S05 long, S06 long, S07 long and 2 more",
            "flat",
        )
    ]
    assert of_position(position(None, planned(1, 10)), 0, 1) == []
