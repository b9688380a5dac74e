"""The panel: the one array shape that every figure is computed on, sessions × symbols, immutable, NaN where a symbol did not trade."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from dashboard.market.bars import FloatArray, IntArray, SessionArray
from dashboard.market.book import NO_BOOK, Book
from dashboard.market.published import Published
from dashboard.market.scans import NO_SCANS, ImportedScans

Kind = Literal["stock", "index", "volatility"]
KINDS: tuple[Kind, ...] = ("stock", "index", "volatility")
SCHEDULED_DAYS = 120  # beyond every deadline that is counted in sessions: 63 of them last three months
NO_SESSION = np.datetime64("0001-01-01", "D")  # before any
NO_SESSIONS: SessionArray = np.array([], dtype="datetime64[D]")


@dataclass(frozen=True, slots=True)
class Market:
    """What a market folder's market.toml says. `adjusted` is "none", "splits" or "all"."""

    name: str
    calendar: str
    currency: str = "USD"
    lot: int = 1
    benchmark: str | None = None
    volatility: str | None = None
    indices: tuple[str, ...] = ()
    adjusted: str = "none"
    demo: bool = False


@dataclass(frozen=True, slots=True)
class Instrument:
    """One symbol of the universe. listed and delisted are None where unknown; a delisted symbol's last session is `delisted`."""

    symbol: str
    name: str = ""
    kind: Kind = "stock"
    sector: str = ""
    listed: np.datetime64 | None = None
    delisted: np.datetime64 | None = None


@dataclass(frozen=True)
class Panel:
    """One market's whole history. Columns are ordered stocks first (by symbol), then indices, then volatility.

    sessions: datetime64[D] [T], ascending: every exchange session from the first bar to the last, and special sessions.
    open, high, low, close, volume: float64 [T, N], C order, read-only, NaN where the symbol has no bar (volume NaN also where
    the source has none). Prices are on one basis: where a symbol has adjusted closes, its O,H,L are scaled by adj/close, its
    close is the adjusted one, and `adjusted` is True.
    revision: the store's, changes whenever any bar, instrument or scan does. lineage: changes when anything but appended sessions
    (and their scans) changed, so two panels with one lineage are prefixes of one another and a computation may resume.
    schedule: datetime64[D]: the exchange's timetable from the first session to SCHEDULED_DAYS beyond the last, special sessions
    included. Known in advance, so `first` keeps it whole: it says on which session a running week closes. Empty where unknown.
    published: the regimes that were shown for these sessions at the time, in the order of publishing.
    scans: what other scanners found; also of a session that is running and has no bars yet, which `first` leaves out.
    book: the trader's own, for the sections that use it; the others get an empty one, so that it does not concern them.
    """

    market: Market
    instruments: tuple[Instrument, ...]
    sessions: SessionArray
    open: FloatArray
    high: FloatArray
    low: FloatArray
    close: FloatArray
    volume: FloatArray
    adjusted: bool
    revision: str
    lineage: str
    schedule: SessionArray = field(default_factory=lambda: NO_SESSIONS)
    published: tuple[Published, ...] = ()
    scans: ImportedScans = NO_SCANS
    book: Book = NO_BOOK

    @cached_property
    def symbols(self) -> tuple[str, ...]:
        """The N symbols, in column order."""
        return tuple(instrument.symbol for instrument in self.instruments)

    @cached_property
    def stocks(self) -> int:
        """How many of the first columns are stocks: `panel.close[:, :panel.stocks]`."""
        return sum(instrument.kind == "stock" for instrument in self.instruments)

    @cached_property
    def sectors(self) -> tuple[str, ...]:
        """The sector of each stock column, "" where unknown; length `stocks`."""
        return tuple(instrument.sector for instrument in self.instruments[: self.stocks])

    @cached_property
    def knows_listings(self) -> bool:
        """Whether any stock has a listing or delisting date; if none has, the universe is today's list (survivorship)."""
        return any(i.listed is not None or i.delisted is not None for i in self.instruments[: self.stocks])

    def membership(self) -> NDArray[np.bool_]:
        """Bool [T, stocks]: whether the stock was listed at that session (all True where no dates are known)."""
        member = np.ones((len(self.sessions), self.stocks), dtype=bool)
        for column, instrument in enumerate(self.instruments[: self.stocks]):
            if instrument.listed is not None:
                member[self.sessions < instrument.listed, column] = False
            if instrument.delisted is not None:
                member[self.sessions > instrument.delisted, column] = False
        return member

    def column(self, symbol: str) -> int:
        """The column of a symbol; KeyError if the market has no such symbol."""
        try:
            return self.symbols.index(symbol)
        except ValueError:
            raise KeyError(symbol) from None

    def first(self, sessions: int) -> Panel:
        """The panel as it stood after its first `sessions` sessions (views, no copies): what point-in-time tests compute on."""
        arrays = {
            name: getattr(self, name)[:sessions] for name in ("sessions", "open", "high", "low", "close", "volume")
        }
        last = arrays["sessions"][-1] if sessions else NO_SESSION
        published = tuple(each for each in self.published if each.session <= last)
        scans, book = self.scans.until(last), self.book.until(last)
        return replace(
            self, **arrays, published=published, scans=scans, book=book, revision=f"{self.revision}[:{sessions}]"
        )

    def row(self, session: np.datetime64) -> int:
        """Index of the last session at or before `session`; -1 when it is before the first."""
        return int(np.searchsorted(self.sessions, session, side="right")) - 1


def frozen(array: NDArray[np.float64]) -> NDArray[np.float64]:
    """The same array, read-only."""
    array.flags.writeable = False
    return array


__all__ = [
    "KINDS", "NO_SESSIONS", "SCHEDULED_DAYS", "FloatArray", "Instrument", "IntArray", "Kind", "Market", "Panel", "SessionArray", "frozen",
]  # fmt: skip
