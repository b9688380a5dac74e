"""Putting a file's rows in order, in handfuls of symbols, and what came of them back together."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import fields, replace

import numpy as np

from dashboard.market.bars import Bars, IntArray, Quarantined
from dashboard.market.quality.docket import BoolArray, Docket, Entry

HANDFUL = (
    32_000  # rows: arrays of this size stay in the cache, and no single call on them holds the interpreter for long
)
COLUMNS = tuple(field.name for field in fields(Bars) if field.name != "symbols")


def in_order(bars: Bars) -> tuple[Bars, IntArray]:
    """The rows by symbol (by name), session and place in the file, `symbols` sorted too; and where each row came from."""
    names = sorted(bars.symbols)
    place_of = {symbol: place for place, symbol in enumerate(names)}
    rank = np.array([place_of[symbol] for symbol in bars.symbols], dtype=np.int64)
    code = rank[bars.code] if len(bars) else bars.code
    key = (code << 32) + np.clip(bars.session.astype(np.int64), -(2**31), 2**31 - 1)
    ordered = replace(bars, symbols=tuple(names), code=code)
    if bool(np.all(key[1:] >= key[:-1])):
        return ordered, np.arange(len(bars))
    order = np.argsort(key, kind="stable")
    return ordered.take(order), order


def with_context(bars: Bars, context: Bars | None) -> tuple[Bars, BoolArray]:
    """The file's rows and, of its symbols, the stored bars it does not deliver anew; and which rows are the file's."""
    if context is None or not len(context):
        return bars, np.ones(len(bars), dtype=bool)
    known = {symbol: code for code, symbol in enumerate(bars.symbols)}
    recode = np.array([known.get(symbol, -1) for symbol in context.symbols], dtype=np.int64)
    mine = context.take(recode[context.code] >= 0)
    mine = replace(mine, symbols=bars.symbols, code=recode[mine.code])
    mine = mine.take(~np.isin(_keys(mine), _keys(bars)))
    return joined(bars.symbols, [mine, bars]), np.arange(len(mine) + len(bars)) >= len(mine)


def _keys(bars: Bars) -> IntArray:
    return (bars.code << 32) + np.clip(bars.session.astype(np.int64), -(2**31), 2**31 - 1)


def handfuls(bars: Bars) -> Iterator[tuple[int, int, int, int]]:
    """First and last (exclusive) row, then first and last (exclusive) symbol, of each handful of ordered rows."""
    first_row = np.append(np.searchsorted(bars.code, np.arange(len(bars.symbols))), len(bars)).tolist()
    begin = 0
    for symbol in range(1, len(first_row)):
        if first_row[symbol] - first_row[begin] >= HANDFUL or symbol == len(first_row) - 1:
            yield first_row[begin], first_row[symbol], begin, symbol
            begin = symbol


def part(bars: Bars, begin: int, end: int, first_symbol: int, last_symbol: int) -> Bars:
    """The rows begin..end-1 (views) with only the symbols they speak of."""
    columns = {name: getattr(bars, name)[begin:end] for name in COLUMNS}
    columns["code"] = columns["code"] - first_symbol
    return Bars(symbols=bars.symbols[first_symbol:last_symbol], **columns)


def joined(symbols: tuple[str, ...], parts: Sequence[Bars]) -> Bars:
    """The parts' rows one after another; their codes already speak of `symbols`."""
    return Bars(symbols=symbols, **{name: np.concatenate([getattr(p, name) for p in parts]) for name in COLUMNS})


def clean_bars(dockets: Sequence[Docket]) -> Bars:
    """All the bars that stand, by symbol and session, with only the symbols that have any."""
    names: list[str] = []
    parts = [no_bars()]
    for docket in dockets:
        bars = docket.clean()
        has_bars = np.bincount(bars.code, minlength=len(bars.symbols)) > 0
        recode = np.cumsum(has_bars) - 1 + len(names)
        names.extend(symbol for symbol, has in zip(bars.symbols, has_bars.tolist(), strict=True) if has)
        parts.append(replace(bars, code=recode[bars.code]))
    return joined(tuple(names), parts)


def quarantined(symbols: tuple[str, ...], dockets: Sequence[Docket]) -> Quarantined:
    """All rows kept aside, as read, in the order of the file's lines."""
    parts, entries, offset = [no_bars()], list[Entry](), 0
    for docket in dockets:
        for entry in docket.standing_entries():
            rows = docket.bars.take(entry.rows)
            parts.append(replace(rows, symbols=symbols, code=rows.code + offset))
            entries.append(entry)
        offset += len(docket.bars.symbols)
    bars = joined(symbols, parts)
    reason = np.array([entry.reason for entry in entries for _ in range(len(entry.rows))], dtype=object)
    detail = np.array([phrase for entry in entries for phrase in entry.details], dtype=object)
    order = np.argsort(bars.line, kind="stable")
    return Quarantined(bars=bars.take(order), reason=reason[order], detail=detail[order])


def no_bars() -> Bars:
    """No rows, of no symbol."""
    nothing = np.empty(0)
    whole = nothing.astype(np.int64)
    return Bars(
        symbols=(),
        code=whole,
        session=nothing.astype("datetime64[D]"),
        open=nothing,
        high=nothing,
        low=nothing,
        close=nothing,
        adj_close=nothing,
        volume=nothing,
        line=whole,
    )
