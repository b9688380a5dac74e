"""Bars parted by symbol and put together again, as a sync of thousands of symbols does."""

from __future__ import annotations

from dataclasses import replace

from bar_rows import rows

from dashboard.market.bars import VALUE_COLUMNS, Bars, by_symbol, joined

BARS = rows(
    ("B", "2018-02-05", 1, 2, 1, 2),
    ("A", "2018-02-05", 5, 6, 5, 6, 7.0, 3.0),
    ("B", "2018-02-06", 3, 4, 3, 4),
    ("A", "2018-02-01", 8, 9, 8, 9),
)


def told(bars: Bars) -> list[tuple[object, ...]]:
    """Each row in words, NaN among them."""
    columns = [getattr(bars, name).tolist() for name in ("session", *VALUE_COLUMNS, "line")]
    return [(bars.symbols[code], *map(str, row)) for code, *row in zip(bars.code.tolist(), *columns, strict=True)]


def test_each_symbol_has_its_rows_in_their_order_and_those_without_any_are_left_out() -> None:
    found = by_symbol(replace(BARS, symbols=("B", "A", "C")))
    assert list(found) == ["B", "A"]
    assert told(found["B"]) == [told(BARS)[0], told(BARS)[2]]
    assert told(found["A"]) == [told(BARS)[1], told(BARS)[3]]
    assert all(own.symbols == (symbol,) for symbol, own in found.items())


def test_any_number_of_parts_is_joined_row_by_row_in_their_order() -> None:
    own = by_symbol(BARS)
    assert told(joined(own["A"], own["B"], own["A"])) == [*told(own["A"]), *told(own["B"]), *told(own["A"])]
    assert joined(own["A"], own["B"], own["A"]).symbols == ("A", "B")
    assert told(joined(own["B"])) == told(own["B"])
