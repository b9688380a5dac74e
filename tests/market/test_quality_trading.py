"""Bars in which nothing happened, and bars that belong to another day or another symbol."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from bar_rows import NAN, changed, counts, judged, quiet, reasons, together

from dashboard.market.quality import fingerprint


def stale(bars, row):  # type: ignore[no-untyped-def]
    """The bars with a row (or rows) of zero volume at the last price."""
    price = float(bars.close[row.start - 1 if isinstance(row, slice) else row - 1])
    return changed(bars, row, open=price, high=price, low=price, close=price, volume=0.0)


def test_zero_volume_without_a_range_is_no_bar():
    clean, aside = judged(stale(quiet(), 100))
    assert (len(clean), counts(aside)) == (299, {"no_trades": 1})


def test_zero_volume_and_a_close_alone_is_no_bar():
    _, aside = judged(changed(quiet(), 100, open=NAN, high=NAN, low=NAN, volume=0.0))
    assert counts(aside) == {"no_trades": 1}


def test_zero_volume_with_a_range_is_a_bar_whose_volume_was_rounded_away():
    clean, aside = judged(changed(quiet(), slice(0, 50), volume=0.0))
    assert (len(clean), len(aside)) == (300, 0)


@pytest.mark.parametrize("kind", ["index", "volatility"])
def test_an_index_needs_no_volume(kind):
    clean, aside = judged(stale(quiet(), 100), kinds={"A": kind})
    assert (len(clean), len(aside)) == (300, 0)


def test_a_source_that_writes_zero_for_every_volume_has_none():
    clean, aside = judged(changed(stale(quiet(), 100), slice(None), volume=0.0))
    assert (len(clean), len(aside)) == (300, 0)


def test_a_ticker_that_did_not_trade_on_most_days_is_dead():
    clean, aside = judged(stale(quiet(), slice(100, 280)))
    assert len(clean) == 0
    assert counts(aside) == {"no_trades": 180, "dead_ticker": 120}


def test_a_delisted_ticker_kept_alive_ends_at_its_last_trade():
    clean, aside = judged(stale(quiet(), slice(200, 300)))
    assert len(clean) == 200
    assert counts(aside) == {"no_trades": 100}


def copied(bars, row, volume=1.0):  # type: ignore[no-untyped-def]
    """The bars with the prices of row + 1 under the date of `row`, and its volume times `volume`."""
    columns = {name: float(getattr(bars, name)[row + 1]) for name in ("open", "high", "low", "close")}
    return changed(bars, row, volume=float(bars.volume[row + 1]) * volume, **columns)


def test_a_bar_that_equals_the_next_sessions_is_its_copy_and_the_earlier_goes():
    bars = quiet()
    _, aside = judged(copied(bars, 100))
    assert reasons(aside) == {("A", str(bars.session[100])): "copied_day"}
    assert aside.detail.tolist() == [f"equals {bars.session[101]} in open, high, low and close"]


def test_four_equal_prices_on_quite_another_volume_are_chance_in_one_symbol():
    _, aside = judged(copied(quiet(), 100, volume=1.4))
    assert len(aside) == 0


def test_four_equal_prices_on_another_volume_are_no_chance_in_many_symbols_at_once():
    market = [quiet(f"S{n}", seed=n, sessions=60) for n in range(40)]
    _, aside = judged(together(*[copied(bars, 30, volume=1.4) if n < 8 else bars for n, bars in enumerate(market)]))
    assert counts(aside) == {"copied_day": 8}
    assert set(aside.bars.session) == {market[0].session[30]}


def test_equal_bars_with_a_session_between_them_are_no_copy():
    bars = quiet()
    gone = np.arange(300) != 100
    _, aside = judged(replace(copied(bars, 100), session=bars.session).take(gone))
    assert len(aside) == 0


def test_a_bar_of_a_few_coarse_ticks_may_well_repeat():
    bars = quiet(close=25.0)
    eighths = {name: np.round(getattr(bars, name) * 8) / 8 for name in ("open", "high", "low", "close")}
    coarse = changed(
        replace(bars, **eighths), slice(100, 102), open=25.0, high=25.25, low=24.875, close=25.125, volume=1e6
    )
    _, aside = judged(coarse)
    assert "copied_day" not in counts(aside)


def test_one_series_under_several_names_is_nobodys():
    one, other = quiet("A"), quiet("OTHER", seed=9)
    names = [replace(one, symbols=(name,)) for name in ("A", "B", "C")]
    clean, aside = judged(together(*names, other))
    assert clean.symbols == ("OTHER",)
    assert counts(aside) == {"same_series": 900}
    assert aside.detail[0] == "the same closes as A, B, C"


def test_two_classes_of_one_company_move_together_and_are_two_series():
    one = quiet("GOOG", sessions=600, first="2016-01-04")
    close = one.close.copy()
    close[::50] += 0.01
    clean, _ = judged(together(one, replace(one, symbols=("GOOGL",), close=close, high=one.high + 1)))
    assert len(clean) == 1200


def test_a_fingerprint_finds_one_series_in_two_files_that_begin_and_end_on_different_days():
    bars = quiet(sessions=700, first="2016-01-04")
    assert fingerprint(bars) == fingerprint(bars.take(np.arange(20, 650)))
    assert fingerprint(bars) is not None
    assert fingerprint(bars) != fingerprint(changed(bars, 300, close=99.0))


def test_too_short_or_too_flat_a_series_has_no_fingerprint():
    assert fingerprint(quiet(sessions=19)) is None
    assert fingerprint(quiet(sessions=20)) is not None
    assert fingerprint(changed(quiet(), slice(None), close=1.0)) is None
