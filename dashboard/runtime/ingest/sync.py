"""Sync: the newest bars of every symbol from a provider, judged like a file's, batch by batch, each in one transaction.

1. A symbol is asked for from a few sessions before its last stored bar, so that the answer can be held against what is stored.
2. `continuation` says whether it goes on there, and what splits and dividends make of the stored bars, which are written anew then.
3. The rows of sessions whose data are due go through the same checks as a file's; that of a running session is kept apart as forming and
   never used as a closed one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby
from time import monotonic

import numpy as np
from sqlalchemy import Connection

from dashboard.errors import Discontinuous
from dashboard.market.bars import Bars, by_symbol, joined
from dashboard.market.continuation import Rebasing, on_basis, rebasing
from dashboard.market.panel import Instrument, Market
from dashboard.market.quality import check
from dashboard.market.quality.reasons import NOTED
from dashboard.market.sessions import ExchangeCalendar
from dashboard.market.sources.providers import Events, Fetched, Provider
from dashboard.runtime.ingest.files import NOTHING, RULES, WithSpecial
from dashboard.runtime.ingest.report import FileReport, ImportReport, OnProgress, Progress, silent
from dashboard.store.bars import bars_before, last_sessions, write_bars
from dashboard.store.engine import Store
from dashboard.store.forming import write_forming
from dashboard.store.imports import Source, add_import, finish_import
from dashboard.store.instruments import read_instruments
from dashboard.store.markets import read_market
from dashboard.store.quarantine import forget_since, write_quarantine
from dashboard.store.revision import Change, bump
from dashboard.store.special_sessions import read_special_sessions

CONTEXT_BARS = 60
OVERLAP = np.timedelta64(10, "D")  # about a week of sessions that both have
HISTORY = np.timedelta64(3653, "D")  # of a symbol that has no bar yet
ALL = 2**31 - 1
ONE_DAY = np.timedelta64(1, "D")
NO_EVENTS = Events()


@dataclass(frozen=True, slots=True)
class Wanted:
    """One symbol to ask for: its key, and its last stored session (None without any)."""

    instrument: Instrument
    key: int
    last: np.datetime64 | None

    @property
    def first(self) -> np.datetime64 | None:
        """The first session to ask for."""
        return None if self.last is None else self.last - OVERLAP


def sync(
    store: Store,
    provider: Provider,
    calendar: ExchangeCalendar,
    now: datetime,
    settled: datetime,
    progress: OnProgress = silent,
) -> ImportReport:
    """Bring every symbol up to the last session whose data are due at `settled`, and note what the running one has so far.

    Raises SourceUnavailable or RateLimited as the provider does; the batches before are stored then, and the next sync goes on after
    them. ValueError when the store holds no market.
    """
    started = monotonic()
    one = _Sync(store, provider, calendar, now, settled)
    wanted = one.wanted()
    report = ImportReport()
    for done, batch in _batches(wanted, provider.batch):
        report.files += one.take(batch)
        progress(Progress(provider.title, "storing", (done + len(batch)) / len(wanted), done, len(wanted), report.read))
    report.seconds = monotonic() - started
    return report


def _batches(wanted: Sequence[Wanted], size: int) -> Iterator[tuple[int, list[Wanted]]]:
    """Symbols with the same last session together, at most `size` at a time, and how many came before."""
    done = 0
    for _, group in groupby(wanted, key=lambda each: str(each.last)):
        same = list(group)
        for begin in range(0, len(same), size):
            yield done, same[begin : begin + size]
            done += len(same[begin : begin + size])


@dataclass(frozen=True, slots=True)
class Series:
    """One symbol's answer: its rows after the last stored one, the stored ones before on the same basis, and how they came there."""

    wanted: Wanted
    new: Bars
    context: Bars
    rebasing: Rebasing


@dataclass
class _Sync:
    store: Store
    provider: Provider
    calendar: ExchangeCalendar
    now: datetime
    settled: datetime
    market: Market = field(init=False)

    def __post_init__(self) -> None:
        with self.store.read() as connection:
            market = read_market(connection)
            special = read_special_sessions(connection)
        if market is None:
            raise ValueError("the store holds no market")
        self.market = market
        self._days = WithSpecial(self.calendar, special)
        self._closed = self.calendar.last_closed(self.settled)
        self._today = np.datetime64(self.now.date(), "D") + ONE_DAY  # an exchange east of Greenwich may be a day ahead

    def wanted(self) -> list[Wanted]:
        """Every symbol that is not delisted, those that lack most first."""
        with self.store.read() as connection:
            last = last_sessions(connection)
            stored = read_instruments(connection)
        found = [
            Wanted(each.instrument, each.id, last.get(each.id)) for each in stored if not self._is_gone(each.instrument)
        ]
        return sorted(found, key=lambda each: (str(each.last or ""), each.instrument.symbol))

    def _is_gone(self, instrument: Instrument) -> bool:
        return instrument.delisted is not None and bool(instrument.delisted <= self._closed)

    def take(self, batch: Sequence[Wanted]) -> list[FileReport]:
        """Ask for a batch, and store what is believed of it, in one transaction."""
        first = batch[0].first
        first = self._closed - HISTORY if first is None else first
        fetched = self.provider.fetch([each.instrument for each in batch], self.market.calendar, first, self._today)
        refused = [FileReport(name, refused=sentence) for name, sentence in fetched.refused.items()]
        series, broken = self._continued(batch, fetched)
        with self.store.write() as connection:
            forget_since(connection, self.provider.key, [each.instrument.symbol for each in batch], first)
            report = self._write(connection, series)
        return [*refused, *(FileReport(name, refused=sentence) for name, sentence in broken.items()), report]

    def _continued(self, batch: Sequence[Wanted], fetched: Fetched) -> tuple[list[Series], dict[str, str]]:
        """Each symbol's answer held against what is stored; a sentence for those that do not go on there."""
        known = {each.instrument.symbol: (each.key, ALL) for each in batch if each.last is not None}
        with self.store.read() as connection:
            context = by_symbol(bars_before(connection, known, CONTEXT_BARS)) if known else {}
        series, broken = [], {}
        for each in batch:
            symbol = each.instrument.symbol
            if symbol in fetched.bars:
                try:
                    given = fetched.bars[symbol], fetched.events.get(symbol, NO_EVENTS)
                    series.append(self._one(each, context.get(symbol), *given))
                except Discontinuous as error:
                    broken[symbol] = f"{symbol}: {error}."
        return series, broken

    def _one(self, each: Wanted, stored: Bars | None, fetched: Bars, events: Events) -> Series:
        if stored is None:
            return Series(
                each,
                on_basis(fetched, self.market.adjusted, has_adjusted=self.market.adjusted != "all"),
                NOTHING,
                Rebasing(),
            )
        has_adjusted = bool(~np.isnan(stored.adj_close[-1]))
        theirs = on_basis(fetched, self.market.adjusted, has_adjusted=has_adjusted)
        total_return = self.market.adjusted == "all" and not has_adjusted
        closed = theirs.take(theirs.session <= self._closed)  # a running session is common with nothing
        found = rebasing(stored, closed, events, total_return=total_return)
        return Series(each, theirs.take(theirs.session > stored.session[-1]), found.of(stored), found)

    def _write(self, connection: Connection, series: Sequence[Series]) -> FileReport:
        started = monotonic()
        new = _all(each.new for each in series)
        running = new.session > self._closed
        kinds = {each.wanted.instrument.symbol: each.wanted.instrument.kind for each in series}
        clean, aside = check(new.take(~running), self._days, self._closed, kinds, _all(each.context for each in series))
        before = _all(self._rebased(connection, each) for each in series if each.rebasing.changes)
        rows = joined(before, clean)
        source = Source(self.provider.key, self.provider.key, 0, 0, "", RULES)
        import_id = add_import(connection, source, self.now.isoformat(timespec="seconds"))
        keys = {each.wanted.instrument.symbol: each.wanted.key for each in series}
        written = write_bars(connection, rows, np.array([keys[s] for s in rows.symbols], dtype=np.int64), import_id)
        write_quarantine(connection, import_id, aside)
        write_forming(connection, new.take(running), keys, self.now, self._closed)
        if written.first_session is not None:
            bump(connection, Change(written.first_session, False))
        read = int((~running).sum())
        finish_import(
            connection,
            import_id,
            rows_read=read,
            rows_stored=written.stored,
            rows_quarantined=len(aside),
            seconds=monotonic() - started,
        )
        by_reason = Counter(aside.reason.tolist())
        return FileReport(self.provider.key, read, len(clean), 0, by_reason, sum(by_reason[reason] for reason in NOTED))

    def _rebased(self, connection: Connection, each: Series) -> Bars:
        """All stored bars of the symbol as they look since its shares were split or paid."""
        symbol = each.wanted.instrument.symbol
        return each.rebasing.of(bars_before(connection, {symbol: (each.wanted.key, ALL)}, ALL))


def _all(parts: Iterable[Bars]) -> Bars:
    return joined(NOTHING, *parts)
