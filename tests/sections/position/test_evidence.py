"""Evidence by direction and regime: whose trades count, which of them were over by then, and who is too few to tell."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from sections.position.books import closed, winning, with_book

from dashboard.market.book import Book
from dashboard.market.panel import Panel
from dashboard.scanner.outcomes import HOW
from dashboard.section import Result
from dashboard.sections.position.compute import position
from dashboard.sections.position.record import record_of
from dashboard.sections.position.views import kelly
from dashboard.sections.regime.compute import regime
from dashboard.sizing.kelly import two_outcome

LABELS = {"bear": -1, "neutral": 0, "bull": 1}


def group(answer: dict, direction: str, label: str | None = None) -> dict:
    return next(one for one in answer["groups"] if one["direction"] == direction and one["label"] == label)


@pytest.mark.parametrize("t", [180, 271, 350, 419])
def test_no_group_counts_an_outcome_that_ended_later(plain: Result, t: int) -> None:
    record, told = record_of(plain), kelly(plain, t)
    scan, ended = record.scan, record.outcomes
    for one in told["groups"]:
        way = 1 if one["direction"] == "long" else -1
        r = [
            ended.r[h]
            for h in range(len(scan))
            if 0 <= ended.known_on[h] <= t
            and HOW[ended.how[h]] not in ("open", "not_entered")
            and scan.direction[h] == way
            if one["label"] is None
            or (record.labels[scan.row[h]] >= 0 and record.regimes.direction[scan.row[h]] == LABELS[one["label"]])
        ]
        assert one["n"] == len(r)
        if r:
            assert one["mean_r"] == pytest.approx(np.mean(r), abs=1e-12)
            assert one["win_rate"] == pytest.approx(np.mean(np.array(r) > 0), abs=1e-12)


def test_ones_own_trades_come_before_the_scan_from_thirty_on(edge: Result, market: Panel) -> None:
    told = kelly(edge, 419)
    assert told["evidence"]["sources"] == {"long": "own_trades", "short": "own_trades"}
    known = group(told, "long")
    assert (known["n"], known["win_rate"], known["payoff"]) == (40, 0.6, 2.0)
    assert known["kelly"] == pytest.approx(two_outcome(0.6, 2.0)) == pytest.approx(0.4)
    assert known["recommended"] == pytest.approx(0.25 * known["shrunk"])
    few = position(with_book(market, Book(trades=tuple(winning(market, 29)))), None)
    told = kelly(few, 419)
    assert told["evidence"]["sources"]["long"] == "scanner"
    assert told["evidence"]["own_trades_with_stop"] == 29


def test_a_trade_counts_from_its_exit_on_and_in_the_regime_of_the_session_before_its_entry(
    market: Panel, edge: Result
) -> None:
    record = record_of(edge)
    for t in (301, 306, 307, 419):  # the thirtieth was entered on row 292, and is over on row 297
        over = [k for k in range(40) if 10 * k + 7 <= t]
        assert group(kelly(edge, t), "long")["n"] == len(over)
    labels = [record.regimes.direction[10 * k + 1] for k in range(40) if record.labels[10 * k + 1] >= 0]
    told = kelly(edge, 419)
    for label, code in LABELS.items():
        assert group(told, "long", label)["n"] == labels.count(code)


def test_trades_without_a_stop_or_after_the_last_session_say_nothing(market: Panel) -> None:
    bare = [replace(closed(market, 5, 9, 1.0), stop=None) for _ in range(40)]
    later = replace(closed(market, 400, 405, 1.0), exit_on=market.sessions[-1] + 3)
    told = kelly(position(with_book(market, Book(trades=(*bare, later))), None), 419)["evidence"]
    assert told["own_trades"] == 40
    assert told["own_trades_with_stop"] == 0
    assert told["own_trades_later"] == 1
    assert told["sources"]["long"] == "scanner"


def test_too_few_trades_have_no_kelly_and_say_how_many_there_are(plain: Result) -> None:
    told = group(kelly(plain, 160), "long", "neutral")
    assert told["n"] < 30
    assert told["kelly"] is told["recommended"] is told["interval"] is None
    assert f"Only {told['n']} closed trades" in told["reason"]


def test_the_curve_says_where_one_stands(plain: Result) -> None:
    curve = kelly(plain, 419)["curve"]
    here = curve["here"]
    assert (curve["c"][here], curve["c_here"]) == (0.25, 0.25)
    assert curve["growth_share_here"] == pytest.approx(0.4375)
    assert curve["p_half_here"] == pytest.approx(0.5**7)
    half = kelly(plain, 419, {"kelly_fraction": "0.5"})["curve"]
    assert half["p_half_here"] == pytest.approx(0.125)


def test_the_benchmarks_kelly_is_that_of_its_own_bars_up_to_then(plain: Result, market: Panel) -> None:
    closes = market.close[:301, market.column(market.market.benchmark or "")]
    returns = closes[1:] / closes[:-1] - 1.0
    told = kelly(plain, 300)["benchmark"]
    assert told["kelly"] == pytest.approx(max(0.0, 252 * returns.mean() / (252 * returns.var(ddof=1))))
    assert told["sd"] == pytest.approx(1 / (returns.std(ddof=1) * np.sqrt(252) * np.sqrt(300 / 252)))


def test_its_regime_is_the_one_that_the_regime_section_tells(plain: Result, market: Panel) -> None:
    told = regime(market, None)
    np.testing.assert_array_equal(
        np.where(record_of(plain).labels < 0, np.nan, record_of(plain).labels), told.series["label"]
    )
