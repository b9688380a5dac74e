"""The last step of every layout: columns as they were read become Bars."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from dashboard.errors import UnreadableFile
from dashboard.market.bars import VALUE_COLUMNS, Bars, FloatArray, IntArray, SessionArray
from dashboard.market.sources.files.columns import Layout
from dashboard.market.sources.files.dates import FIRST_YEAR, LAST_YEAR, sessions_of
from dashboard.market.sources.files.numbers import floats_of
from dashboard.market.sources.files.symbols import clean, codes_of, in_order_of_appearance, names_companies

_ISO_DAY = r"^\d{4}-\d{2}-\d{2}([T ]00:00:00(\.0+)?([+-]\d{2}:?\d{2}|Z)?)?$"
_FIRST = np.datetime64(f"{FIRST_YEAR}-01-01")
_LAST = np.datetime64(f"{LAST_YEAR}-12-31")
_NEVER = np.iinfo(np.int64).min  # what numpy stores for NaT


@dataclass(frozen=True, slots=True)
class Columns:
    """One file's columns as they were read, all of length R: Arrow arrays by column index, and each row's line (int64 [R])."""

    arrays: Mapping[int, pa.Array]
    line: IntArray


def bars_of(columns: Columns, layout: Layout, file_symbol: str) -> Bars:
    """The file's rows as Bars, in file order. UnreadableFile when dates, numbers or symbols cannot be told."""
    blocks = [floats_of({field: columns.arrays[at] for field, at in block.values.items()}) for block in layout.blocks]
    _refuse_priceless(blocks)
    session = _sessions(columns.arrays[layout.date])
    if layout.blocks[0].symbol is not None:
        return _side_by_side([block.symbol or "" for block in layout.blocks], blocks, session, columns.line)
    symbols, code = _symbols(columns, layout, file_symbol)
    return _bars(symbols, code, session, blocks[0], columns.line)


def _bars(
    symbols: tuple[str, ...], code: IntArray, session: SessionArray, values: Mapping[str, FloatArray], line: IntArray
) -> Bars:
    nothing = [name for name in VALUE_COLUMNS if name not in values]
    absent = {name: np.full(len(code), np.nan) for name in nothing}
    return Bars(symbols=symbols, code=code, session=session, line=line, **{**values, **absent})


def _side_by_side(
    tickers: Sequence[str], blocks: Sequence[Mapping[str, FloatArray]], session: SessionArray, line: IntArray
) -> Bars:
    """Tickers beside each other in one file become rows below each other; a ticker that is empty on a line has no bar there."""
    held = [np.flatnonzero(~np.all([np.isnan(values) for values in block.values()], axis=0)) for block in blocks]
    row = np.concatenate(held)
    order = np.argsort(row, kind="stable")
    ticker = np.repeat(np.arange(len(blocks)), [len(rows) for rows in held])[order]
    symbols, code = in_order_of_appearance([clean(ticker) for ticker in tickers], ticker)
    nothing = np.full(len(session), np.nan)
    values = {
        name: np.concatenate([block.get(name, nothing)[rows] for block, rows in zip(blocks, held, strict=True)])[order]
        for name in VALUE_COLUMNS
    }
    return _bars(symbols, code, session[row[order]], values, line[row[order]])


def _refuse_priceless(blocks: Sequence[Mapping[str, FloatArray]]) -> None:
    if all(np.isnan(block["close"]).all() for block in blocks):
        raise UnreadableFile("its close column is empty, so there is nothing to read")


def _symbols(columns: Columns, layout: Layout, file_symbol: str) -> tuple[tuple[str, ...], IntArray]:
    alone = (file_symbol,), np.zeros(len(columns.line), dtype=np.int64)
    if layout.symbol is None:
        return alone
    column = columns.arrays[layout.symbol]
    symbols, code = codes_of(column, layout.stooq)
    if symbols == ("",):
        return alone
    if not (layout.named and names_companies(column)):
        return symbols, code
    if len(symbols) > 1:
        raise UnreadableFile("its Name column holds company names instead of symbols, so add a symbol column")
    return alone


def _sessions(column: pa.Array) -> SessionArray:
    """datetime64[D] of a date column of whatever type, NaT where it holds no date. UnreadableFile when most hold none."""
    if pa.types.is_date(column.type):
        days = _days(column.cast(pa.date32(), safe=False))
    else:
        encoded = column if pa.types.is_dictionary(column.type) else pc.dictionary_encode(column)
        distinct = np.append(_distinct_days(encoded.dictionary), np.datetime64("NaT"))
        days = distinct[np.asarray(encoded.indices.fill_null(-1).to_numpy(zero_copy_only=False), dtype=np.int64)]
    days = np.where((days >= _FIRST) & (days <= _LAST), days, np.datetime64("NaT"))
    if 2 * np.count_nonzero(np.isnat(days)) > len(days):
        raise UnreadableFile("most of its rows have no date, so it cannot be read as bars")
    return days


def _distinct_days(distinct: pa.Array) -> SessionArray:
    text = distinct.cast(pa.string())
    if pc.all(pc.match_substring_regex(text, _ISO_DAY)).as_py():
        try:
            return _days(pc.utf8_slice_codeunits(text, 0, 10).cast(pa.date32()))
        except pa.ArrowInvalid:
            pass  # a 30 February among them: read one by one below, and only its row gets NaT
    return sessions_of([str(value or "") for value in text.to_pylist()])


def _days(column: pa.Array) -> SessionArray:
    numbers = column.cast(pa.int32()).cast(pa.int64()).fill_null(_NEVER)
    return np.array(numbers, dtype=np.int64).view("datetime64[D]")
