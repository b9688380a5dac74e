"""What the regime is measured on: chosen by name, so that it is the same at every session."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from markets import demo_panel, index_only_panel

from dashboard.market.panel import Market, Panel
from dashboard.regimes.of_panel import benchmark_column, inputs_of

NOTHING = np.zeros(0)


def named(panel: Panel, benchmark: str | None, indices: tuple[str, ...] = ()) -> Panel:
    return replace(panel, market=Market("named", "XNYS", benchmark=benchmark, indices=indices))


def test_the_markets_own_benchmark_comes_first_then_its_first_index() -> None:
    panel = demo_panel()
    symbols = [one.symbol for one in panel.instruments if one.kind == "index"]
    for market, expected in (
        (named(panel, symbols[1]), symbols[1]),
        (named(panel, "GONE", (symbols[2],)), symbols[2]),
        (named(panel, None), symbols[0]),
        (named(panel, panel.market.volatility), symbols[0]),  # a volatility index is no market
    ):
        assert panel.symbols[benchmark_column(market) or 0] == expected


def test_a_market_without_an_index_is_measured_on_its_stocks_and_an_empty_one_not_at_all() -> None:
    panel = demo_panel()
    columns = slice(0, panel.stocks)
    prices = {name: getattr(panel, name)[:, columns] for name in ("open", "high", "low", "close", "volume")}
    stocks = replace(named(panel, None), instruments=panel.instruments[columns], **prices)
    found = inputs_of(stocks, NOTHING, NOTHING)
    assert found is not None
    assert found.benchmark is None
    assert found.stocks is not None
    empty = {name: getattr(panel, name)[:, :0] for name in prices}
    assert inputs_of(replace(stocks, instruments=(), **empty), NOTHING, NOTHING) is None


@pytest.mark.parametrize("panel", [demo_panel(), index_only_panel()], ids=["whole", "indices"])
def test_implied_volatility_stocks_and_members_go_along_where_they_are(panel: Panel) -> None:
    found = inputs_of(panel, NOTHING, NOTHING)
    assert found is not None
    assert found.implied is not None
    np.testing.assert_array_equal(found.implied, panel.close[:, panel.column(panel.market.volatility or "")])
    assert (found.stocks is None) == (panel.stocks == 0)
    if found.stocks is not None:
        np.testing.assert_array_equal(found.members, panel.membership())
