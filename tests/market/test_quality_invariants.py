"""What must hold whatever is delivered: no row is lost or invented, nothing absurd is believed, and nothing raises or warns."""

from __future__ import annotations

from dataclasses import fields, replace

import numpy as np
from bar_rows import TODAY, Weekdays, judged, quiet, together
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.market.bars import Bars
from dashboard.market.quality import NOTED, REASONS, check

EXTREME = st.sampled_from([np.nan, np.inf, -np.inf, 0.0, -0.0, -1.0, 1e-308, 1e308, 5e-324, 1.0, 100.0])
PRICE = st.one_of(EXTREME, st.floats(0.5, 200.0))
DAY = st.one_of(
    st.sampled_from(["NaT", "0001-01-01", "1969-12-31", "2019-12-31", "2020-01-01", "9999-12-31"]), st.dates().map(str)
)
ROW = st.tuples(st.sampled_from(["A", "B", "C", ""]), DAY, PRICE, PRICE, PRICE, PRICE, PRICE, PRICE)


def bars_of(rows: list[tuple[object, ...]]) -> Bars:
    symbols = tuple(dict.fromkeys(str(row[0]) for row in rows))
    columns = [np.array([row[place] for row in rows], dtype=np.float64) for place in range(2, 8)]
    code = np.array([symbols.index(str(row[0])) for row in rows], dtype=np.int64)
    session = np.array([row[1] for row in rows], dtype="datetime64[D]")
    return Bars(symbols, code, session, *columns, line=np.arange(2, len(rows) + 2))


def assert_sane(clean: Bars) -> None:
    assert (np.isfinite(clean.close) & (clean.close > 0)).all()
    assert (clean.session <= TODAY).all()
    key = list(zip(clean.code.tolist(), clean.session.tolist(), strict=True))
    assert key == sorted(set(key))
    with np.errstate(invalid="ignore"):
        assert not (clean.high < clean.low * 0.999).any()
        assert not (clean.volume < 0).any()


@settings(max_examples=150, deadline=None)
@given(st.lists(ROW, max_size=40))
def test_no_rows_whatsoever_make_the_checks_raise_or_lose_one(rows):
    clean, aside = judged(bars_of(rows))
    assert_sane(clean)
    assert set(aside.reason) <= set(REASONS)
    assert "" not in clean.symbols


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(0, 119), st.sampled_from(["open", "high", "low", "close", "volume", "adj_close"]), PRICE),
        max_size=25,
    )
)
def test_garbage_strewn_over_good_series_is_never_believed_wholesale(strewn):
    bars = together(quiet("A", 60), quiet("B", 60, seed=2))
    columns = {
        field.name: getattr(bars, field.name).copy() for field in fields(Bars) if field.name not in ("symbols", "code")
    }
    for row, column, value in strewn:
        columns[column][row] = value
    clean, aside = judged(replace(bars, **columns))
    assert_sane(clean)
    assert set(aside.reason) <= set(REASONS)


@settings(max_examples=25, deadline=None)
@given(st.permutations(range(90)))
def test_the_order_of_a_files_rows_does_not_matter(order):
    bars = together(quiet("B", 45), quiet("A", 45, seed=2))
    bars.close[10], bars.high[60], bars.volume[70] = 1.0, 1.0, -1.0
    plain, aside = judged(bars)
    shuffled, other_aside = judged(bars.take(np.array(order)))
    assert plain.line.tolist() == shuffled.line.tolist()
    assert aside.bars.line.tolist() == other_aside.bars.line.tolist()
    assert aside.reason.tolist() == other_aside.reason.tolist()


def test_every_note_keeps_its_bar_and_every_other_reason_does_not():
    assert set(REASONS) >= NOTED
    bars = together(quiet("A", 60), quiet("B", 60, seed=2))
    bars.open[5], bars.close[70] = 0.0, -1.0
    clean, aside = check(bars, Weekdays(), TODAY, {})
    kept = set(clean.line.tolist())
    for line, reason in zip(aside.bars.line.tolist(), aside.reason, strict=True):
        assert (line in kept) == (reason in NOTED)


def test_every_reason_reads_as_a_sentence():
    for name, sentence in REASONS.items():
        assert name == name.lower().strip()
        assert sentence[0].isupper()
        assert sentence.endswith(".")
