"""How numbers are read: one style for the whole file, and nothing guessed."""

from __future__ import annotations

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.errors import UnreadableFile
from dashboard.market.sources.files.numbers import floats_of


def read(**columns: list[str]) -> dict[str, list[float | None]]:
    floats = floats_of({name: pa.array(texts, pa.string()) for name, texts in columns.items()})
    return {name: [None if value != value else value for value in values.tolist()] for name, values in floats.items()}


def refusal(**columns: list[str]) -> str:
    with pytest.raises(UnreadableFile) as caught:
        read(**columns)
    return str(caught.value)


@pytest.mark.parametrize("word", ["", " ", "null", "NULL", "NaN", "n/a", "-", "None", "#N/A", "--"])
def test_words_for_nothing_are_missing_in_plain_and_in_dressed_columns(word: str) -> None:
    assert read(close=["1.5", word]) == {"close": [1.5, None]}
    assert read(close=["1,000.5", word]) == {"close": [1000.5, None]}


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("26,027.30", 26027.3),
        ("1,234,567.8", 1234567.8),
        ("12,34,567.80", 1234567.8),
        ("$397.58", 397.58),
        ("₹1,234.5", 1234.5),
        ("1'234.50", 1234.5),
        ("1 234.50", 1234.5),
        ("1\u00a0234.50", 1234.5),
        ("+5.25", 5.25),
        ("-0.5", -0.5),
        ("1e3", 1000.0),
        (".5", 0.5),
        ("5.", 5.0),
    ],
)
def test_dressed_numbers_are_read(text: str, number: float) -> None:
    assert read(close=[text, "$1.25"]) == {"close": [number, 1.25]}


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("181.56M", 181560000),
        ("1.2B", 1200000000),
        ("12k", 12000),
        ("0.57m", 570000),
        ("3T", 3e12),
        ("456", 456),
        ("-", None),
    ],
)
def test_a_letter_behind_a_volume_multiplies_it(text: str, number: float | None) -> None:
    assert read(close=["10.25"], volume=[text]) == {"close": [10.25], "volume": [number]}


def test_decimal_commas_are_read_where_the_file_shows_them() -> None:
    assert read(close=["26.027,30", "998", "1.234"], volume=["181,56M", "600.546", "12"]) == {
        "close": [26027.3, 998, 1234],
        "volume": [181560000, 600546, 12],
    }
    assert read(close=["0,985"], open=["1,002"]) == {"close": [0.985], "open": [1.002]}


def test_thousands_commas_in_a_volume_alone_are_thousands() -> None:
    assert read(close=["12", "13"], volume=["600,546", "1,002"]) == {"close": [12, 13], "volume": [600546, 1002]}


def test_a_price_with_a_comma_that_may_be_either_is_refused() -> None:
    assert refusal(close=["1,085", "1,091"]) == (
        'its prices ("1,085") may have a decimal comma or a thousands comma and nothing in the file decides, '
        "so export it again with decimal points"
    )
    assert read(close=["1,085", "998.5"]) == {"close": [1085, 998.5]}


def test_a_file_with_points_and_commas_for_decimals_is_refused() -> None:
    assert refusal(open=["12.50"], close=["12,75"]) == (
        'its numbers have decimal points in one place ("12.50") and decimal commas in another ("12,75"), '
        "so export it again with decimal points"
    )


def test_numbers_that_a_european_spreadsheet_destroyed_are_refused_even_beside_good_ones() -> None:
    sentence = refusal(close=["1.057.030.998.551.800", "982.862"], volume=["56248657736.96", "1"])
    assert sentence == (
        'its numbers ("1.057.030.998.551.800") were destroyed by a spreadsheet that took decimal points for thousands, '
        "so download the file again and do not open it in the spreadsheet"
    )


def test_a_cell_that_is_no_number_is_missing_and_a_column_of_them_is_refused() -> None:
    assert read(close=["1.5", "halted", "1.7", "5%"]) == {"close": [1.5, None, 1.7, None]}
    assert (
        refusal(close=["up", "down", "1.5"]) == 'its close column holds no numbers ("up"), so it cannot be read as bars'
    )


def grouped(number: float, point: str, comma: str) -> str:
    return f"{number:,.2f}".translate(str.maketrans({",": comma, ".": point}))


@settings(deadline=None)
@given(
    st.lists(st.integers(1, 10**12).map(lambda cents: cents / 100), min_size=1),
    st.sampled_from([".,", ",.", ". ", ", ", ".'"]),
)
def test_any_price_reads_back_in_either_style(prices: list[float], style: str) -> None:
    assert read(close=[grouped(price, *style) for price in prices]) == {"close": prices}


@settings(deadline=None)
@given(st.lists(st.floats(allow_nan=False, allow_infinity=False), min_size=1))
def test_plain_floats_read_back_to_the_last_bit(numbers: list[float]) -> None:
    assert read(close=[repr(number) for number in numbers]) == {"close": numbers}
