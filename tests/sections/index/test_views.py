"""What goes over the wire: every figure or its reason, one index at a time, columns."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest
from house import Opener
from index_markets import indices, walk, zigzag
from markets import demo_panel
from panels_for_tests import panel_of

from dashboard.errors import BadQuery
from dashboard.runtime.encode import encode
from dashboard.sections.index import SECTION
from dashboard.sections.index.compute import NO_INDEX, index
from dashboard.sections.index.divergence_view import divergence
from dashboard.sections.index.history_view import history, history_of
from dashboard.sections.index.ladder_view import ladder_table, sma
from dashboard.sections.index.momentum_view import momentum, momentum_of, momentum_table


def missing(value: Any, prefix: str = "") -> list[str]:
    if not isinstance(value, dict):
        return [prefix[:-1]] if value is None else []
    return [name for key, inner in value.items() if key != "reasons" for name in missing(inner, f"{prefix}{key}.")]


@pytest.mark.parametrize("t", [0, 30, 150, 251, 419])
def test_every_missing_figure_says_why(t: int) -> None:
    result = index(demo_panel(), None)
    for view in (sma, momentum):
        for row in view(result, t)["indices"]:
            assert sorted(row["reasons"]) == sorted(missing(row))


def test_the_fields_that_others_rely_on_are_there() -> None:
    result = index(demo_panel(), None)
    ladder, rates = sma(result, 419)["indices"][0], momentum(result, 419)["indices"][0]
    assert {"symbol", "name", "close", "sma", "crosses", "faber"} <= set(ladder)
    assert {"value", "distance_pct", "distance_atr", "slope_pct", "above", "flip_close"} <= set(ladder["sma"]["200"])
    assert set(rates["roc"]) == {"21", "63", "126", "252"}
    assert set(rates["macd"]) == {"line", "signal", "histogram"}
    assert {
        "rsi",
        "adx",
        "plus_di",
        "minus_di",
        "atr",
        "atr_pct",
        "drawdown_pct",
        "range_52w",
        "volatility",
        "volatility_percentile",
    } <= set(rates)
    assert set(rates["tsmom"]) == {"sign", "position", "sigma"}


def test_the_tables_say_what_the_answers_say() -> None:
    result = index(demo_panel(), None)
    ladder, rates = ladder_table(result, 419), momentum_table(result, 419)
    assert ladder["sma"] == [20, 50, 100, 200] * 3
    assert ladder["flip_close"][3] == sma(result, 419)["indices"][0]["sma"]["200"]["flip_close"]
    assert rates["tsmom.position"] == [row["tsmom"]["position"] for row in momentum(result, 419)["indices"]]
    assert {len(column) for column in rates.values()} == {3}


def test_history_has_each_index_or_one() -> None:
    panel = indices({"A": walk(260, 1), "B": walk(260, 2)})
    result = index(panel, None)
    rows = slice(200, 260)
    every, one = history(result, rows), history_of(result, rows, "B")
    np.testing.assert_array_equal(one["close"], panel.close[200:, 1])
    np.testing.assert_allclose(
        one["drawdown_pct"], 100 * (panel.close[:, 1] / np.maximum.accumulate(panel.close[:, 1]) - 1)[200:]
    )
    for name in ("close", "sma_50", "sma_200", "rsi", "macd_histogram", "drawdown_pct"):
        np.testing.assert_array_equal(every[name]["B"], one[name])


def test_an_unknown_index_is_named() -> None:
    result = index(demo_panel(), None)
    with pytest.raises(BadQuery, match="symbol='XYZ' is no index of this market; there are: "):
        momentum_of(result, 419, "XYZ")


def test_indices_that_hardly_ever_move_are_no_reason_to_fail() -> None:
    rises_at_last = zigzag((100, 100.0), (10, 105.0), (10, 100.0), (160, 100.0), (20, 120.0), (40, 80.0))
    fell_long_ago, falls_now = [110.0] * 100 + [100.0] * 241, [100.0] * 300 + [99.0] * 41
    panel = indices({"A": rises_at_last, "B": fell_long_ago, "C": falls_now}, spread=0.0)
    result = index(panel, None)
    for t in range(250, 340, 9):
        for view in (sma, momentum, divergence):
            json.loads(encode(view(result, t)))
    one = next(one for one in divergence(result, 339)["divergences"] if one["kind"] == "dow_non_confirmation")
    assert (one["against"], one["strength"]) == (["B"], None)


def test_more_indices_than_a_word_has_bits() -> None:
    closes = {f"I{k:02d}": walk(290, k) for k in range(70)}
    ones = divergence(index(indices(closes), None), 289)["divergences"]
    against = [one["against"] for one in ones if one["against"]]
    assert "I69" in {symbol for names in against for symbol in names}


def test_without_any_index_the_section_says_so() -> None:
    result = index(panel_of([[1.0, 2.0]] * 5), None)
    assert (result.unavailable, result.series) == (NO_INDEX, {})


def test_a_volatility_index_is_none_of_the_indices() -> None:
    panel = demo_panel()
    symbols = index(panel, None).detail.symbols
    assert panel.instruments[-1].kind == "volatility"
    assert panel.symbols[-1] not in symbols
    assert len(symbols) == 3


def test_the_time_machine_and_one_symbol_over_the_wire(house: Opener) -> None:
    home = house(SECTION).show(demo_panel())
    symbol = home.get("/api/index/sma").get_json()["data"]["indices"][0]["symbol"]
    then = home.get(f"/api/index/momentum?as_of=2019-09-30&symbol={symbol}").get_json()
    assert (then["as_of"], then["data"]["symbol"]) == ("2019-09-30", symbol)
    table = home.get("/api/index/divergence?format=csv").text.splitlines()
    assert table[0].startswith("kind,direction,symbol,earlier_on,pivot_on,confirmed_on,strength,status")
    assert home.get("/api/index/sma?symbol=XYZ").status_code == 400
    record = json.loads(home.get(f"/api/index/history?symbol={symbol}&sessions=2").text)["data"]
    assert len(record["close"]) == len(record["session"]) == 2
