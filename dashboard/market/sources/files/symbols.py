"""Which symbol a bar belongs to: from a column, else from the file's name, without what vendors hang on it.

`NYSE:LMT` is LMT; Stooq's `AAPL.US` is AAPL, because `.US` is Stooq's own mark, while `ACA.PA` and `BRK.B` elsewhere stay as
they are; `RELIANCE_day.csv`, `AAPL_data.csv`, `DA-NFLX-T-2021-04-21.csv` and `AAPL Historical Data.csv` name RELIANCE, AAPL,
NFLX and AAPL; a file name all in small letters is put in capitals.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from dashboard.errors import UnreadableFile
from dashboard.market.bars import IntArray
from dashboard.market.sources.files.content import excerpt

LONGEST = 64  # characters; longer ones are sentences that stand in the wrong column

_SUFFIXES = {".csv", ".txt", ".tsv", ".gz", ".parquet", ".pq"}
_EXCHANGE = re.compile(r"^(?:[A-Z]{2,8}:)+(?=.)")
_STOOQ = re.compile(r"(?<=.)\.US$", re.IGNORECASE)
_ALPHA_VANTAGE = re.compile(r"^DA-(.+?)(?:-T-\d{4}-\d{2}-\d{2})?$")
_TAIL = re.compile(
    r"[ _-](?:day|daily|data|1d|eod|ohlcv?|historical data|stock data|stock price history)$", re.IGNORECASE
)
_SPAN = re.compile(r"[ _-](?:19|20)\d{2}(?:[_-]?\d{2}[_-]?\d{2}|H[12]|Q[1-4])?$")


def symbol_of_file(path: Path) -> str:
    """The symbol that a file's name tells."""
    name = path.name
    while Path(name).suffix.lower() in _SUFFIXES and Path(name).stem:
        name = Path(name).stem
    bare = _unhung(name.strip()) or name
    return clean(bare.upper() if bare.islower() else bare)


def _unhung(name: str) -> str:
    if match := _ALPHA_VANTAGE.match(name):
        name = match[1]
    while (shorter := _SPAN.sub("", _TAIL.sub("", name))) != name:
        name = shorter
    return name


def clean(symbol: str, stooq: bool = False) -> str:
    """A symbol as a column has it, without blanks around it, exchange prefixes and Stooq's mark."""
    bare = _EXCHANGE.sub("", symbol.strip())
    return _STOOQ.sub("", bare) if stooq else bare


def codes_of(column: pa.Array, stooq: bool) -> tuple[tuple[str, ...], IntArray]:
    """The distinct symbols in order of first appearance and the row's index into them: int64 [R].

    A row without a symbol takes the file's only one, or "" where the file has several. UnreadableFile when a "symbol" is no
    symbol at all.
    """
    encoded = column if pa.types.is_dictionary(column.type) else pc.dictionary_encode(column)
    written = np.asarray(encoded.indices.fill_null(-1).to_numpy(zero_copy_only=False), dtype=np.int64)
    names = [clean(str(name or ""), stooq) for name in encoded.dictionary.to_pylist()]
    names.append("")  # index -1
    only = set(names) - {""}
    if len(only) == 1:
        names = [next(iter(only))] * len(names)
    return in_order_of_appearance(names, written)


def in_order_of_appearance(names: Sequence[str], written: IntArray) -> tuple[tuple[str, ...], IntArray]:
    """The names that occur, in the order in which the rows bring them up, and every row's index into them: int64 [R].

    names: what the rows' indices `written` (int64 [R]) point to; it may hold one name several times.
    """
    place = {name: index for index, name in enumerate(dict.fromkeys(names))}
    code = np.array([place[name] for name in names], dtype=np.int64)[written]
    first = np.full(len(place), len(code))
    first[code[::-1]] = np.arange(len(code))[::-1]  # the last assignment stands, which is the first row
    order = np.argsort(first, kind="stable")[: np.count_nonzero(first < len(code))]
    symbols = tuple(list(place)[index] for index in order)
    if long := next((symbol for symbol in symbols if len(symbol) > LONGEST), None):
        raise UnreadableFile(f'its symbol column holds "{excerpt(long)}", so it cannot be a symbol column')
    rank = np.zeros(len(place), dtype=np.int64)
    rank[order] = np.arange(len(order))
    return symbols, rank[code]


def names_companies(column: pa.Array) -> bool:
    """Whether a column called Name holds company names ("Apple Inc.") rather than symbols."""
    encoded = column if pa.types.is_dictionary(column.type) else pc.dictionary_encode(column)
    return any(" " in str(name or "").strip() for name in encoded.dictionary.to_pylist())
