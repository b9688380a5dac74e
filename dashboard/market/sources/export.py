"""Writing a market folder that imports back bit for bit: market.toml, universe.csv, and all bars in one Parquet file."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from dashboard.errors import BadMarketFolder
from dashboard.market.bars import VALUE_COLUMNS, Bars
from dashboard.market.market_toml import MARKET_FILE, market_toml
from dashboard.market.panel import Instrument, Market
from dashboard.market.universe_csv import UNIVERSE_FILE, universe_csv

BARS_FILE = "bars.parquet"
PARTIAL = ".partial"  # behind a file's name until it is complete, so that a folder never holds half a file
SCHEMA = pa.schema(
    [
        ("date", pa.date32()),
        ("symbol", pa.dictionary(pa.int32(), pa.string())),
        *((name, pa.float64()) for name in VALUE_COLUMNS),
    ]
)


def export_folder(
    path: Path, market: Market, instruments: Iterable[Instrument], bars: Iterable[Bars]
) -> tuple[Path, ...]:
    """Write a market folder of some Bars, one after the other; the files written. Prices are kept to the last bit, NaN as NaN.

    An earlier export is replaced. BadMarketFolder when the path is a file or a folder that holds anything else, or cannot be
    written.
    """
    try:
        _refuse_occupied(path)
        path.mkdir(parents=True, exist_ok=True)
        return (
            _write_text(path / MARKET_FILE, market_toml(market)),
            _write_text(path / UNIVERSE_FILE, universe_csv(instruments)),
            _write_bars(path / BARS_FILE, bars),
        )
    except (OSError, UnicodeEncodeError) as error:
        reason = getattr(error, "strerror", None) or "a name that is no text"
        raise BadMarketFolder(f"the market folder cannot be written ({reason}), so it is not complete") from error


def _refuse_occupied(path: Path) -> None:
    if path.is_file():
        raise BadMarketFolder(f"{path.name!r} is a file, so name a new or empty folder")
    ours = {name for file in (MARKET_FILE, UNIVERSE_FILE, BARS_FILE) for name in (file, file + PARTIAL)}
    if path.is_dir() and (strange := sorted(entry.name for entry in path.iterdir() if entry.name not in ours)):
        raise BadMarketFolder(f"{path.name!r} already holds {strange[0]!r}, so name a new or empty folder")


def _write_text(file: Path, text: str) -> Path:
    partial = file.with_name(file.name + PARTIAL)
    partial.write_bytes(text.encode())
    return partial.replace(file)


def _write_bars(file: Path, bars: Iterable[Bars]) -> Path:
    partial = file.with_name(file.name + PARTIAL)
    with pq.ParquetWriter(partial, SCHEMA, compression="zstd") as writer:
        for some in bars:
            if len(some):
                writer.write_table(_table(some))
    return partial.replace(file)


def _table(bars: Bars) -> pa.Table:
    symbol = pa.DictionaryArray.from_arrays(pa.array(bars.code.astype(np.int32)), pa.array(bars.symbols, pa.string()))
    values = [pa.array(getattr(bars, name)) for name in VALUE_COLUMNS]
    return pa.Table.from_arrays([pa.array(bars.session, pa.date32()), symbol, *values], schema=SCHEMA)
