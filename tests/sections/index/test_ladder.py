"""The ladder: distances, the close that flips, crosses, Faber's months, the trend over all indices."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import talib
from index_markets import century, indices, sessions_from, us, walk, zigzag
from shared_data import needs_shared

from dashboard.sections.index.compute import index
from dashboard.sections.index.ladder_view import sma, sma_of
from dashboard.sections.index.momentum_view import momentum_of

FALL_AND_RISE = zigzag((260, 200.0), (120, 90.0), (160, 260.0))


def test_distances_are_in_percent_of_the_average_and_in_normal_days() -> None:
    closes = walk(260, 5)
    panel = indices({"A": closes}, spread=0.02)
    row = sma_of(index(panel, None), 259, "A")
    high, low = panel.high[:, 0].copy(), panel.low[:, 0].copy()
    atr = talib.ATR(high, low, closes, 14)[-1]
    for n in (20, 50, 100, 200):
        mean, rung = closes[-n:].mean(), row["sma"][str(n)]
        assert rung["value"] == pytest.approx(mean, rel=1e-12)
        assert rung["distance_pct"] == pytest.approx(100 * (closes[-1] - mean) / mean, rel=1e-9)
        assert rung["distance_atr"] == pytest.approx((closes[-1] - mean) / atr, rel=1e-9)
        earlier = closes[-n - 10 : -10].mean()
        assert rung["slope_pct"] == pytest.approx(100 * (mean - earlier) / earlier / 10, rel=1e-9)
        assert rung["above"] is bool(closes[-1] > mean)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_next_close_flips_the_side_exactly_beyond_the_flip_price(seed: int) -> None:
    closes = walk(230, seed)
    row = sma_of(index(indices({"A": closes}), None), 229, "A")
    for n in (20, 50, 100, 200):
        flip = row["sma"][str(n)]["flip_close"]
        for next_close, above in ((flip * 1.0001, True), (flip * 0.9999, False)):
            after = sma_of(index(indices({"A": [*closes, next_close]}), None), 230, "A")
            assert after["sma"][str(n)]["above"] is above


def test_a_flat_index_is_never_above_its_averages() -> None:
    row = sma_of(index(indices({"A": [101.1] * 210}), None), 209, "A")
    assert {n: rung["above"] for n, rung in row["sma"].items()} == dict.fromkeys(("20", "50", "100", "200"), False)


def test_an_average_that_lacks_bars_is_missing_and_says_so() -> None:
    row = sma_of(index(indices({"A": walk(60, 1)}), None), 59, "A")
    assert row["sma"]["100"]["value"] is row["sma"]["100"]["above"] is row["sma"]["20"]["distance_atr"] is None
    assert row["sma"]["50"]["slope_pct"] is not None
    assert row["bars"] == 60
    reasons = row["reasons"]
    assert reasons["sma.100.value"] == reasons["sma.20.distance_atr"] == reasons["crosses.last"] == "warm_up"
    assert "sma.50.value" not in reasons


def test_crosses_are_where_the_averages_change_sides_and_know_their_age() -> None:
    closes = np.array(FALL_AND_RISE)
    result = index(indices({"A": closes}), None)
    apart = talib.SMA(closes, 50) - talib.SMA(closes, 200)
    death = next(t for t in range(200, len(closes)) if apart[t] < 0)
    golden = next(t for t in range(death, len(closes)) if apart[t] > 0)
    before = sma_of(result, death - 1, "A")
    assert before["crosses"]["last"] is None
    assert before["reasons"]["crosses.last"] == "no_cross_yet"
    last = sma_of(result, len(closes) - 1, "A")["crosses"]
    assert last["death"] == {"session": result.labels[death], "age_sessions": len(closes) - 1 - death}
    assert last["last"] == {
        "kind": "golden",
        "session": result.labels[golden],
        "age_sessions": len(closes) - 1 - golden,
    }
    assert last["above"] is True


def monthly(levels: list[float]) -> list[float]:
    """A month of closes at each level, from January 2015 on."""
    months = sessions_from(np.datetime64("2015-01-02"), 30 * len(levels)).astype("datetime64[M]")
    return [levels[m] for m in (months - months[0]).astype(int) if m < len(levels)]


def test_faber_compares_month_end_closes_and_shows_the_running_month_apart() -> None:
    closes = monthly([100.0 + m for m in range(10)] + [90.0]) + [200.0] * 3
    result = index(indices({"A": closes}), None)
    end = closes.index(90.0)
    assert sma_of(result, end - 2, "A")["faber"]["state"] is None
    tenth = sma_of(result, end - 1, "A")["faber"]
    assert (tenth["state"], tenth["since"], tenth["forming"]) == ("above", "2015-10-30", None)
    assert tenth["closed"] == {"session": "2015-10-30", "close": 109.0, "value": 104.5}
    running = sma_of(result, end, "A")["faber"]
    assert (running["state"], running["since"]) == ("above", "2015-10-30")
    mean = sum(range(101, 110)) / 9
    assert running["forming"] == {
        "close": 90.0, "value": pytest.approx((9 * mean + 90) / 10), "above": False, "flip_close": mean, "closes_on": "2015-11-30",
    }  # fmt: skip
    newest = sma_of(result, len(closes) - 1, "A")["faber"]
    assert (newest["state"], newest["since"], newest["months"]) == ("below", "2015-11-30", 1)
    assert newest["forming"]["above"] is True
    assert newest["forming"]["closes_on"] == "2015-12-31"


def test_a_month_without_its_last_bar_closes_all_the_same_on_its_last_session() -> None:
    closes = monthly([100.0 + m for m in range(10)])
    closes[-1] = np.nan
    faber = sma_of(index(indices({"A": closes, "B": [1.0] * len(closes)}), None), len(closes) - 1, "A")["faber"]
    assert faber["closed"] == {"session": "2015-10-30", "close": 109.0, "value": 104.5}


@pytest.mark.parametrize(
    ("ends", "label", "above"),
    [
        ((120, 120, 120), "strong_uptrend", {"50": 3, "200": 3}),
        ((80, 80, 80), "strong_downtrend", {"50": 0, "200": 0}),
        ((120, 120, 80), "uptrend", {"50": 2, "200": 2}),
        ((120, 80, 80), "downtrend", {"50": 1, "200": 1}),
    ],
)
def test_the_trend_counts_the_indices_above_their_averages(
    ends: tuple[int, ...], label: str, above: dict[str, int]
) -> None:
    closes = {
        name: [100.0 + 0.001 * t for t in range(220)] + [float(end)] for name, end in zip("ABC", ends, strict=True)
    }
    trend = sma(index(indices(closes), None), 220)["trend"]
    assert (trend["label"], trend["above"], trend["valid"], trend["members"]) == (label, above, 3, 3)


def test_a_missing_index_is_missing_from_the_trend_and_never_neutral() -> None:
    rising = [100.0 + t for t in range(230)]
    young = [np.nan] * 100 + rising[:130]
    panel = indices({"A": rising, "B": rising, "C": young}, named=["A", "B", "C"])
    trend = sma(index(panel, None), 229)["trend"]
    assert (trend["label"], trend["valid"], trend["members"], trend["missing"]) == ("strong_uptrend", 2, 3, ["C"])
    panel = indices({"A": rising, "C": young}, named=["A", "C", "NEVER"])
    result = index(panel, None)
    trend = sma(result, 229)["trend"]
    assert (trend["label"], trend["valid"], trend["members"], trend["reason"]) == (None, 1, 3, "insufficient_coverage")
    assert set(sma_of(result, 229, "NEVER")["reasons"].values()) == {"no_bars"}


def test_an_index_that_does_not_exist_yet_takes_nothing_from_the_others() -> None:
    rising = [100.0 + t for t in range(230)]
    panel = indices({"A": rising, "C": [np.nan] * 220 + rising[:10]})
    result = index(panel, None)
    before, after = sma(result, 219)["trend"], sma(result, 220)["trend"]
    assert (before["label"], before["valid"], before["members"], before["missing"]) == ("strong_uptrend", 1, 2, ["C"])
    assert (after["label"], after["reason"]) == (None, "insufficient_coverage")


@needs_shared
def test_the_states_of_famous_sessions_are_those_that_were_reported() -> None:
    result, panel = index(century(), None), century()

    def at(day: str) -> tuple[dict[str, Any], dict[str, Any]]:
        t = panel.row(np.datetime64(day))
        return sma_of(result, t, "GSPC"), momentum_of(result, t, "GSPC")

    crash, rates = at("1987-10-19")
    assert (crash["close"], crash["faber"]["state"], crash["faber"]["forming"]["above"]) == (224.84, "above", False)
    assert crash["faber"]["forming"]["closes_on"] == "1987-10-30"
    assert rates["drawdown_pct"] == pytest.approx(-33.24, abs=0.01)  # from 336.77 on 1987-08-25
    assert at("1974-10-03")[1]["drawdown_pct"] == pytest.approx(-48.2, abs=0.01)
    assert at("1962-06-26")[1]["drawdown_pct"] == pytest.approx(-27.97, abs=0.01)
    assert sma(result, panel.row(np.datetime64("1962-06-26")))["trend"]["label"] == "strong_downtrend"


@needs_shared
def test_the_crosses_of_the_market_are_those_that_were_reported() -> None:
    result = index(us(), None)
    crosses = sma_of(result, len(us().sessions) - 1, "GSPC")["crosses"]
    assert crosses["golden"]["session"] == "2019-04-01"
    assert crosses["death"]["session"] == "2018-12-07"
