"""Bars for the quality tests: rows typed by hand, quiet stocks to put errors into, and a calendar of weekdays."""

from __future__ import annotations

from dataclasses import fields, replace

import numpy as np

from dashboard.market.bars import VALUE_COLUMNS, Bars, Quarantined
from dashboard.market.panel import Kind
from dashboard.market.quality import NOTED, check

NAN = float("nan")
TODAY = np.datetime64("2019-12-31")


class Weekdays:
    """Every Monday to Friday is a session, but for the holidays given."""

    def __init__(self, *holidays: str) -> None:
        self.holidays = np.array(holidays, dtype="datetime64[D]")

    def holds(self, days):  # type: ignore[no-untyped-def]
        return np.is_busday(days) & ~np.isin(days, self.holidays)


def rows(*given: tuple[object, ...]) -> Bars:
    """Bars from (symbol, day, open, high, low, close[, volume[, adj_close]]) in the order given; volume 1000 if left out."""
    symbols = tuple(dict.fromkeys(str(row[0]) for row in given))
    filled = [(*row, *(1000.0, NAN)[len(row) - 6 :]) if len(row) < 8 else row for row in given]
    columns = [np.array([row[place] for row in filled], dtype=np.float64) for place in range(2, 8)]
    return Bars(
        symbols,
        np.array([symbols.index(str(row[0])) for row in given], dtype=np.int64),
        np.array([row[1] for row in given], dtype="datetime64[D]"),
        *columns[:4],
        adj_close=columns[5],
        volume=columns[4],
        line=np.arange(2, len(given) + 2),
    )


def quiet(
    symbol: str = "A", sessions: int = 300, first: str = "2018-01-02", seed: int = 1, close: float = 100.0
) -> Bars:
    """A stock that moves about 1 % a day on about a million shares, every weekday from `first`."""
    draw = np.random.default_rng(seed)
    days = np.busday_offset(first, np.arange(sessions), roll="forward").astype("datetime64[D]")
    closes = close * np.exp(np.cumsum(draw.normal(0, 0.01, sessions)))
    opens = np.concatenate([[close], closes[:-1]]) * np.exp(draw.normal(0, 0.003, sessions))
    high = np.maximum(opens, closes) * np.exp(np.abs(draw.normal(0, 0.004, sessions)))
    low = np.minimum(opens, closes) * np.exp(-np.abs(draw.normal(0, 0.004, sessions)))
    volume = np.round(1e6 * np.exp(draw.normal(0, 0.25, sessions)))
    none = np.full(sessions, NAN)
    code = np.zeros(sessions, dtype=np.int64)
    return Bars((symbol,), code, days, opens, high, low, closes, none, volume, np.arange(2, sessions + 2))


def together(*parts: Bars) -> Bars:
    """Several symbols' bars as one file's."""
    symbols = tuple(dict.fromkeys(symbol for part in parts for symbol in part.symbols))
    code = np.concatenate(
        [np.array([symbols.index(s) for s in part.symbols], dtype=np.int64)[part.code] for part in parts]
    )
    names = [field.name for field in fields(Bars) if field.name not in ("symbols", "code", "line")]
    columns = {name: np.concatenate([getattr(part, name) for part in parts]) for name in names}
    return Bars(symbols=symbols, code=code, line=np.arange(2, len(code) + 2), **columns)


def changed(bars: Bars, row: int | slice, **values: float) -> Bars:
    """The bars with some values of a row (or rows) replaced."""
    columns = {name: getattr(bars, name).copy() for name in values}
    for name, value in values.items():
        columns[name][row] = value
    return replace(bars, **columns)


def scaled(bars: Bars, row: int | slice, factor: float, shares: float | None = None) -> Bars:
    """The bars with the four prices of some rows times `factor`, and their volume divided by it (or times `shares`)."""
    columns = {name: getattr(bars, name).copy() for name in ("open", "high", "low", "close", "volume")}
    for name in ("open", "high", "low", "close"):
        columns[name][row] *= factor
    columns["volume"][row] *= 1 / factor if shares is None else shares
    return replace(bars, **columns)


def judged(
    bars: Bars, *holidays: str, kinds: dict[str, Kind] | None = None, **more: object
) -> tuple[Bars, Quarantined]:
    """What the checks make of the bars, on a calendar of weekdays; whatever they say, no row may be lost."""
    clean, aside = check(bars, Weekdays(*holidays), TODAY, kinds or {}, **more)  # type: ignore[arg-type]
    taken = [line for line, reason in zip(aside.bars.line.tolist(), aside.reason, strict=True) if reason not in NOTED]
    assert sorted(clean.line.tolist() + taken) == sorted(bars.line.tolist())
    return clean, aside


def reasons(aside: Quarantined) -> dict[tuple[str, str], str]:
    """The reason of each row kept aside, by symbol and day."""
    names = [aside.bars.symbols[code] for code in aside.bars.code]
    return dict(zip(zip(names, aside.bars.session.astype(str).tolist(), strict=True), aside.reason, strict=True))


def counts(aside: Quarantined) -> dict[str, int]:
    """How many rows are kept aside for each reason."""
    names, numbers = np.unique(aside.reason.astype(str), return_counts=True)
    return dict(zip(names.tolist(), numbers.tolist(), strict=True))


def values(bars: Bars, row: int) -> dict[str, float]:
    """One row's values by column."""
    return {name: float(getattr(bars, name)[row]) for name in VALUE_COLUMNS}
