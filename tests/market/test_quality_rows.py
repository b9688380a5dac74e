"""Rows that contradict themselves: each is kept aside under its own reason, or loses only the value that is wrong."""

from __future__ import annotations

import numpy as np
import pytest
from bar_rows import NAN, counts, judged, quiet, reasons, rows, values

GOOD = ("A", "2018-01-29", 10.0, 11.0, 9.0, 10.5)


@pytest.mark.parametrize(
    ("row", "reason", "phrase"),
    [
        (("A", "2018-01-30", 10.0, 11.0, 9.0, NAN), "no_price", "no close"),
        (("A", "2018-01-30", 10.0, 11.0, 9.0, float("inf")), "no_price", "no close"),
        (("A", "2018-01-30", 0.0, 0.0, 0.0, 0.0, 0.0), "not_positive", "open 0, high 0, low 0, close 0"),
        (("A", "2018-01-30", 10.0, 11.0, -9.0, 10.0), "not_positive", "open 10, high 11, low -9, close 10"),
        (("A", "2018-01-30", 10.0, 9.0, 11.0, 10.0), "high_below_low", "high 9 below low 11"),
        (("A", "2018-01-30", 10.0, 11.0, 9.0, 17.87), "close_outside", "close 17.87 outside low 9 and high 11"),
        (("A", "2018-01-30", 10.0, 11.0, 9.0, 8.9), "close_outside", "close 8.9 outside low 9 and high 11"),
        (("", "2018-01-30", 10.0, 11.0, 9.0, 10.0), "no_symbol", "no symbol"),
    ],
)
def test_a_row_that_cannot_be_is_kept_aside_with_its_numbers(row, reason, phrase):
    clean, aside = judged(rows(GOOD, row))
    assert clean.line.tolist() == [2]
    assert aside.bars.line.tolist() == [3]
    assert (aside.reason.tolist(), aside.detail.tolist()) == ([reason], [phrase])


def test_a_row_kept_aside_is_as_it_was_read():
    _, aside = judged(rows(GOOD, ("A", "2018-01-30", 10.0, 9.0, 11.0, 10.25, 77.0)))
    assert values(aside.bars, 0) == pytest.approx(
        {"open": 10, "high": 9, "low": 11, "close": 10.25, "adj_close": NAN, "volume": 77}, nan_ok=True
    )


def test_a_close_that_is_outside_by_rounding_is_inside():
    noise = np.float32(36.1)  # 36.099998 where the high is 36.1, as Yahoo's 32-bit prices come
    clean, aside = judged(
        rows(("A", "2018-01-29", 36.0, float(noise), 35.0, 36.1), ("A", "2018-01-30", 36.0, 36.1, 35.001, 35.0))
    )
    assert len(clean) == 2
    assert len(aside) == 0


def test_an_open_outside_the_range_costs_the_open_only():
    clean, aside = judged(rows(GOOD, ("A", "2018-01-30", 18.77, 33.95, 33.7, 33.9)))
    assert values(clean, 1) == pytest.approx(
        {"open": NAN, "high": 33.95, "low": 33.7, "close": 33.9, "adj_close": NAN, "volume": 1000}, nan_ok=True
    )
    assert aside.detail.tolist() == ["open 18.77 outside low 33.7 and high 33.95"]
    assert aside.bars.open.tolist() == [18.77]


def test_zeros_beside_a_good_close_are_missing_values():
    clean, aside = judged(rows(GOOD, ("A", "2018-01-30", 0.0, 11.0, 0.0, 10.5)))
    assert values(clean, 1) == pytest.approx(
        {"open": NAN, "high": 11, "low": NAN, "close": 10.5, "adj_close": NAN, "volume": 1000}, nan_ok=True
    )
    assert counts(aside) == {"zero_prices": 1}


def test_a_missing_high_is_noted_where_the_other_rows_have_one():
    clean, aside = judged(
        rows(GOOD, ("A", "2018-01-30", 10.0, NAN, 9.0, 10.5), ("A", "2018-01-31", 10.0, 11.0, 9.0, 10.5))
    )
    assert len(clean) == 3
    assert aside.detail.tolist() == ["without high"]


def test_a_source_of_closes_alone_is_no_defect():
    clean, aside = judged(rows(*[("A", f"2018-02-{day:02d}", NAN, NAN, NAN, 10.0 + day) for day in (5, 6, 7, 8, 9)]))
    assert len(clean) == 5
    assert len(aside) == 0


def test_a_negative_volume_costs_the_volume_only():
    clean, aside = judged(rows(GOOD, ("A", "2018-01-30", 10.0, 11.0, 9.0, 10.5, -5.0)))
    assert np.isnan(clean.volume[1])
    assert counts(aside) == {"bad_volume": 1}


def test_a_row_without_an_adjusted_close_among_rows_that_have_one_would_mix_two_bases():
    adjusted = [("A", f"2018-02-0{day}", 10.0, 11.0 + day, 9.0, 10.0, 1000.0, 5.0) for day in (5, 6)]
    bad = [("A", "2018-02-07", 10.0, 11.0, 9.0, 10.0, 1000.0, adj) for adj in (NAN, -5.0, 1.8e21, 0.0)]
    for row in bad:
        clean, aside = judged(rows(*adjusted, row))
        assert len(clean) == 2
        assert counts(aside) == {"bad_adj_close": 1}


def test_a_fund_that_decays_and_splits_in_reverse_for_a_decade_has_a_huge_factor_and_is_believed():
    clean, _ = judged(
        rows(
            ("UVXY", "2018-02-05", 24.0, 25.0, 23.0, 24.0, 10.0, 2.4e9),
            ("UVXY", "2018-02-06", 24.0, 26.0, 23.0, 24.0, 10.0, 2.4e9),
        )
    )
    assert len(clean) == 2


def test_bars_come_back_by_symbol_and_session_with_only_symbols_that_have_any():
    given = rows(
        ("ZZ", "2018-01-30", 10.0, 11.0, 9.0, 10.0),
        ("B", "2018-01-30", 10.0, 11.0, 9.0, 10.2),
        ("EMPTY", "2018-01-30", 10.0, 11.0, 9.0, NAN),
        ("ZZ", "2018-01-29", 10.0, 11.0, 9.0, 10.1),
        ("B", "2018-01-29", 10.0, 11.0, 9.0, 10.3),
    )
    clean, aside = judged(given)
    assert clean.symbols == ("B", "ZZ")
    assert clean.code.tolist() == [0, 0, 1, 1]
    assert clean.line.tolist() == [6, 3, 5, 2]
    assert reasons(aside) == {("EMPTY", "2018-01-30"): "no_price"}


def test_the_rows_given_are_not_written_to():
    bars = quiet(sessions=40)
    bars.open[3] = 0.0
    bars.volume[5] = -1.0
    judged(bars)
    assert bars.open[3] == 0.0
    assert bars.volume[5] == -1.0


def test_no_rows_are_no_trouble():
    clean, aside = judged(rows(GOOD).take(np.zeros(1, dtype=bool)))
    assert len(clean) == len(aside) == 0
    assert clean.symbols == ()
