"""Syncing new sessions from a provider: what is taken, rebased, kept apart as forming, and refused; and that it can be repeated."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest
from folders import calendar_for, sessions, write_folder

from dashboard.errors import RateLimited
from dashboard.market.bars import Bars
from dashboard.market.panel import Instrument
from dashboard.market.sources.providers import Events, Fetched
from dashboard.market.sources.providers.drop_folder import DropFolder
from dashboard.runtime.ingest import import_folder
from dashboard.runtime.ingest.sync import sync
from dashboard.store.bars import bars_before
from dashboard.store.engine import Store
from dashboard.store.forming import read_forming
from dashboard.store.instruments import ids_of
from dashboard.store.quarantine import quarantined_by_reason
from dashboard.store.revision import current_revision

IMPORTED = datetime(2018, 2, 7, 22, 0, tzinfo=UTC)  # Wednesday; the folder's last session is this one
FRIDAY_NIGHT = datetime(2018, 2, 9, 23, 0, tzinfo=UTC)
FRIDAY_NOON = datetime(2018, 2, 9, 17, 0, tzinfo=UTC)
SYMBOLS = ("AAA", "BBB", "CCC")


class Exchange:
    """A provider that has whatever a test gives it, and counts how it is asked."""

    key, title, batch = "test", "Test", 2

    def __init__(self, bars: dict[str, Bars], events: dict[str, Events] | None = None) -> None:
        self.bars, self.events = bars, events or {}
        self.asked: list[list[str]] = []
        self.limited_after = 99

    def fetch(
        self, instruments: Sequence[Instrument], calendar: str, first: np.datetime64, last: np.datetime64
    ) -> Fetched:
        self.asked.append([each.symbol for each in instruments])
        if len(self.asked) > self.limited_after:
            raise RateLimited("Leave me alone.", 60.0)
        named = {each.symbol for each in instruments}
        found = {s: b.take((b.session >= first) & (b.session <= last)) for s, b in self.bars.items() if s in named}
        refused = {s: f"Nothing is known of {s}." for s in sorted(named - set(found))}
        return Fetched(found, self.events, refused)


@pytest.fixture
def filled(store: Store, tmp_path: Path) -> Store:
    import_folder(store, write_folder(tmp_path / "market", 3, sessions(40)), calendar_for, IMPORTED, lambda _: None)
    return store


def stored(store: Store, symbol: str) -> Bars:
    with store.read() as connection:
        return bars_before(connection, {symbol: (ids_of(connection, [symbol])[symbol], 2**31 - 1)}, 10_000)


def longer(bars: Bars, closes: list[float], first: str = "2018-02-08", factor: float = 1.0) -> Bars:
    """What a provider has by now: the stored bars times a factor, and these closes on the weekdays from `first` on."""
    more = np.busday_offset(np.datetime64(first), np.arange(len(closes)), roll="forward")
    close = np.concatenate([bars.close * factor, closes])
    steady = {name: close * way for name, way in (("open", 1.0), ("high", 1.001), ("low", 0.999))}
    count = len(close)
    return replace(
        bars, session=np.concatenate([bars.session, more]), close=close, **steady, adj_close=np.full(count, np.nan),
        volume=np.full(count, 1e6), code=np.zeros(count, dtype=np.int64), line=np.arange(1, count + 1),
    )  # fmt: skip


def exchange(store: Store, moves: Sequence[float] = (0.99, 1.01), **changes: Bars) -> Exchange:
    """Every symbol goes on by these moves from its last close."""
    own = {symbol: stored(store, symbol) for symbol in SYMBOLS}
    return Exchange({s: longer(b, [b.close[-1] * m for m in moves]) for s, b in own.items()} | changes)


def run(store: Store, provider: object, now: datetime = FRIDAY_NIGHT):
    return sync(store, provider, calendar_for("XNYS"), now, now)


def test_every_symbol_gets_its_new_sessions_and_a_second_time_changes_nothing(filled: Store) -> None:
    provider = exchange(filled)
    last = stored(filled, "BBB").close[-1]
    report = run(filled, provider)
    assert (report.stored, report.quarantined, report.refused) == (6, 0, [])
    assert stored(filled, "BBB").close[-2:].tolist() == [last * 0.99, last * 1.01]
    assert str(stored(filled, "BBB").session[-1]) == "2018-02-09"
    before = current_revision(filled)
    assert run(filled, provider).stored == 0
    assert current_revision(filled) == before


def test_the_running_session_is_kept_apart_and_becomes_a_bar_when_it_has_closed(filled: Store) -> None:
    provider = exchange(filled)
    run(filled, provider, FRIDAY_NOON)
    assert str(stored(filled, "AAA").session[-1]) == "2018-02-08"
    with filled.read() as connection:
        forming = read_forming(connection)
    assert forming is not None
    assert (str(forming.session), forming.symbols) == ("2018-02-09", 3)
    run(filled, provider, FRIDAY_NIGHT)
    assert str(stored(filled, "AAA").session[-1]) == "2018-02-09"
    with filled.read() as connection:
        assert read_forming(connection) is None


def test_a_split_since_the_last_sync_is_applied_to_the_whole_history(filled: Store) -> None:
    before = stored(filled, "AAA")
    provider = exchange(filled, AAA=longer(before, [before.close[-1] / 4 * 1.01, before.close[-1] / 4], factor=0.25))
    provider.events = {"AAA": Events({np.datetime64("2018-02-09"): 4.0})}
    run(filled, provider)
    after = stored(filled, "AAA")
    np.testing.assert_allclose(after.close[:-2], before.close / 4, rtol=1e-12)
    np.testing.assert_allclose(after.volume[:-2], before.volume * 4, rtol=1e-12)


def test_another_company_under_the_symbol_is_refused_and_the_others_go_on(filled: Store) -> None:
    before = stored(filled, "AAA")
    report = run(filled, exchange(filled, AAA=longer(before, [300.0, 301.0], factor=3.0)))
    assert [file.path for file in report.refused] == ["AAA"]
    assert "no split since explains that" in str(report.refused[0].refused)
    assert len(stored(filled, "AAA")) == len(before)
    assert str(stored(filled, "CCC").session[-1]) == "2018-02-09"


def test_a_row_that_cannot_be_believed_is_kept_aside_once_however_often_it_comes(filled: Store) -> None:
    provider = exchange(filled)
    broken = provider.bars["CCC"]
    provider.bars["CCC"] = replace(
        broken, high=np.where(broken.session >= np.datetime64("2018-02-09"), 0.01, broken.high)
    )
    for _ in range(3):
        run(filled, provider)
    with filled.read() as connection:
        assert sum(quarantined_by_reason(connection).values()) == 1
    assert str(stored(filled, "CCC").session[-1]) == "2018-02-08"


def test_a_provider_that_asks_for_patience_leaves_what_was_stored_and_the_next_sync_goes_on_after_it(
    filled: Store,
) -> None:
    provider = exchange(filled)
    provider.limited_after = 1
    with pytest.raises(RateLimited):
        run(filled, provider)
    assert str(stored(filled, "AAA").session[-1]) == "2018-02-09"
    assert str(stored(filled, "CCC").session[-1]) == "2018-02-07"
    provider.limited_after = 99
    provider.asked.clear()
    run(filled, provider)
    assert provider.asked[0] == ["CCC"], "what lacks most is asked for first"
    assert str(stored(filled, "CCC").session[-1]) == "2018-02-09"


def test_a_symbol_of_which_the_provider_knows_nothing_is_named(filled: Store) -> None:
    provider = exchange(filled)
    del provider.bars["BBB"]
    assert [file.refused for file in run(filled, provider).refused] == ["Nothing is known of BBB."]


def test_files_dropped_into_a_folder_are_a_provider_too(filled: Store, tmp_path: Path) -> None:
    last = stored(filled, "AAA")
    folder = tmp_path / "drop"
    folder.mkdir()
    rows = [(str(day), close) for day, close in zip(last.session[-3:], last.close[-3:], strict=True)]
    rows += [("2018-02-08", last.close[-1] * 0.99), ("2018-02-09", last.close[-1] * 1.01)]
    text = "".join(f"{day},{c},{c * 1.01},{c * 0.99},{c},1000000\n" for day, c in rows)
    (folder / "AAA.csv").write_text("Date,Open,High,Low,Close,Volume\n" + text)
    (folder / "ZZZ.csv").write_text("<html>Sorry</html>")
    report = run(filled, DropFolder(folder))
    assert str(stored(filled, "AAA").session[-1]) == "2018-02-09"
    assert [file.path for file in report.refused] == ["ZZZ.csv"]


def test_what_a_sync_brings_is_exactly_what_importing_it_from_files_would(
    filled: Store, new_store: Callable[[], Store], tmp_path: Path
) -> None:
    provider = exchange(filled)
    run(filled, provider)
    other = new_store()
    import_folder(other, write_folder(tmp_path / "again", 3, sessions(40)), calendar_for, IMPORTED, lambda _: None)
    for symbol in SYMBOLS:
        ours, theirs = stored(filled, symbol), stored(other, symbol)
        np.testing.assert_array_equal(ours.close[:-2], theirs.close)
        np.testing.assert_array_equal(ours.open[:-2], theirs.open)
