"""One new row per symbol is judged against the bars that are stored already."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from bar_rows import changed, counts, judged, quiet, reasons, scaled, together

LAST = slice(299, None)


def delivered(bars, first=299):  # type: ignore[no-untyped-def]
    """The last rows as a new file, and the 60 bars before them as what is stored."""
    new, old = np.arange(first, 300), np.arange(first - 60, first)
    return replace(bars.take(new), line=np.arange(2, 302 - first)), bars.take(old)


def test_an_ordinary_new_bar_is_stored_and_the_context_never_returned():
    new, stored = delivered(quiet())
    clean, aside = judged(new, context=stored)
    assert clean.session.tolist() == new.session.tolist()
    assert len(aside) == 0


def test_a_split_of_today_is_seen_against_the_stored_bars():
    new, stored = delivered(scaled(quiet(), LAST, 0.1))
    assert len(judged(new)[0]) == 1  # alone, one row says nothing
    clean, aside = judged(new, context=stored)
    assert len(clean) == 0
    assert counts(aside) == {"split_like": 1}


def test_even_a_confirmed_split_cannot_be_appended_to_a_history_stored_on_the_old_basis():
    new, stored = delivered(scaled(quiet(), slice(290, None), 0.1), first=290)
    clean, aside = judged(new, context=stored)
    assert len(clean) == 0
    assert counts(aside) == {"split_like": 10}


def test_a_real_crash_of_today_is_stored():
    fallen = scaled(quiet(), LAST, 0.6, shares=15.0)
    new, stored = delivered(fallen)
    clean, aside = judged(new, context=stored)
    assert (len(clean), len(aside)) == (1, 0)


def test_a_feed_that_repeats_yesterdays_bar_under_todays_date_is_found_out():
    bars = quiet()
    yesterday = {name: float(getattr(bars, name)[298]) for name in ("open", "high", "low", "close", "volume")}
    new, stored = delivered(changed(bars, 299, **yesterday))
    clean, aside = judged(new, context=stored)
    assert len(clean) == 0
    assert reasons(aside) == {("A", str(bars.session[299])): "copied_day"}


def test_a_spike_stored_yesterday_stays_stored_and_todays_return_is_believed():
    new, stored = delivered(scaled(quiet(), 298, 1.5, shares=1.0))
    clean, aside = judged(new, context=stored)
    assert (len(clean), len(aside)) == (1, 0)


def test_a_volume_in_hundreds_is_seen_against_the_stored_volumes():
    new, stored = delivered(changed(quiet(), 299, volume=9_000.0))
    clean, aside = judged(new, context=stored)
    assert np.isnan(clean.volume).tolist() == [True]
    assert counts(aside) == {"volume_in_hundreds": 1}


def test_a_stored_session_delivered_anew_is_judged_as_the_new_row():
    bars = quiet()
    new, _ = delivered(bars)
    clean, aside = judged(new, context=changed(bars, LAST, close=1.0, low=1.0))
    assert clean.close.tolist() == bars.close[LAST].tolist()
    assert len(aside) == 0


def test_the_context_of_other_symbols_is_passed_over():
    new, stored = delivered(quiet())
    others = together(quiet("B", seed=4), stored, quiet("C", seed=5))
    clean, aside = judged(new, context=others)
    assert clean.symbols == ("A",)
    assert len(aside) == 0


def test_a_symbol_without_trades_today_is_known_by_its_stored_volume():
    bars = quiet()
    price = float(bars.close[298])
    new, stored = delivered(changed(bars, 299, open=price, high=price, low=price, close=price, volume=0.0))
    assert counts(judged(new, context=stored)[1]) == {"no_trades": 1}
