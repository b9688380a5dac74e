"""The panel out of the store: against an independent reading of the same files, and extended in place."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from folders import LAST, NOW, calendar_for, sessions, walk, write_csv, write_folder
from runtime.panel_sources import ARRAYS, append, assert_same, loaded, refreshed, take_in
from sqlalchemy import delete, update

from dashboard.market.panel import SCHEDULED_DAYS
from dashboard.market.published import Published
from dashboard.runtime.ingest import import_demo
from dashboard.runtime.panels import PanelSource, on_one_basis
from dashboard.store import revision
from dashboard.store.engine import Store
from dashboard.store.published import publish
from dashboard.store.revision import Change
from dashboard.store.schema import bars

ADJUSTED = ("Date", "Open", "High", "Low", "Close", "Adj Close", "Volume")


def frames(folder: Path, column: str) -> pd.DataFrame:
    """The same files read by pandas, as sessions × symbols."""
    parts = {file.stem: pd.read_csv(file, index_col=0, parse_dates=True)[column] for file in folder.glob("???.csv")}
    return pd.DataFrame(parts).sort_index()


def test_an_empty_store_has_no_panel(source: Callable[[], PanelSource]) -> None:
    assert source().load() is None


def test_the_panel_holds_what_the_files_hold(store: Store, source: Callable[[], PanelSource], folder: Path) -> None:
    take_in(store, folder)
    panel = loaded(source())
    assert panel.symbols == ("BBB", "CCC", "DDD", "ZZZ", "AAA")
    assert (panel.stocks, panel.adjusted) == (4, False)
    assert list(panel.sessions) == sessions(40)[:-2]
    for name in ARRAYS:
        expected = frames(folder, name.capitalize()).reindex(columns=panel.symbols).to_numpy(dtype=float)
        np.testing.assert_array_equal(getattr(panel, name), expected)
    assert np.isnan(panel.close[:, panel.column("ZZZ")]).all()
    assert not panel.close.flags.writeable
    assert panel.close.flags.c_contiguous


def test_a_session_that_the_whole_market_lacks_stays_a_session(
    store: Store, source: Callable[[], PanelSource], tmp_path: Path
) -> None:
    days = sessions(40)
    take_in(store, write_folder(tmp_path / "market", 2, [day for t, day in enumerate(days) if t != 20]))
    panel = loaded(source())
    assert list(panel.sessions) == days
    assert np.isnan(panel.close[20]).all()
    assert np.isfinite(panel.close[[19, 21]]).all()


def test_a_special_session_is_a_row(store: Store, source: Callable[[], PanelSource], tmp_path: Path) -> None:
    saturday = np.datetime64("2018-01-20")
    take_in(store, write_folder(tmp_path / "market", 6, sorted([*sessions(40), saturday])))
    panel = loaded(source())
    assert saturday in panel.sessions
    assert np.isfinite(panel.close[panel.row(saturday)]).all()


def test_adjusted_closes_scale_the_whole_bar() -> None:
    raw = np.array(
        [
            [10.0, 20.0, np.nan],
            [12.0, 24.0, 26.0],
            [9.0, 18.0, 22.0],
            [10.0, 22.0, 24.0],
            [5.0, 11.0, 24.0],
            [7.0, 8.0, 9.0],
        ]
    )
    based, adjusted = on_one_basis(raw)
    assert adjusted
    expected = [[5.0, 10.0, np.nan], [6.0, 12.0, 26.0], [4.5, 9.0, 22.0], [5.0, 11.0, 24.0], [7.0, 8.0, 9.0]]
    np.testing.assert_array_equal(based, expected)


def test_a_bar_without_an_adjusted_close_takes_the_factor_of_the_bar_before() -> None:
    raw = np.array([[8.0] * 4, [8.0] * 4, [8.0] * 4, [8.0] * 4, [np.nan, 4.0, np.nan, 8.0], [1.0] * 4])
    based, _ = on_one_basis(raw)
    np.testing.assert_array_equal(based[3], [4.0, 4.0, 4.0, 8.0])
    np.testing.assert_array_equal(based[0], [4.0, 4.0, 4.0, 8.0])


def test_without_adjusted_closes_prices_stay_as_delivered() -> None:
    raw = np.array([[1.0], [2.0], [0.5], [1.5], [np.nan], [np.nan]])
    based, adjusted = on_one_basis(raw)
    assert not adjusted
    np.testing.assert_array_equal(based, [[1.0], [2.0], [0.5], [1.5], [np.nan]])


def test_the_panel_stays_the_same_object_while_nothing_changes(
    store: Store, source: Callable[[], PanelSource], folder: Path
) -> None:
    take_in(store, folder)
    one = source()
    panel = loaded(one)
    take_in(store, folder)
    assert one.refresh(panel) is panel


@pytest.mark.parametrize("cached", [False, True])
def test_appended_sessions_extend_the_panel_and_leave_the_old_one_alone(
    store: Store, source: Callable[[], PanelSource], folder: Path, cached: bool
) -> None:
    take_in(store, folder)
    if cached:
        loaded(source())
    one = source()
    before = loaded(one)
    values = {name: getattr(before, name).copy() for name in ARRAYS}
    append(store, folder, sessions(40)[:-1])
    after = refreshed(one, before)
    append(store, folder, sessions(40))
    latest = refreshed(one, after)
    assert (before.lineage, len(before.sessions), len(after.sessions), len(latest.sessions)) == (
        after.lineage,
        38,
        39,
        40,
    )
    assert np.shares_memory(before.close, latest.close)
    for name in ARRAYS:
        np.testing.assert_array_equal(getattr(before, name), values[name])
        np.testing.assert_array_equal(getattr(latest, name)[:38], values[name])
    assert before.lineage == latest.lineage
    assert_same(latest, PanelSource(store, folder / "elsewhere", calendar_for).load() or before)


def test_two_extensions_of_one_panel_do_not_share_rows(
    store: Store, source: Callable[[], PanelSource], folder: Path
) -> None:
    take_in(store, folder)
    one = source()
    before = loaded(one)
    append(store, folder, sessions(40)[:-1])
    first = refreshed(one, before)
    close = first.close.copy()
    append(store, folder, sessions(40))
    second = refreshed(one, before)
    assert len(second.sessions) == 40
    np.testing.assert_array_equal(first.close, close)
    assert not np.shares_memory(first.close, second.close)


def test_more_sessions_than_spare_rows_still_extend(
    store: Store, source: Callable[[], PanelSource], tmp_path: Path
) -> None:
    folder = write_folder(tmp_path / "market", 2, sessions(150)[:50])
    take_in(store, folder)
    one = source()
    before = loaded(one)
    write_folder(folder, 2, sessions(150))
    take_in(store, folder)
    after = refreshed(one, before)
    assert (after.lineage, len(after.sessions), len(before.sessions)) == (before.lineage, 150, 50)
    np.testing.assert_array_equal(after.close, frames(folder, "Close").to_numpy())


def test_a_corrected_bar_makes_a_new_lineage(store: Store, source: Callable[[], PanelSource], folder: Path) -> None:
    take_in(store, folder)
    one = source()
    before = loaded(one)
    close = before.close.copy()
    rows = walk(3, sessions(40)[:-2])
    write_csv(folder / "DDD.csv", [*rows[:-1], (*rows[-1][:5], 1_111_111)])
    take_in(store, folder)
    after = refreshed(one, before)
    assert after.lineage != before.lineage
    assert after.volume[-1, after.column("DDD")] == 1_111_111
    np.testing.assert_array_equal(before.close, close)


def test_a_new_symbol_makes_a_new_lineage(store: Store, source: Callable[[], PanelSource], folder: Path) -> None:
    take_in(store, folder)
    one = source()
    before = loaded(one)
    write_csv(folder / "EEE.csv", walk(4, sessions(5)))
    take_in(store, folder)
    after = refreshed(one, before)
    assert after.lineage != before.lineage
    assert after.symbols == ("BBB", "CCC", "DDD", "EEE", "ZZZ", "AAA")


def test_an_appended_bar_on_another_basis_is_not_mixed_in(
    store: Store, source: Callable[[], PanelSource], tmp_path: Path
) -> None:
    def adjusted(days: list[np.datetime64], factor: float) -> list[tuple[object, ...]]:
        return [(*row[:5], round(float(str(row[4])) * factor, 4), row[5]) for row in walk(0, days)]

    folder = write_folder(tmp_path / "market", 0, [])
    write_csv(folder / "AAA.csv", adjusted(sessions(40)[:-1], 0.5), ADJUSTED)
    take_in(store, folder)
    one = source()
    before = loaded(one)
    write_csv(folder / "AAA.csv", adjusted(sessions(40), 0.5), ADJUSTED)
    take_in(store, folder)
    with store.write() as connection:  # as a source without adjusted closes would have left it
        connection.execute(update(bars).where(bars.c.session == LAST).values(adj_close=None))
    after = refreshed(one, before)
    raw = np.array([float(str(row[4])) for row in walk(0, sessions(40))])
    assert after.adjusted
    assert after.lineage != before.lineage
    np.testing.assert_allclose(after.close[:, 0], raw / 2, atol=1e-4)


def test_a_market_that_is_cleared_has_no_panel(store: Store, source: Callable[[], PanelSource], folder: Path) -> None:
    take_in(store, folder)
    one = source()
    panel = loaded(one)
    with store.write() as connection:
        connection.execute(delete(bars))
        revision.bump(connection, Change(None, True))
    assert one.refresh(panel) is None


def test_the_demo_grows_in_place(store: Store, source: Callable[[], PanelSource]) -> None:
    size = {"symbols": 25, "sessions": 300, "seed": 7}
    import_demo(store, calendar_for, NOW, **size)
    one = source()
    before = loaded(one)
    import_demo(store, calendar_for, NOW.replace(day=9), **size)
    after = refreshed(one, before)
    assert (len(before.sessions), len(after.sessions)) == (300, 301)
    assert before.market.demo
    np.testing.assert_array_equal(after.close[:300], before.close)


def test_the_timetable_reaches_beyond_the_last_bar(
    store: Store, source: Callable[[], PanelSource], folder: Path
) -> None:
    take_in(store, folder)
    for panel in (loaded(source()), loaded(source())):  # from the database, then from the cache
        np.testing.assert_array_equal(panel.schedule[: len(panel.sessions)], panel.sessions)
        assert panel.schedule[-1] >= panel.sessions[-1] + np.timedelta64(115, "D")
        assert np.datetime64("2018-02-19") not in panel.schedule  # Presidents' Day
        assert panel.first(3).schedule is panel.schedule


def test_the_timetable_moves_on_with_the_panel(store: Store, source: Callable[[], PanelSource], folder: Path) -> None:
    take_in(store, folder)
    one = source()
    before = loaded(one)
    append(store, folder, sessions(40))
    after = refreshed(one, before)
    assert after.lineage == before.lineage
    for panel in (before, after):
        held = calendar_for("XNYS").sessions(
            panel.sessions[0], panel.sessions[-1] + np.timedelta64(SCHEDULED_DAYS, "D")
        )
        np.testing.assert_array_equal(panel.schedule, held)


def test_a_session_that_no_timetable_knew_makes_a_new_lineage(
    store: Store, source: Callable[[], PanelSource], tmp_path: Path
) -> None:
    """The week before it seemed closed on Friday; what was computed then must not be continued."""
    saturday = np.datetime64("2018-01-20")
    days = [day for day in sessions(40) if day < saturday]
    take_in(store, write_folder(tmp_path / "market", 6, days))
    one = source()
    before = loaded(one)
    take_in(store, write_folder(tmp_path / "market", 6, [*days, saturday]))
    after = refreshed(one, before)
    assert (saturday in before.schedule, saturday in after.schedule, saturday in after.sessions) == (False, True, True)
    assert after.lineage != before.lineage


def test_the_panel_carries_what_was_published_for_its_sessions(
    store: Store, source: Callable[[], PanelSource], folder: Path
) -> None:
    take_in(store, folder)
    days = sessions(40)
    for day in (days[-5], days[-3]):
        publish(store, Published(day, "choppy", "neutral", 0.1, 0.5, "then"))
    for panel in (loaded(source()), loaded(source())):  # from the database, then from the cache
        assert [each.session for each in panel.published] == [days[-5], days[-3]]
        assert [each.session for each in panel.first(36).published] == [days[-5]]
        assert panel.first(0).published == ()
