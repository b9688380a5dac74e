"""universe.csv: which symbols a market has, read with a sentence for every line that makes no sense, and written."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np

from dashboard.errors import BadMarketFolder
from dashboard.market.market_toml import MARKET_FILE
from dashboard.market.panel import KINDS, Instrument, Kind, Market
from dashboard.market.text_file import read_text

UNIVERSE_FILE = "universe.csv"
COLUMNS = ("symbol", "name", "sector", "kind", "listed", "delisted")


def read_universe(file: Path, market: Market) -> tuple[Instrument, ...] | None:
    """The instruments of a universe.csv in its order; None where there is no such file.

    A kind that is left out is what market.toml says, else stock. BadMarketFolder names the line that makes no sense.
    """
    text = read_text(file)
    if text is None:
        return None
    try:
        instruments = tuple(_instrument(line, row, market) for line, row in _rows(text))
    except csv.Error as error:
        raise BadMarketFolder(f"{UNIVERSE_FILE} is not valid CSV ({error}), so nothing was imported") from error
    _refuse_twice(instruments)
    return instruments


def _rows(text: str) -> Iterator[tuple[int, dict[str, str]]]:
    """Every line that is not blank: its number and its cells by column name."""
    first = text.split("\n", 1)[0]
    semicolons = ";" in first and "," not in first  # what a European spreadsheet saves as CSV
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=";" if semicolons else ",")
    header = [cell.strip().lower() for cell in next(reader, [])]
    if "symbol" not in header:
        columns = ", ".join(header) or "none"
        raise BadMarketFolder(f"{UNIVERSE_FILE} has no symbol column (its columns are {columns}), so name one")
    for row in reader:
        if any(cell.strip() for cell in row):
            yield reader.line_num, dict(zip(header, row, strict=False))


def _instrument(line: int, row: Mapping[str, str], market: Market) -> Instrument:
    symbol = row.get("symbol", "").strip()
    if not symbol:
        raise BadMarketFolder(f"line {line} of {UNIVERSE_FILE} has no symbol, so name it or delete the line")
    listed, delisted = (_day(line, row, name) for name in ("listed", "delisted"))
    if listed is not None and delisted is not None and delisted < listed:
        raise BadMarketFolder(
            f"line {line} of {UNIVERSE_FILE} has {symbol} delisted before it was listed, so correct the dates"
        )
    return Instrument(
        symbol=symbol,
        name=row.get("name", "").strip(),
        kind=_kind(line, symbol, row.get("kind", "").strip().lower(), market),
        sector=row.get("sector", "").strip(),
        listed=listed,
        delisted=delisted,
    )


def _kind(line: int, symbol: str, written: str, market: Market) -> Kind:
    told = "volatility" if symbol == market.volatility else "index" if symbol in market.indices else None
    kind = written or told or "stock"
    if kind not in KINDS:
        raise BadMarketFolder(f"line {line} of {UNIVERSE_FILE} has the kind {kind!r}; the kinds are {', '.join(KINDS)}")
    if told is not None and kind != told:
        raise BadMarketFolder(
            f"{symbol} is of kind {kind} in {UNIVERSE_FILE} but {told} in {MARKET_FILE}, so correct one of them"
        )
    return kind


def _day(line: int, row: Mapping[str, str], name: str) -> np.datetime64 | None:
    written = row.get(name, "").strip()
    if not written:
        return None
    try:
        if re.fullmatch(r"\d{4}-\d{2}-\d{2}", written):
            return np.datetime64(written, "D")
    except ValueError:
        pass  # no such day: refused like any other text
    raise BadMarketFolder(f"line {line} of {UNIVERSE_FILE} has {name} = {written!r}; it must be a date as YYYY-MM-DD")


def _refuse_twice(instruments: Sequence[Instrument]) -> None:
    seen: set[str] = set()
    for instrument in instruments:
        if instrument.symbol in seen:
            raise BadMarketFolder(f"{UNIVERSE_FILE} lists {instrument.symbol} twice, so delete one of the lines")
        seen.add(instrument.symbol)


def universe_csv(instruments: Iterable[Instrument]) -> str:
    """The universe.csv that reads back as these instruments; listing dates only where any is known."""
    instruments = tuple(instruments)
    dated = any(i.listed is not None or i.delisted is not None for i in instruments)
    columns = COLUMNS if dated else COLUMNS[:4]
    text = io.StringIO(newline="")
    writer = csv.writer(text)  # its \r\n makes it quote a lone \r too, which \n alone would not
    writer.writerow(columns)
    writer.writerows(
        ["" if (value := getattr(i, name)) is None else str(value) for name in columns] for i in instruments
    )
    return text.getvalue()
