"""A market folder: market.toml says which market it is, universe.csv which symbols, and the bar files are found beside them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from dashboard.errors import BadMarketFolder
from dashboard.market.market_toml import MARKET_FILE, read_market
from dashboard.market.panel import Instrument, Kind, Market
from dashboard.market.universe_csv import UNIVERSE_FILE, read_universe

BAR_SUFFIXES = (".csv", ".txt", ".tsv", ".parquet", ".pq")
WORKBOOKS = (".xlsx", ".xls")  # not readable as bars, but refused by a sentence instead of overlooked
OTHER_FILES = {UNIVERSE_FILE, "readme.txt", "index.txt", "license.txt"}
SCANS_FOLDER = "scans"

# What the trader and brokers call files of trades: trades.csv, holdings 2018.xlsx, tradebook-AB1234-EQ.csv, taxpnl-AB1234-….xlsx,
# U1234567_2018.csv (Interactive Brokers), Individual_XXX178_Transactions_….csv (Schwab).
_BOOK = re.compile(
    r"(?:trades|holdings|tradebook)(?:[-_ .].*)?\.(?:csv|xlsx)|(?:tax)?pnl-.*\.xlsx|u\d{6,9}(?:[-_.].*)?\.csv|.*_transactions_.*\.csv",
    re.IGNORECASE,
)
_SCAN = re.compile(r"(long|short)_reversal_(daily|hourly)_", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class MarketFolder:
    """A folder ready to be imported. files are the bar files, sorted; notes say in sentences what was assumed."""

    path: Path
    market: Market
    instruments: tuple[Instrument, ...]
    files: tuple[Path, ...]
    notes: tuple[str, ...] = ()


def open_folder(path: Path) -> MarketFolder:
    """The market folder at `path`, or a single bar file as a folder of one, with the market.toml beside it if there is one.

    BadMarketFolder when there is nothing there, nothing to import, or market.toml or universe.csv make no sense.
    """
    if path.is_file():
        return _opened(path, path.parent, _stem(path), (path,))
    if not path.is_dir():
        raise BadMarketFolder(f"there is no folder or file {path.name!r}, so nothing was imported")
    files = bar_files(path)
    if not files:
        raise BadMarketFolder(
            f"{path.name!r} holds no bar files (CSV, gzipped CSV or Parquet), so there is nothing to import"
        )
    return _opened(path, path, path.resolve().name or "market", files)


def bar_files(folder: Path) -> tuple[Path, ...]:
    """The files of a folder and of its subfolders that are to be read as bars, sorted. Other markets' subfolders are left out."""
    try:
        subfolders = [entry for entry in folder.iterdir() if entry.is_dir() and _holds_bars_of_this_market(entry)]
        places = [folder, *subfolders]
        return tuple(
            sorted(file for place in places for file in place.iterdir() if file.is_file() and _is_bar_file(file))
        )
    except OSError as error:
        raise BadMarketFolder(f"the folder cannot be listed ({error.strerror}), so nothing was imported") from error


def book_files(folder: Path) -> tuple[Path, ...]:
    """The files of a folder that are to be read as trades or holdings, told by their names, sorted; none of its subfolders'."""
    if not folder.is_dir():
        return ()
    try:
        return tuple(sorted(file for file in folder.iterdir() if file.is_file() and _is_book_file(file.name)))
    except OSError as error:
        raise BadMarketFolder(f"the folder cannot be listed ({error.strerror}), so nothing was imported") from error


def _is_book_file(name: str) -> bool:
    return _BOOK.fullmatch(name) is not None and not name.startswith((".", "~"))


def _holds_bars_of_this_market(subfolder: Path) -> bool:
    hidden = subfolder.name.startswith((".", "__"))
    return not hidden and subfolder.name.lower() != SCANS_FOLDER and not (subfolder / MARKET_FILE).exists()


def _is_bar_file(file: Path) -> bool:
    name = file.name.lower()
    if name.startswith((".", "~", "reference-")) or name in OTHER_FILES or _SCAN.match(name) or _is_book_file(name):
        return False
    return name.removesuffix(".gz").endswith(BAR_SUFFIXES + WORKBOOKS)


def _stem(file: Path) -> str:
    return file.name.split(".")[0] or file.name


def _opened(path: Path, folder: Path, name: str, files: tuple[Path, ...]) -> MarketFolder:
    market, notes = read_market(folder / MARKET_FILE, name)
    listed = read_universe(folder / UNIVERSE_FILE, market)
    if listed is None:
        note = f"There is no {UNIVERSE_FILE}: every other symbol in the bars is taken for a stock without a sector."
        notes = (*notes, note)
    return MarketFolder(path, market, _with_indices(listed or (), market), files, notes)


def _with_indices(listed: Sequence[Instrument], market: Market) -> tuple[Instrument, ...]:
    """The listed instruments, and those that only market.toml names."""
    told: dict[str, Kind] = dict.fromkeys(market.indices, "index")
    if market.volatility is not None:
        told[market.volatility] = "volatility"
    if market.benchmark is not None:
        told.setdefault(market.benchmark, "index")
    known = {instrument.symbol for instrument in listed}
    return (*listed, *(Instrument(symbol=symbol, kind=kind) for symbol, kind in told.items() if symbol not in known))
