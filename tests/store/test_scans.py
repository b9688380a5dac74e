"""Imported scans in the store: one a file, replaced when the file changes, gone with their market."""

from __future__ import annotations

import numpy as np
import pytest
from sqlalchemy import Connection

from dashboard.market.panel import Market
from dashboard.market.scans import LONG, SHORT, ScanFile, ScanRows, rows_of
from dashboard.store.engine import Store
from dashboard.store.imports import Source, add_import
from dashboard.store.markets import clear_market, write_market
from dashboard.store.scans import read_scans, write_scan

AT = np.datetime64("2018-02-07T10:00:00", "s")
ROWS = ScanRows(("AAA", "BRK.B"), (6.5, None), (9.0, None), ("['a']", ""))


def write(connection: Connection, path: str, scan: ScanFile) -> bool:
    entered = add_import(connection, Source(path, "scan", 1, 1, "x", 1), "2018-02-07T15:00:00+00:00")
    return write_scan(connection, path, entered, scan)


def test_a_scan_comes_back_as_it_was_written(store: Store) -> None:
    with store.write() as connection:
        assert write(connection, "scans/b.csv", ScanFile("hourly", SHORT, AT, ScanRows()))
        assert write(connection, "scans/a.xlsx", ScanFile("daily", LONG, AT, ROWS))
    with store.read() as connection:
        (first, second) = read_scans(connection)
    assert first[:4] == (0, LONG, AT, 2)
    assert second[:4] == (1, SHORT, AT, 0)
    assert rows_of(first[4]) == ROWS
    assert rows_of(second[4]) == ScanRows()


@pytest.mark.parametrize(("now", "differs"), [(ROWS, False), (ScanRows(("AAA",), (6.5,), (9.0,), ("['a']",)), True)])
def test_a_file_that_is_read_again_takes_its_own_place(store: Store, now: ScanRows, differs: bool) -> None:
    with store.write() as connection:
        write(connection, "scans/a.xlsx", ScanFile("daily", LONG, AT, ROWS))
        assert write(connection, "scans/a.xlsx", ScanFile("daily", LONG, AT, now)) is differs
        assert [each[3] for each in read_scans(connection)] == [len(now)]


def test_scans_go_with_their_market(store: Store) -> None:
    with store.write() as connection:
        write_market(connection, Market("One", "XNYS"))
        write(connection, "scans/a.xlsx", ScanFile("daily", LONG, AT, ROWS))
        clear_market(connection)
        assert read_scans(connection) == []
