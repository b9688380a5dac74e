"""Yahoo's daily bars through yfinance (the extra `yahoo`), one symbol a request, with a pause between them.

Yahoo answers 200 with a web page, an empty frame or other columns as readily as with prices, so every answer is looked at: its columns, its
days, that its numbers are numbers. What is not believable is refused by one sentence; a 429 ends the round.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from dashboard.errors import RateLimited, SourceUnavailable
from dashboard.market.bars import Bars
from dashboard.market.panel import Instrument
from dashboard.market.sources.providers import Events, Fetched

if TYPE_CHECKING:
    import pandas as pd

COLUMNS = {"open": "Open", "high": "High", "low": "Low", "close": "Close", "adj_close": "Adj Close", "volume": "Volume"}
SUFFIXES = {
    "XNYS": "", "XNAS": "", "XBOM": ".BO", "XNSE": ".NS", "XLON": ".L", "XETR": ".DE", "XFRA": ".F", "XPAR": ".PA", "XAMS": ".AS",
    "XSWX": ".SW", "XMIL": ".MI", "XMAD": ".MC", "XTSE": ".TO", "XTKS": ".T", "XHKG": ".HK", "XASX": ".AX",
    "XKRX": ".KS", "XSES": ".SI", "BVMF": ".SA",
}  # fmt: skip
PAUSE_SECONDS = 0.3
TIMEOUT_SECONDS = 10
PATIENCE_SECONDS = 900.0  # what a 429 that names no time is taken to ask for
ONE_DAY = np.timedelta64(1, "D")
UNEXPECTED = (
    ValueError,
    KeyError,
    TypeError,
    AttributeError,
    IndexError,
)  # what yfinance raises on an answer that is no prices


class Yahoo:
    """Yahoo behind the protocol. cache: a folder for the time zones that yfinance remembers. wait: sleeps between requests.

    session: what yfinance asks through; None for its own. timeout: seconds that one answer may take.
    """

    key = "yahoo"
    title = "Yahoo"
    batch = 20

    def __init__(
        self,
        cache: Path,
        wait: Callable[[float], None] = time.sleep,
        *,
        session: Any = None,
        timeout: float = TIMEOUT_SECONDS,
    ) -> None:
        self._cache = cache
        self._wait = wait
        self._session = session
        self._timeout = timeout

    def fetch(
        self, instruments: Sequence[Instrument], calendar: str, first: np.datetime64, last: np.datetime64
    ) -> Fetched:
        """See `Provider.fetch`. A batch of which no symbol has an answer that makes sense is an outage."""
        bars: dict[str, Bars] = {}
        events: dict[str, Events] = {}
        refused: dict[str, str] = {}
        ask = self._asked(first, last)
        for place, instrument in enumerate(instruments):
            if place:
                self._wait(PAUSE_SECONDS)
            try:
                bars[instrument.symbol], events[instrument.symbol] = ask(instrument, calendar)
            except _NotPrices as error:
                refused[instrument.symbol] = str(error)
        if len(instruments) > 1 and not bars and any(error.startswith(NONSENSE) for error in refused.values()):
            raise SourceUnavailable(
                f"Yahoo has prices for none of {len(instruments)} symbols: {next(iter(refused.values()))}"
            )
        return Fetched(bars, events, refused)

    def _asked(self, first: np.datetime64, last: np.datetime64) -> Callable[[Instrument, str], tuple[Bars, Events]]:
        try:
            import yfinance
            from curl_cffi.requests.exceptions import HTTPError, RequestException
            from yfinance.exceptions import YFException, YFRateLimitError
        except ImportError:
            raise SourceUnavailable(
                "Yahoo needs yfinance, which is missing; run: pip install 'market-dashboard[yahoo]'."
            ) from None
        self._cache.mkdir(parents=True, exist_ok=True)
        yfinance.set_tz_cache_location(str(self._cache))
        yfinance.config.debug.hide_exceptions = False
        yfinance.data.YfData.cache_get.cache_clear()  # or a web page that came instead of prices would be its answer for good

        def ask(instrument: Instrument, calendar: str) -> tuple[Bars, Events]:
            name = ticker_of(instrument, calendar)
            try:
                frame = yfinance.Ticker(name, session=self._session).history(
                    start=str(first), end=str(last + ONE_DAY), interval="1d", auto_adjust=False, actions=True, timeout=self._timeout
                )  # fmt: skip
                return bars_of(frame, instrument.symbol), events_of(frame)
            except YFRateLimitError:
                raise RateLimited(LIMITED, PATIENCE_SECONDS) from None
            except YFException as error:
                raise _NotPrices(f"Yahoo has no prices of {name}: {_first_line(error)}") from error
            except HTTPError as error:
                raise _refusal(name, getattr(error.response, "status_code", 0)) from error
            except RequestException as error:
                raise SourceUnavailable(f"Yahoo cannot be reached: {_first_line(error)}") from error
            except UNEXPECTED as error:
                raise _NotPrices(f"{NONSENSE} about {name} that is no prices: {_first_line(error)}") from error

        return ask


NONSENSE = "Yahoo answered something"
LIMITED = "Yahoo asks to be left alone for a while (429)."


class _NotPrices(ValueError):
    """One symbol's answer is not believable; the sentence says why."""


def _refusal(name: str, status: int) -> Exception:
    """What an answer by a status alone means: the symbol is not known, or Yahoo itself is in trouble."""
    if status == 429:
        return RateLimited(LIMITED, PATIENCE_SECONDS)
    if 400 <= status < 500:
        return _NotPrices(f"Yahoo has no prices of {name}: it answers {status}.")
    return SourceUnavailable(f"Yahoo is in trouble: it answers {status}.")


def ticker_of(instrument: Instrument, calendar: str) -> str:
    """What Yahoo calls it: ^GSPC for an index, BRK-B for BRK.B, RELIANCE.NS for a stock of the exchange in Mumbai."""
    symbol = instrument.symbol
    if symbol.startswith("^") or instrument.kind != "stock":
        return f"^{symbol.lstrip('^')}"
    suffix = SUFFIXES.get(calendar, "")
    if suffix:
        return symbol if symbol.upper().endswith(suffix) else symbol + suffix
    return symbol.replace(".", "-")


def bars_of(frame: pd.DataFrame, symbol: str) -> Bars:
    """A frame of yfinance's as bars, days by the exchange's own clock. ValueError says what is wrong with it."""
    missing = [name for name in COLUMNS.values() if name not in frame.columns]
    if missing:
        raise ValueError(
            f"its columns are {', '.join(map(str, frame.columns)) or 'none'}, without {', '.join(missing)}"
        )
    if not len(frame):
        raise ValueError("it is empty")
    days = np.array([np.datetime64(moment.date(), "D") for moment in frame.index], dtype="datetime64[D]")
    if len(np.unique(days)) != len(days) or (np.diff(days) <= np.timedelta64(0)).any():
        raise ValueError("its days are not one row each, ascending")
    values: dict[str, Any] = {name: _numbers(frame[column]) for name, column in COLUMNS.items()}
    there = ~np.isnan(values["close"])
    count = np.arange(1, len(days) + 1)
    bars = Bars(symbols=(symbol,), code=np.zeros(len(days), dtype=np.int64), session=days, line=count, **values)
    return bars.take(there)


def events_of(frame: pd.DataFrame) -> Events:
    """Splits and dividends of a frame of yfinance's; none where it has no such columns."""
    splits, paid = frame.get("Stock Splits"), frame.get("Dividends")
    return Events(
        {}
        if splits is None
        else {_day(moment): float(ratio) for moment, ratio in splits.items() if ratio and ratio > 0},
        () if paid is None else tuple(_day(moment) for moment, amount in paid.items() if amount and amount > 0),
    )


def _numbers(column: Any) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    values = np.asarray(column, dtype=np.float64)
    if np.isinf(values).any():
        raise ValueError(f"{column.name} holds an infinite number")
    return values


def _day(moment: Any) -> np.datetime64:
    return np.datetime64(moment.date(), "D")


def _first_line(error: Exception) -> str:
    """The beginning of its message, without the library's advice where to read on; what a KeyError misses, in words."""
    said = f"it has no {error}" if isinstance(error, KeyError) else str(error).partition(" See http")[0]
    lines = said.strip().splitlines()
    return (lines[0] if lines else type(error).__name__).rstrip(".")[:160] + "."
