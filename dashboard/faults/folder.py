"""The market that faults are tried on: a folder of half a dozen made-up symbols, small enough to be taken in within a second."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from dashboard.market.bars import FloatArray, SessionArray

SYMBOLS = tuple(f"{letter * 3}" for letter in "ABCDE")
BENCHMARK = "^IDX"
HEADER = "Date,Open,High,Low,Close,Volume\n"
TOML = f'name = "Trial"\ncalendar = "XNYS"\nbenchmark = "{BENCHMARK}"\nindices = ["{BENCHMARK}"]\n'
DAILY_MOVE = 0.012


def rows(symbol: str, sessions: SessionArray) -> tuple[FloatArray, FloatArray]:
    """Open, high, low and close [T, 4] in cents and volume [T], seeded by the symbol; more sessions continue the same rows."""
    draws = np.random.default_rng(list(symbol.encode())).normal(size=(len(sessions), 3))
    close = np.round(50 * np.exp(np.cumsum(DAILY_MOVE * draws[:, 0])), 2)
    opened = np.round(close * (1 + 0.004 * draws[:, 1]), 2)
    high, low = np.maximum(opened, close) + 0.31, np.minimum(opened, close) - 0.27
    return np.round(np.stack([opened, high, low, close], axis=1), 2), np.round(1e6 + 9e4 * draws[:, 2])


def lines(symbol: str, sessions: SessionArray) -> str:
    """One symbol's file."""
    prices, volume = rows(symbol, sessions)
    body = zip(np.datetime_as_string(sessions, unit="D"), prices.tolist(), volume.tolist(), strict=True)
    return HEADER + "".join(f"{day},{o},{h},{low},{c},{v:.0f}\n" for day, (o, h, low, c), v in body)


def write(path: Path, sessions: SessionArray, symbols: Sequence[str] = (BENCHMARK, *SYMBOLS)) -> None:
    """The market folder, or only some of its files anew."""
    path.mkdir(parents=True, exist_ok=True)
    (path / "market.toml").write_text(TOML)
    for symbol in symbols:
        (path / f"{symbol}.csv").write_text(lines(symbol, sessions))
