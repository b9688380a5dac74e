"""Recommendations: candidates in the regime's bias under the account's caps; what is tried out, what changed, and what is missing."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from markets import index_only_panel
from sections.position.books import holding, with_book

from dashboard.errors import BadAccount
from dashboard.market.book import Holding, validated
from dashboard.market.panel import Panel
from dashboard.market.scans import DAILY, LONG, SHORT, ScanRows, imported_scans, text_of
from dashboard.regimes.policy import POLICY
from dashboard.runtime.encode import encode
from dashboard.scanner.reversal import scan
from dashboard.section import Result
from dashboard.sections.position.compute import position, with_policy_stops
from dashboard.sections.position.record import record_of
from dashboard.sections.position.views import kelly, recommendations, recommendations_table, risk

RULES = {rule.label: rule for rule in POLICY}


def sessions_with_trades(result: Result) -> list[int]:
    return [t for t in range(300, 420, 7) if recommendations(result, t)["trades"]]


def test_sizes_are_whole_lots_under_every_cap_and_the_least_of_them_binds(edge: Result) -> None:
    days = sessions_with_trades(edge)
    assert len(days) > 5
    for t in days:
        told = recommendations(edge, t)
        for one in told["trades"]:
            known = {name: shares for name, shares in one["caps"].items() if shares is not None}
            assert one["shares"] == min(known.values()) == known[one["binding"]] > 0
            assert one["risk_amount"] == pytest.approx(one["shares"] * abs(one["entry"] - one["stop"]))
            assert one["weight_pct"] <= 10.0
        totals = told["totals"]
        assert totals["gross_pct"] <= totals["gross_cap_pct"] + 1e-9
        assert totals["heat_pct"] <= totals["heat_cap_pct"] + 1e-9
        assert len(told["trades"]) == totals["trades"] <= totals["most_positions"]
        assert told["candidates"]["in_bias"] == totals["trades"] + sum(told["dropped_by"].values())


def test_only_the_regimes_side_is_traded_with_the_stop_that_its_policy_wants(edge: Result, market: Panel) -> None:
    found = scan(market)
    for t in sessions_with_trades(edge):
        told = recommendations(edge, t)
        rule, rows = RULES[told["regime"]["label"]], found.at(t)
        risks = dict(zip((found.symbols[c] for c in found.column[rows]), found.risk[rows], strict=True))
        for one in told["trades"]:
            assert rule.bias in (one["direction"], "both")
            assert one["r_per_share"] == pytest.approx(rule.stop * risks[one["symbol"]])
            assert abs(one["target"] - one["entry"]) == pytest.approx(2 * one["r_per_share"])


def test_a_stop_that_would_be_no_price_stays_where_the_scan_has_it(market: Panel) -> None:
    found = scan(market)
    low = replace(found, stop=np.where(found.direction > 0, 0.2 * found.entry, 1.8 * found.entry))
    moved = with_policy_stops(
        low, np.full(len(market.sessions), 6, dtype=np.int8)
    )  # 1.5 times .8 is more than all of it
    longs = low.direction > 0
    np.testing.assert_array_equal(moved.stop[longs], low.stop[longs])
    np.testing.assert_allclose(moved.stop[~longs], 2.2 * low.entry[~longs])


def test_without_an_edge_nothing_is_recommended_and_each_candidate_says_so(plain: Result) -> None:
    told = recommendations(plain, 419)
    assert told["trades"] == []
    assert told["dropped_by"] == {"kelly": told["candidates"]["in_bias"]}
    assert all(one["caps"]["kelly"] == 0 and one["caps"]["risk"] > 0 for one in told["dropped"])
    assert told["account"]["is_example"] is True


def test_trying_out_changes_the_answer_and_nothing_else(edge: Result) -> None:
    t = sessions_with_trades(edge)[-1]
    before = encode(recommendations(edge, t))
    tried = recommendations(edge, t, {"equity": "1e6", "risk_per_trade_pct": "0.1"})
    assert tried["account"]["equity"] == 1e6
    assert tried["account"]["is_example"] is True
    assert {one["binding"] for one in tried["trades"]} == {"risk"}
    assert all(one["risk_pct"] <= 0.1 for one in tried["trades"])
    assert encode(recommendations(edge, t)) == before


@pytest.mark.parametrize(
    ("name", "text"), [("equity", "0"), ("kelly_fraction", "1.5"), ("risk_per_trade_pct", "much"), ("equity", "nan")]
)
def test_what_makes_no_sense_is_named(edge: Result, name: str, text: str) -> None:
    with pytest.raises(BadAccount, match=name):
        recommendations(edge, 419, {name: text})


def test_the_accounts_own_gross_cap_counts_before_the_policys(trader: Panel, edge: Result) -> None:
    label = recommendations(edge, 419)["regime"]["label"]
    account = validated({f"gross_caps_pct.{label}": 15, "equity": 100_000}, trader.book.account)
    told = recommendations(position(replace(trader, book=replace(trader.book, account=account)), None), 419)
    assert told["regime"]["gross_cap_from"] == "account"
    assert told["totals"]["gross_cap_pct"] == 15.0
    assert 0.0 < told["totals"]["gross_pct"] <= 15.0


def test_a_change_of_regime_shows_the_sizes_before_and_after_and_why(edge: Result) -> None:
    labels = record_of(edge).labels
    for t in sessions_with_trades(edge)[-4:]:
        told = recommendations(edge, t)["change"]
        on = t - told["sessions_ago"]
        assert labels[on] == labels[t] != labels[on - 1]
        assert told["on"] == edge.labels[on]
        for side, label in (("before", told["from"]), ("after", told["to"])):
            assert told[side]["gross_cap_pct"] == 100.0 * RULES[label].exposure
            assert told[side]["gross_pct"] <= told[side]["gross_cap_pct"] + 1e-9
        assert told["on"] in told["why"]


def test_holdings_take_room_first_and_their_risk_is_told(trader: Panel) -> None:
    held = (holding(trader, 0, 100, 0.9), holding(trader, 1, -50, None, row=10), Holding("ELSEWHERE", 10, 20.0, 18.0))
    result = position(with_book(trader, replace(trader.book, holdings=held)), None)
    told = recommendations(result, 419)
    values = [100 * trader.close[-1, 0], 50 * trader.close[-1, 1], 200.0]
    assert told["totals"]["held_gross_pct"] == pytest.approx(sum(values) / 1000)
    assert told["totals"]["held_heat_pct"] == pytest.approx((0.1 * values[0] + values[1] + 20.0) / 1000)
    assert told["held"] == {"n": 3, "at_cost": ["ELSEWHERE"], "refused": []}
    told = risk(result, 419)
    assert told["basis"] == "holdings"
    assert told["outside"] == ["ELSEWHERE"]
    assert told["heat"]["unprotected"] == 1
    assert risk(result, 300)["positions"] == 1  # only one of them is known to have been held then


def test_a_holding_that_makes_no_sense_is_left_out_with_one_sentence(trader: Panel) -> None:
    held = (Holding("MANY", 1e12, 5.0), holding(trader, 0, 100, 0.9))
    told = recommendations(position(with_book(trader, replace(trader.book, holdings=held)), None), 419)
    assert told["held"]["n"] == 1
    (refused,) = told["held"]["refused"]
    assert refused["symbol"] == "MANY"
    assert "1,000,000,000,000" in refused["reason"]


def test_the_risk_is_of_what_is_recommended_where_nothing_is_held(edge: Result, plain: Result) -> None:
    t = sessions_with_trades(edge)[-1]
    told = risk(edge, t)
    assert told["basis"] == "recommended"
    assert told["positions"] == len(recommendations(edge, t)["trades"])
    assert told["heat"]["heat_pct"] == pytest.approx(recommendations(edge, t)["totals"]["heat_pct"])
    shown = told["histogram"]
    assert sum(shown["n"]) == told["var"][0]["n"]
    assert shown["marks"][0] == {"level": 0.95, "at": -told["var"][0]["loss"]}
    nothing = risk(plain, 419)
    assert nothing["basis"] is nothing["var"] is nothing["heat"] is None
    assert nothing["reasons"]["var"] == "nothing_held_or_recommended"


def imported(panel: Panel, t: int, long: ScanRows, short: ScanRows) -> Panel:
    at = np.datetime64(panel.sessions[t], "s") + np.timedelta64(15, "h")
    found = [(DAILY, LONG, at, len(long), text_of(long)), (DAILY, SHORT, at, len(short), text_of(short))]
    scans = imported_scans(found, panel.sessions[[t, t]])
    return replace(panel, scans=scans, revision="scans", lineage="scans")


def test_an_imported_pair_names_the_candidates_with_stops_as_the_scan_lays_them(trader: Panel) -> None:
    t, own = 419, scan(trader)
    rows = own.at(t)
    hit = int(np.flatnonzero(own.direction[rows] > 0)[0]) + rows.start
    symbol = own.symbols[own.column[hit]]
    long = ScanRows((symbol, "NOT-HERE"), (6.5, None), (9.0, None), ("", ""))
    result = position(imported(trader, t, long, ScanRows()), None)
    told = recommendations(result, t)
    assert told["candidates"] | {"ranked_by": None} == {
        "source": "imported", "long": 1, "short": 0, "in_bias": 1, "unknown": 1, "ranked_by": None, "running": None,
    }  # fmt: skip
    one = (told["trades"] or told["dropped"])[0]
    times = RULES[told["regime"]["label"]].stop
    assert (one["symbol"], one["score"], one["out_of"]) == (symbol, 6.5, 9.0)
    assert one["r_per_share"] == pytest.approx(times * own.risk[hit], rel=1e-12)


def test_before_there_is_a_label_nothing_is_sized_and_it_says_why(plain: Result) -> None:
    first = int(np.flatnonzero(record_of(plain).labels >= 0)[0])
    told = recommendations(plain, first - 1)
    assert told["regime"] is told["totals"] is None
    assert told["reasons"]["totals"] == "no_label_yet"
    assert recommendations(plain, first)["change"] is None
    assert recommendations_table(plain, first - 1)["symbol"] == []


def test_a_market_of_indices_still_has_its_regime_and_says_that_there_are_no_stocks() -> None:
    panel = index_only_panel()
    result = position(panel, None)
    told = json.loads(encode(recommendations(result, len(panel.sessions) - 1)))
    assert told["regime"]["label"] in RULES
    assert told["reasons"]["trades"] == "no_stocks"
    assert told["trades"] == []


def test_the_table_holds_the_trades_of_the_answer(edge: Result) -> None:
    t = sessions_with_trades(edge)[-1]
    table: Any = recommendations_table(edge, t)
    trades = recommendations(edge, t)["trades"]
    for name in ("symbol", "shares", "stop", "binding"):
        assert table[name] == [one[name] for one in trades]


def test_scans_of_a_session_without_bars_are_told_and_not_sized(trader: Panel) -> None:
    day = trader.sessions[-1] + 1
    at = np.datetime64(day, "s") + np.timedelta64(10, "h")
    rows = text_of(ScanRows(("AAA", "BBB"), (None, None), (None, None), ("", "")))
    scans = imported_scans(
        [(DAILY, LONG, at, 2, rows), (DAILY, SHORT, at, 0, text_of(ScanRows()))], np.array([day, day])
    )
    told = recommendations(position(replace(trader, scans=scans, revision="s", lineage="s"), None), 419)["candidates"]
    assert told["source"] == "built_in"
    assert (told["running"]["long"], told["running"]["short"]) == (2, 0)


@pytest.mark.parametrize("t", [311, 402])
def test_a_past_session_with_a_book_knows_what_was_known_then(trader: Panel, t: int) -> None:
    held = (holding(trader, 0, 100, 0.9, row=305), holding(trader, 1, 100, 0.9, row=400), holding(trader, 2, 100, 0.9))
    booked = with_book(trader, replace(trader.book, holdings=held))
    whole, then = position(booked, None), position(booked.first(t + 1), None)
    for view in (recommendations, kelly, risk):
        assert encode(view(whole, t)) == encode(view(then, t))
