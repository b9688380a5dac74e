"""The figures of `flask market status`, against a market whose gaps and laggards were counted by hand."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from folders import LAST, NOW, calendar_for, sessions, walk, write_csv, write_folder

from dashboard.runtime.ingest import import_folder
from dashboard.store.engine import Store
from dashboard.store.revision import current_revision
from dashboard.store.status import status


def test_an_empty_store_has_nothing(store: Store) -> None:
    found = status(store)
    assert (found.market, found.symbols, found.bars, found.sessions, found.last_session) == (None, 0, 0, 0, None)


def test_gaps_laggards_and_missing_files_are_counted(store: Store, tmp_path: Path) -> None:
    days = sessions(40)
    folder = write_folder(tmp_path / "market", 3, days)
    write_csv(folder / "DDD.csv", [row for t, row in enumerate(walk(3, days)) if t not in (5, 6, 20)])  # 3 gaps
    write_csv(folder / "EEE.csv", walk(4, days)[10:])  # listed late: no gap
    write_csv(folder / "FFF.csv", walk(5, days)[:-4])  # lags behind: stale, no gap
    write_csv(folder / "GGG.csv", walk(6, days)[:30])  # delisted with its last bar: neither
    write_csv(
        folder / "HHH.csv", [*walk(7, days)[:-1], (str(days[-1]), 9, 8, 10, 9, 1000)]
    )  # its last row is kept aside
    (folder / "III.csv").write_text("<html>Sorry</html>")
    (folder / "universe.csv").write_text(
        f"symbol,name,sector,kind,listed,delisted\nGGG,Gone,Energy,stock,,{days[29]}\nJJJ,Just a name,Energy,stock,,\n"
    )
    import_folder(store, folder, calendar_for, NOW)
    found = status(store)
    assert found.market is not None
    assert (found.market.name, found.revision) == ("Tiny", current_revision(store))
    assert (found.symbols, found.without_bars, found.bars) == (8, ("JJJ",), 3 * 40 + 37 + 30 + 36 + 30 + 39)
    assert (found.sessions, found.first_session, found.last_session) == (40, days[0], LAST)
    assert (found.gaps, found.stale) == (3, ("FFF", "HHH"))
    assert found.quarantine == {"high_below_low": 1}
    assert (found.files, list(found.refused)) == (9, ["III.csv"])


def test_a_session_that_nobody_traded_is_no_gap(store: Store, tmp_path: Path) -> None:
    days = sessions(40)
    write_folder(tmp_path / "market", 2, [day for day in days if day != np.datetime64(days[20])])
    import_folder(store, tmp_path / "market", calendar_for, NOW)
    assert (status(store).gaps, status(store).sessions) == (0, 39)
