"""Prices that leap: a crash is believed, an unadjusted split is not, and what comes back was never there."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from bar_rows import NAN, changed, counts, judged, quiet, reasons, scaled, together

from dashboard.market.bars import Bars


def crashed(bars: Bars, row: int, to: float, busy: float) -> Bars:
    """From `row` on the price is `to` times as high; that day it opened half way down and traded `busy` times the usual value."""
    fallen = scaled(bars, slice(row, None), to, shares=1.0)
    before = float(bars.close[row - 1])
    low = min(float(fallen.low[row]), before * to)
    return changed(
        fallen, row, open=before * (1 + to) / 2, high=before * (1 + to) / 2 * 1.01, low=low, volume=busy * 1e6 / to
    )


@pytest.mark.parametrize("to", [0.5, 1 / 3, 0.75, 0.1])
def test_a_real_crash_is_believed_even_at_a_splits_ratio(to):
    clean, aside = judged(crashed(quiet(), 150, to, busy=8))
    assert (len(clean), len(aside)) == (300, 0)


def test_a_real_crash_overnight_on_many_times_the_turnover_is_believed():
    fallen = changed(scaled(quiet(), slice(150, None), 0.5, shares=2.0), 150, volume=2e6 * 12)
    clean, aside = judged(fallen)
    assert (len(clean), len(aside)) == (300, 0)


def test_a_crash_and_its_rebound_the_next_day_are_believed():
    bars = quiet()
    close = bars.close.copy()
    close[150] *= 0.86  # an intraday fall of 15 scales, all of it back the next day, also intraday
    opens = np.concatenate([[100.0], close[:-1]])
    wild = replace(
        bars, open=opens, close=close, high=np.maximum(opens, close) * 1.003, low=np.minimum(opens, close) * 0.997
    )
    clean, aside = judged(changed(wild, slice(150, 152), volume=2e6))
    assert (len(clean), len(aside)) == (300, 0)


@pytest.mark.parametrize("factor", [1 / 2, 1 / 3, 1 / 7, 1 / 10, 1 / 100, 2.0, 10.0])
def test_before_an_unadjusted_split_every_price_is_on_another_basis(factor):
    clean, aside = judged(scaled(quiet(sessions=400, first="2017-01-02"), slice(300, None), factor))
    assert counts(aside) == {"before_split": 300}
    assert len(clean) == 100
    assert f"(×{factor:.1f}" in aside.detail[0][:80] or "usual turnover" in aside.detail[0]


def test_of_two_unadjusted_splits_the_later_one_counts():
    twice = scaled(scaled(quiet(sessions=500, first="2017-01-02"), slice(200, None), 0.5), slice(400, None), 0.25)
    clean, aside = judged(twice)
    assert counts(aside) == {"before_split": 400}
    assert len(clean) == 100


def test_a_split_of_today_costs_today_and_not_ten_years():
    bars = quiet()
    clean, aside = judged(scaled(bars, slice(297, None), 0.5))
    assert len(clean) == 297
    assert list(reasons(aside)) == [("A", str(day)) for day in bars.session[297:]]
    assert set(aside.reason) == {"split_like"}


def test_the_fifth_bar_confirms_a_split():
    _, aside = judged(scaled(quiet(), slice(295, None), 0.5))
    assert counts(aside) == {"before_split": 295}


def test_a_spin_off_proves_nothing_and_is_noted():
    bars = quiet(sessions=600, first="2016-01-04")
    clean, aside = judged(scaled(bars, slice(400, None), 0.62, shares=1.5))
    assert len(clean) == 600
    assert reasons(aside) == {("A", str(bars.session[400])): "unadjusted_gap"}


def test_at_half_the_price_for_the_same_number_of_shares_nobody_split_anything():
    bars = quiet(sessions=600, first="2016-01-04")
    clean, aside = judged(scaled(bars, slice(400, None), 0.5, shares=1.0))  # as when every holder got a class C share
    assert len(clean) == 600
    assert counts(aside) == {"unadjusted_gap": 1}
    assert counts(judged(scaled(bars, slice(400, None), 0.5, shares=2.0))[1]) == {"before_split": 400}


def test_an_index_is_rebased_whatever_its_volumes_do():
    bars = scaled(quiet(sessions=600, first="2016-01-04"), slice(400, None), 0.1, shares=1.0)
    assert counts(judged(bars, kinds={"A": "index"})[1]) == {"before_split": 400}
    assert counts(judged(bars)[1]) == {"unadjusted_gap": 1}


def test_a_spin_off_after_less_than_a_year_costs_that_year():
    clean, aside = judged(scaled(quiet(sessions=600, first="2016-01-04"), slice(120, None), 0.62, shares=1.5))
    assert counts(aside) == {"before_split": 120}
    assert len(clean) == 480


def test_with_adjusted_closes_a_split_in_the_raw_ones_is_no_jump():
    bars = quiet(sessions=400, first="2017-01-02")
    split = scaled(bars, slice(300, None), 1 / 7)
    clean, aside = judged(replace(split, adj_close=bars.close / 7))
    assert (len(clean), len(aside)) == (400, 0)


def test_an_adjusted_close_that_jumps_where_the_raw_one_does_not_is_judged_too():
    bars = quiet(sessions=400, first="2017-01-02")
    adjusted = np.where(np.arange(400) < 300, bars.close, bars.close / 2)
    _, aside = judged(replace(bars, adj_close=adjusted))
    assert counts(aside) == {"before_split": 300}


def test_without_volumes_only_a_still_day_at_a_splits_ratio_is_a_split():
    silent = replace(quiet(sessions=400, first="2017-01-02"), volume=np.full(400, NAN))
    _, aside = judged(scaled(silent, slice(300, None), 0.1))
    assert counts(aside) == {"before_split": 300}
    clean, aside = judged(crashed(silent, 300, 0.5, busy=1))
    assert (len(clean), len(aside)) == (400, 0)


def test_a_move_across_a_hole_is_no_overnight_move():
    bars = scaled(quiet(), slice(150, None), 0.5)
    hole = np.r_[0:140, 150:300]
    clean, aside = judged(bars.take(hole))
    assert (len(clean), len(aside)) == (290, 0)


def test_a_volatility_index_may_double_overnight():
    clean, aside = judged(scaled(quiet(), slice(150, None), 2.0, shares=1.0), kinds={"A": "volatility"})
    assert (len(clean), len(aside)) == (300, 0)


@pytest.mark.parametrize("factor", [1.2, 0.8, 0.01, 3.0])
def test_a_bar_apart_from_both_its_neighbours_is_a_spike(factor):
    bars = quiet()
    clean, aside = judged(scaled(bars, 150, factor, shares=1.0))
    assert reasons(aside) == {("A", str(bars.session[150])): "spike"}
    assert len(clean) == 299


def test_a_spike_of_a_close_without_open_and_range_must_be_wild_even_for_its_days():
    bars = quiet()
    bare = replace(bars, open=np.full(300, NAN), high=np.full(300, NAN), low=np.full(300, NAN))
    _, aside = judged(scaled(bare, 150, 1.3, shares=1.0))
    assert counts(aside) == {"spike": 1}
    wild = bare.close.copy()
    wild[140:160] *= np.exp(np.resize([0.0, 0.12], 20))
    clean, aside = judged(replace(bare, close=wild))
    assert (len(clean), len(aside)) == (300, 0)


def test_a_split_applied_to_some_days_only_costs_the_days_on_the_other_level():
    bars = quiet()
    flipped = scaled(scaled(scaled(bars, 150, 2.0), slice(152, 155), 2.0), 160, 2.0)
    clean, aside = judged(flipped)
    assert counts(aside) == {"half_applied_split": 5}
    assert set(clean.session) == set(np.delete(bars.session, [150, 152, 153, 154, 160]))


def test_a_bar_between_the_flips_that_holds_both_levels_goes_with_them():
    bars = quiet()
    flipped = scaled(bars, slice(150, 154), 0.45)
    low = float(flipped.low[153])
    _, aside = judged(changed(flipped, 154, low=low))
    assert counts(aside) == {"half_applied_split": 5}


def test_a_takeover_bid_that_falls_through_is_believed():
    bars = scaled(quiet(), slice(150, 156), 1.4, shares=1.0)
    clean, aside = judged(changed(changed(bars, 150, volume=20e6), 156, volume=20e6))
    assert (len(clean), len(aside)) == (300, 0)


def test_one_symbols_jump_is_not_the_next_symbols():
    cheap, dear = quiet("A", close=1.0), quiet("B", close=1000.0, seed=2)
    clean, aside = judged(together(cheap, dear))
    assert (len(clean), len(aside)) == (600, 0)
