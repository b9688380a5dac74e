"""Which column is what: recognised by its name in any vendor's spelling, never by its position."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from dashboard.errors import UnreadableFile
from dashboard.market.sources.files.content import excerpt

ALIASES: dict[str, tuple[str, ...]] = {  # the first that a file has is taken
    "date": (
        "date",
        "mtimestamp",  # NSE's interface: the session's own day, where its TIMESTAMP is the evening before in UTC
        "chtimestamp",
        "tradedate",
        "tradingdate",
        "tradingday",
        "sessiondate",
        "session",
        "day",
        "timestamp",
        "datetime",
        "time",
    ),
    "symbol": ("symbol", "ticker", "tradingsymbol", "chsymbol", "name"),
    "open": ("open", "openprice", "openingprice", "chopeningprice"),
    "high": ("high", "highprice", "highestprice", "chtradehighprice"),
    "low": ("low", "lowprice", "lowestprice", "chtradelowprice"),
    "close": ("close", "closeprice", "closingprice", "closelast", "chclosingprice", "price"),
    "adj_close": ("adjclose", "adjustedclose", "adjcloseprice", "adjustedcloseprice", "closeadj", "closeadjusted"),
    "volume": ("volume", "vol", "tradedvolume", "sharestraded", "totaltradedquantity", "tottrdqty", "chtottradedqty"),
}
NAMELESS = ("", "unnamed0", "index")  # how an index without a name is saved; whether it holds dates, its dates tell
VALUE_FIELDS = ("open", "high", "low", "close", "adj_close", "volume")

_ORDINAL = re.compile(r"^\d+\.\s")  # Alpha Vantage's "5. adjusted close"
_PAIR = re.compile(r"""^\(\s*['"](.*?)['"]\s*,\s*['"](.*?)['"]\s*\)$""")  # pandas' "('Close', 'SPY')"


@dataclass(frozen=True, slots=True)
class Block:
    """The value columns of one symbol: field -> column index. symbol is None where a column or the file's name says it."""

    values: dict[str, int]
    symbol: str | None = None


@dataclass(frozen=True, slots=True)
class Layout:
    """Column indices of one file. Several blocks stand side by side where each ticker has columns of its own (yfinance)."""

    date: int
    symbol: int | None
    blocks: tuple[Block, ...]
    stooq: bool = False
    named: bool = False  # the symbol comes from a column called Name, which may hold company names instead


def plain(cell: str) -> str:
    """A column's name without case, blanks, brackets and punctuation: `<DATE>`, `Adj. Close` and `adj_close` made equal."""
    return re.sub(r"[^a-z0-9%]", "", _ORDINAL.sub("", cell.strip()).lower())


def recognise(cells: Sequence[str]) -> Layout | None:
    """The layout of a header, None when it lacks a date or a close. UnreadableFile when two columns claim one name."""
    names = [plain(cell) for cell in cells]
    date = _find("date", names, cells)
    if date is None and "close" in names and names[0] in NAMELESS:
        date = 0
    if date is None:
        return None
    found = {field: _find(field, names, cells) for field in (*VALUE_FIELDS, "symbol")}
    if found["close"] is None:
        return _side_by_side(date, _paired(cells))
    symbol = found["symbol"]
    return Layout(
        date=date,
        symbol=symbol,
        blocks=(Block({field: at for field in VALUE_FIELDS if (at := found[field]) is not None}),),
        stooq=any(cell.strip().upper() == "<TICKER>" for cell in cells),
        named=symbol is not None and names[symbol] == "name",
    )


def recognise_stacked(first: Sequence[str], second: Sequence[str], third: Sequence[str]) -> Layout | None:
    """The layout of yfinance's three header lines: field names and tickers, either above the other, then `Date,,,`."""
    if not names_the_index(third):
        return None
    fields, tickers = (first, second) if _fields_in(first) >= _fields_in(second) else (second, first)
    tickers = [*tickers, *[""] * (len(fields) - len(tickers))]
    stacked = [_Column(at, fields[at], tickers[at]) for at in range(1, len(fields)) if not _pair(fields[at])]
    return _side_by_side(0, [*stacked, *_paired(fields)])


def names_the_index(cells: Sequence[str]) -> bool:
    """Whether a line says `Date` and nothing else: the line that pandas puts below the header for its index."""
    return plain(cells[0]) in ALIASES["date"] and not any(cell.strip() for cell in cells[1:])


def missing(cells: Sequence[str]) -> str:
    """The sentence for a first line that is no header of bars: what it holds and what it lacks."""
    names = [plain(cell) for cell in cells]
    lacks = [field for field in ("date", "close") if not any(alias in names for alias in ALIASES[field])]
    if len(lacks) == 1 and len(cells) > 1:
        listed = excerpt(", ".join(cell.strip() for cell in cells if cell.strip()))
        return f"it has no {lacks[0]} column (its columns are {listed}), so it cannot be read as bars"
    line = excerpt(", ".join(cells))
    return f'its first line "{line}" names no date and no close column, so it cannot be read as bars; name the columns'


def _find(field: str, names: Sequence[str], cells: Sequence[str]) -> int | None:
    for alias in ALIASES[field]:
        at = [index for index, name in enumerate(names) if name == alias]
        if len(at) > 1:
            raise UnreadableFile(f'it has {len(at)} columns named "{excerpt(cells[at[0]])}", so delete the wrong one')
        if at:
            return at[0]
    return None


def _field(cell: str) -> str | None:
    name = plain(cell)
    return next((field for field in VALUE_FIELDS if name in ALIASES[field]), None)


def _fields_in(cells: Sequence[str]) -> int:
    return sum(_field(cell) is not None or _pair(cell) is not None for cell in cells[1:])


@dataclass(frozen=True, slots=True)
class _Column:
    at: int
    name: str
    ticker: str
    paired: bool = False


def _pair(cell: str) -> tuple[str, str] | None:
    """The field and the ticker of a column named by a pair, whichever comes first."""
    match = _PAIR.match(cell.strip())
    if not match:
        return None
    one, other = match.groups()
    return (one, other) if _field(one) else (other, one)


def _paired(cells: Sequence[str]) -> list[_Column]:
    return [_Column(at, *pair, paired=True) for at, cell in enumerate(cells) if (pair := _pair(cell)) is not None]


def _side_by_side(date: int, columns: Sequence[_Column]) -> Layout | None:
    """One block for each ticker, and one more for each dump that was appended to the side of another."""
    blocks: list[Block] = []
    latest: dict[tuple[str, bool], Block] = {}
    for column in columns:
        field = _field(column.name)
        if field is None or not column.ticker.strip():
            continue
        key = (column.ticker, column.paired)
        if key not in latest or field in latest[key].values:
            latest[key] = Block({}, column.ticker)
            blocks.append(latest[key])
        latest[key].values[field] = column.at
    complete = tuple(block for block in blocks if "close" in block.values)
    return Layout(date=date, symbol=None, blocks=complete) if complete else None
