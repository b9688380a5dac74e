"""Own bars: a panel turned symbol by symbol and back."""

from __future__ import annotations

import numpy as np
import pytest
from ragged import ragged

from dashboard.indicators.own_bars import own_bars

NAN = np.nan


def test_three_symbols_by_hand():
    close = np.array([[1.0, NAN, 7.0], [2.0, NAN, NAN], [3.0, 9.0, 8.0]])
    bars = own_bars(close + 10, close + 20, close - 20, close, close * 100)
    np.testing.assert_array_equal(bars.starts, [0, 3, 4, 6])
    np.testing.assert_array_equal(bars.rows, [0, 1, 2, 2, 0, 2])
    np.testing.assert_array_equal(bars.close, [1, 2, 3, 9, 7, 8])
    np.testing.assert_array_equal(bars.volume[bars.symbol(2)], [700, 800])
    np.testing.assert_array_equal(bars.low[bars.symbol(1)], [-11])
    assert (bars.count, bars.sessions) == (3, 3)


def test_turning_and_spreading_gives_the_panel_back():
    close = ragged()
    bars = own_bars(close * 2, close * 3, close * 4, close, close * 5)
    for values, factor in ((bars.open, 2), (bars.high, 3), (bars.low, 4), (bars.close, 1), (bars.volume, 5)):
        np.testing.assert_array_equal(bars.spread(values), close * factor)
    for s in range(bars.count):
        np.testing.assert_array_equal(bars.rows[bars.symbol(s)], np.flatnonzero(~np.isnan(close[:, s])))


def test_a_slice_a_transposed_array_and_a_read_only_one_are_read_alike():
    close = ragged()
    plain = own_bars(*[close[50:, 3:40].copy()] * 5)
    sliced = own_bars(*[close[50:, 3:40]] * 5)
    turned = own_bars(*[np.asfortranarray(close[50:, 3:40])] * 5)
    close.flags.writeable = False
    fixed = own_bars(*[close[50:, 3:40]] * 5)
    for other in (sliced, turned, fixed):
        np.testing.assert_array_equal(other.close, plain.close)
        np.testing.assert_array_equal(other.starts, plain.starts)


@pytest.mark.parametrize("shape", [(0, 3), (4, 0), (0,), (0, 0)])
def test_a_panel_without_sessions_or_symbols_has_no_bars(shape):
    bars = own_bars(*[np.empty(shape)] * 5)
    assert len(bars.close) == 0
    assert bars.spread(bars.close).shape == (shape if len(shape) == 2 else (0, 1))


def test_one_symbol_may_come_as_one_dimension():
    close = np.array([1.0, NAN, 3.0])
    np.testing.assert_array_equal(own_bars(close, close, close, close, close).rows, [0, 2])
