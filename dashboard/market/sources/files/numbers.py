"""Numbers as they are written become float64, and numbers that a spreadsheet has destroyed are refused, never guessed.

1. Columns that are plain already (12.5, 1e-3, an empty cell) are cast as they stand.
2. Else blanks, currency signs and a K/M/B/T behind the number are taken off, and all columns of the file together tell the
   style: decimal points with thousands commas, or decimal commas with thousands points.
3. A file that shows both, or neither where it matters, is refused. A single cell that is no number is NaN.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from dashboard.errors import UnreadableFile
from dashboard.market.bars import FloatArray
from dashboard.market.sources.files.content import excerpt

MISSING = ("", "null", "nan", "na", "n/a", "#n/a", "none", "-", "--", ".", "nil", "nat", "<na>", "(null)")
CSV_MISSING = tuple(dict.fromkeys(word for text in MISSING for word in (text, text.upper(), text.capitalize())))
CSV_MISSING = (*CSV_MISSING, "NaN", "NaT", "<NA>")

_DRESSING = "[\\s\u00a0\u202f'’$€£¥₹]"
_SUFFIX = "^(?P<digits>.*[0-9.,])(?P<suffix>[KMBTkmbt])$"
SAMPLE = 4096  # cells that usually show a file's style
_FACTORS = {"k": 1e3, "m": 1e6, "b": 1e9, "t": 1e12}
_PLAIN = r"^[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?$"

_DECIMAL_POINT = r"^[+-]?(0|[0-9]{4,})?\.[0-9]|\.[0-9]{1,2}$|\.[0-9]{4,}$|,[0-9]{3}\.[0-9]"
_GROUPED_COMMAS = r"[0-9],[0-9]{3},[0-9]{3}"
_DECIMAL_COMMA = r"^[+-]?(0|[0-9]{4,})?,[0-9]|^[^.]*,[0-9]{1,2}$|,[0-9]{4,}$|\.[0-9]{3},[0-9]"
_GROUPED_POINTS = r"\.[0-9]{3}\.[0-9]"
_EITHER = r"^[+-]?[1-9][0-9]{0,2},[0-9]{3}$"
_GROUPED_BY_COMMAS = r"^[+-]?[0-9]{1,3}(,[0-9]{2,3})*,[0-9]{3}(\.[0-9]*)?$"  # thousands, and India's lakhs 12,34,567
_GROUPED_BY_POINTS = r"^[+-]?[0-9]{1,3}(\.[0-9]{3})+(,[0-9]*)?$"


def floats_of(columns: Mapping[str, pa.Array]) -> dict[str, FloatArray]:
    """Every column as float64, NaN where it says nothing. Columns are numeric or text arrays of one file.

    UnreadableFile when the file's style cannot be told, or most of a column is no number.
    """
    plain = {name: _cast(column) for name, column in columns.items()}
    if all(values is not None for values in plain.values()):
        return {name: as_floats(values) for name, values in plain.items()}
    texts = {name: _undressed(_as_text(column), plain[name] is not None) for name, column in columns.items()}
    style = _style({name: bare for name, (bare, _) in texts.items()})
    kept = plain if style == "." else {}
    return {
        name: as_floats(kept[name]) if kept.get(name) is not None else _scaled(_parsed(name, bare, style), factors)
        for name, (bare, factors) in texts.items()
    }


def as_floats(column: pa.Array) -> FloatArray:
    """A numeric Arrow array as float64 with NaN for nulls, its own copy."""
    values = column.cast(pa.float64(), safe=False)
    if values.null_count:
        values = values.fill_null(float("nan"))
    return np.array(values, dtype=np.float64)


def _cast(column: pa.Array) -> pa.Array | None:
    if not pa.types.is_string(column.type) and not pa.types.is_large_string(column.type):
        return column
    try:
        return _blanked(column).cast(pa.float64())
    except pa.ArrowInvalid:
        return None


def _as_text(column: pa.Array) -> pa.Array:
    return column if pa.types.is_string(column.type) else column.cast(pa.string())


def _blanked(text: pa.Array) -> pa.Array:
    """The text with null where it says that nothing is there."""
    text = pc.utf8_trim_whitespace(text)
    return pc.if_else(pc.is_in(pc.utf8_lower(text), pa.array(MISSING, text.type)), pa.scalar(None, text.type), text)


def _undressed(text: pa.Array, plain: bool) -> tuple[pa.Array, FloatArray | None]:
    """The digits and separators alone, and the factor that each K, M, B or T stands for (None where the column has none)."""
    if plain:
        return _blanked(text), None
    bare = pc.replace_substring_regex(_blanked(text), _DRESSING, "")
    split = pc.extract_regex(bare, _SUFFIX)
    if split.null_count == len(split):
        return bare, None
    digits, suffix = (pc.struct_field(split, name) for name in ("digits", "suffix"))
    factors = np.ones(len(bare))
    for letter, factor in _FACTORS.items():
        factors[_mask(pc.equal(pc.utf8_lower(suffix), letter))] = factor
    return pc.coalesce(digits, bare), factors


def _scaled(values: FloatArray, factors: FloatArray | None) -> FloatArray:
    """Values times their factors; only a volume has any, so what comes out are whole numbers again."""
    return values if factors is None else np.rint(values * factors)


def _mask(flags: pa.Array) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    return np.asarray(flags.fill_null(False).to_numpy(zero_copy_only=False), dtype=bool)


def _style(columns: Mapping[str, pa.Array]) -> str:
    """Which sign is the decimal one in the whole file: "." or ","."""
    prices = [column for name, column in columns.items() if name != "volume"]
    point = _example(columns.values(), _DECIMAL_POINT, ".") or _example(columns.values(), _GROUPED_COMMAS, ",")
    comma = _example(columns.values(), _DECIMAL_COMMA, ",")
    if point and comma:
        raise UnreadableFile(
            f'its numbers have decimal points in one place ("{point}") and decimal commas in another ("{comma}"), '
            "so export it again with decimal points"
        )
    destroyed = _example(columns.values(), _GROUPED_POINTS, ".")
    if destroyed and not comma:
        raise UnreadableFile(
            f'its numbers ("{destroyed}") were destroyed by a spreadsheet that took decimal points for thousands, '
            "so download the file again and do not open it in the spreadsheet"
        )
    if comma:
        return ","
    if not point and (either := _example(prices, _EITHER, ",")):
        raise UnreadableFile(
            f'its prices ("{either}") may have a decimal comma or a thousands comma and nothing in the file decides, '
            "so export it again with decimal points"
        )
    return "."


def _example(columns: Iterable[pa.Array], pattern: str, sign: str) -> str:
    """The first cell that matches; only cells with the sign are looked at, and the first few thousand before all others."""
    for column in columns:
        for some in (column.slice(0, SAMPLE), column.slice(SAMPLE)):
            held = some.filter(pc.match_substring(some, sign))
            at = pc.index(pc.match_substring_regex(held, pattern), True).as_py()
            if at >= 0:
                return excerpt(held[at].as_py())
    return ""


def _parsed(name: str, bare: pa.Array, style: str) -> FloatArray:
    grouping, grouped = (",", _GROUPED_BY_COMMAS) if style == "." else (".", _GROUPED_BY_POINTS)
    joined = pc.replace_substring(bare, grouping, "")
    text = pc.if_else(pc.match_substring_regex(bare, grouped), joined, bare)
    if style == ",":
        text = pc.replace_substring(text, ",", ".")
    numbers = _cast(text)
    if numbers is None:
        plain = pc.match_substring_regex(text, _PLAIN)
        numbers = pc.if_else(plain, text, pa.scalar(None, text.type)).cast(pa.float64())
    strangers = pc.and_(pc.is_null(numbers), pc.is_valid(bare))
    if 2 * (pc.sum(strangers).as_py() or 0) > len(bare) - bare.null_count:
        shown = excerpt(bare[pc.index(strangers, True).as_py()].as_py())
        raise UnreadableFile(f'its {name} column holds no numbers ("{shown}"), so it cannot be read as bars')
    return as_floats(numbers)
