"""Several rows of one session: one is believed only where they don't contradict each other."""

from __future__ import annotations

from bar_rows import NAN, counts, judged, quiet, reasons, rows, together

MONDAY = ("A", "2018-01-29", 10.0, 11.0, 9.0, 10.5)


def test_identical_rows_collapse_into_one_and_are_counted():
    clean, aside = judged(rows(MONDAY, ("A", "2018-01-30", 10.0, 11.0, 9.0, 10.0), MONDAY, MONDAY))
    assert clean.line.tolist() == [2, 3]
    assert aside.bars.line.tolist() == [4, 5]
    assert counts(aside) == {"identical_duplicate": 2}


def test_identical_rows_may_have_the_same_holes():
    hollow = ("A", "2018-01-29", NAN, NAN, NAN, 10.5, NAN)
    clean, aside = judged(rows(hollow, hollow))
    assert len(clean) == 1
    assert counts(aside) == {"identical_duplicate": 1}


def test_of_rows_that_disagree_none_is_believed():
    clean, aside = judged(rows(MONDAY, (*MONDAY[:5], 10.6), ("A", "2018-01-30", 10.0, 11.0, 9.0, 10.0)))
    assert clean.line.tolist() == [4]
    assert counts(aside) == {"duplicates_disagree": 2}
    assert aside.detail[0] == "2 rows of this session disagree"


def test_an_identical_pair_beside_a_third_that_disagrees_is_no_majority():
    clean, aside = judged(rows(MONDAY, (*MONDAY[:5], 10.6), MONDAY))
    assert len(clean) == 0
    assert counts(aside) == {"duplicates_disagree": 2, "identical_duplicate": 1}


def test_a_row_of_zeros_beside_a_good_one_does_not_cost_the_good_one():
    clean, aside = judged(rows(MONDAY, ("A", "2018-01-29", 0.0, 0.0, 0.0, 0.0, 0.0)))
    assert clean.line.tolist() == [2]
    assert counts(aside) == {"not_positive": 1}


def test_the_same_session_of_two_symbols_is_no_duplicate():
    clean, aside = judged(rows(MONDAY, ("B", *MONDAY[1:])))
    assert (len(clean), len(aside)) == (2, 0)


def test_a_symbol_under_which_several_securities_trade_goes_as_a_whole():
    equity, bond = quiet("A", sessions=30), quiet("A", sessions=20, seed=2, close=1100.0)
    clean, aside = judged(together(equity, bond, quiet("B", sessions=30, seed=3)))
    assert clean.symbols == ("B",)
    assert counts(aside) == {"mixed_series": 50}


def test_a_few_block_deals_cost_only_their_sessions():
    equity, block_deals = quiet("A", sessions=30), quiet("A", sessions=3, seed=2, close=98.0)
    clean, aside = judged(together(equity, block_deals))
    assert len(clean) == 27
    assert set(reasons(aside).values()) == {"duplicates_disagree"}
