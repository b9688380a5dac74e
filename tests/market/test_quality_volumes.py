"""Volumes on another scale than their neighbours."""

from __future__ import annotations

import numpy as np
from bar_rows import changed, counts, judged, quiet, scaled


def test_a_volume_in_hundreds_goes_and_the_prices_stay():
    bars = quiet()
    bars.high[100:103] *= 1.01
    clean, aside = judged(changed(bars, slice(100, 103), volume=12_000.0))
    assert counts(aside) == {"volume_in_hundreds": 3}
    assert aside.bars.volume.tolist() == [12_000.0] * 3
    assert np.flatnonzero(np.isnan(clean.volume)).tolist() == [100, 101, 102]
    assert np.array_equal(clean.close, bars.close)


def test_a_quiet_holiday_afternoon_has_little_volume_and_little_range():
    bars = quiet()
    close = float(bars.close[99])
    _, aside = judged(
        changed(bars, 100, open=close, high=close * 1.0005, low=close * 0.9995, close=close * 1.0002, volume=60_000.0)
    )
    assert len(aside) == 0


def test_a_half_day_at_a_third_of_the_usual_volume_is_believed():
    _, aside = judged(changed(quiet(), 100, volume=330_000.0))
    assert len(aside) == 0


def test_a_stock_whose_volume_always_wanders_by_a_factor_of_ten_may_have_a_thin_day():
    bars = quiet()
    wandering = np.round(bars.volume * np.exp(np.random.default_rng(3).normal(0, 1.3, 300)))
    wandering[100] = 20_000.0
    _, aside = judged(changed(changed(bars, slice(None), volume=wandering), 100, volume=20_000.0))
    assert len(aside) == 0


def test_a_new_listings_first_days_are_not_judged():
    _, aside = judged(changed(quiet(), slice(0, 6), volume=800.0))
    assert len(aside) == 0


def test_the_split_ratio_of_a_day_whose_volume_is_not_believed_is_not_proven_by_it():
    bars = scaled(quiet(sessions=600, first="2016-01-04"), slice(400, None), 0.5)
    wide = changed(bars, 400, high=float(bars.high[400]) * 1.08)
    assert counts(judged(wide)[1]) == {"before_split": 400}
    clean, aside = judged(changed(wide, 400, volume=15_000.0))
    assert len(clean) == 600
    assert counts(aside) == {"volume_in_hundreds": 1, "unadjusted_gap": 1}
