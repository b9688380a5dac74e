"""What holds for every indicator over a whole panel: own bars, one symbol like many, blind to the future."""

from __future__ import annotations

import tracemalloc

import numpy as np
import pytest
from ragged import ragged

from dashboard.indicators import averages, drawdown, momentum, ranges, volatility

CLOSE = ragged()
HIGH, LOW = CLOSE * 1.01, CLOSE * 0.985
HIGH[100, 3] = LOW[100, 3] = np.nan  # a bar of which only the close is known
OF_BARS = {
    "atr": (ranges.atr, ranges.atr_own, (14,)),
    "directional": (ranges.directional, ranges.directional_own, (14,)),
}
OF_CLOSES = {
    "sma": (averages.sma, averages.sma_own, (20,)),
    "ema": (averages.ema, averages.ema_own, (20,)),
    "wilder": (averages.wilder, averages.wilder_own, (14,)),
    "rsi": (momentum.rsi, momentum.rsi_own, (14,)),
    "macd": (momentum.macd, momentum.macd_own, (12, 26, 9)),
    "roc": (momentum.roc, momentum.roc_own, (10,)),
    "realised": (volatility.realised, volatility.realised_own, (20,)),
    "ewma": (volatility.ewma, volatility.ewma_own, (0.94,)),
    "drawdown": (drawdown.drawdown, drawdown.drawdown_own, ()),
}
ALL = [pytest.param(*OF_BARS[name], (HIGH, LOW, CLOSE), id=name) for name in OF_BARS]
ALL += [pytest.param(*OF_CLOSES[name], (CLOSE,), id=name) for name in OF_CLOSES]


def many(figures):
    return figures if isinstance(figures, tuple) else (figures,)


@pytest.mark.parametrize(("figure", "kernel", "parameters", "arrays"), ALL)
def test_the_past_does_not_depend_on_the_future(figure, kernel, parameters, arrays):
    whole = many(figure(*arrays, *parameters))
    for t in (0, 1, 40, 120, 299):
        for then, now in zip(many(figure(*(a[:t] for a in arrays), *parameters)), whole, strict=True):
            np.testing.assert_array_equal(then, now[:t])


@pytest.mark.parametrize(("figure", "kernel", "parameters", "arrays"), ALL)
def test_a_symbol_alone_and_its_own_bars_alone_have_the_figures_it_has_among_many(figure, kernel, parameters, arrays):
    whole = many(figure(*arrays, *parameters))
    for s in (0, 1, 2, 3, 8, 15):
        alone = many(figure(*(a[:, s] for a in arrays), *parameters))
        traded = ~np.isnan(CLOSE[:, s])
        own = many(kernel(*(a[traded, s] for a in arrays), *parameters))
        for among, single, bars in zip(whole, alone, own, strict=True):
            np.testing.assert_array_equal(among[:, s], single)
            np.testing.assert_array_equal(among[traded, s], bars)
            assert np.isnan(among[~traded, s]).all()


@pytest.mark.parametrize(("figure", "kernel", "parameters", "arrays"), ALL)
def test_a_panel_wider_than_a_strip_and_a_slice_of_a_panel_are_no_different(figure, kernel, parameters, arrays):
    narrow = many(figure(*arrays, *parameters))
    wide = many(figure(*(np.tile(a, (1, 8)) for a in arrays), *parameters))
    part = many(figure(*(a[:, 5:30] for a in arrays), *parameters))
    for few, much, some in zip(narrow, wide, part, strict=True):
        np.testing.assert_array_equal(much, np.tile(few, (1, 8)))
        np.testing.assert_array_equal(some, few[:, 5:30])


@pytest.mark.parametrize(("figure", "kernel", "parameters", "arrays"), ALL)
@pytest.mark.parametrize("shape", [(0,), (0, 4), (5, 0), (1,), (1, 3)])
def test_a_panel_too_short_for_anything_has_no_figures(figure, kernel, parameters, arrays, shape):
    for values in many(figure(*(np.full(shape, np.nan) for _ in arrays), *parameters)):
        assert values.shape == shape
        assert np.isnan(values).all()


@pytest.mark.parametrize(("figure", "kernel", "parameters", "arrays"), ALL)
def test_a_panel_is_not_copied_on_the_way(figure, kernel, parameters, arrays):
    wide = [np.tile(a, (4, 8)) for a in arrays]
    figure(*(a[:30] for a in wide), *parameters)  # compiled before anything is counted
    tracemalloc.start()
    figures = many(figure(*wide, *parameters))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < sum(values.nbytes for values in figures) + 0.5 * wide[0].nbytes
