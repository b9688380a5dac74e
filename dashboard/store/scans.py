"""Imported scans: one row a file, its tickers as columnar JSON."""

from __future__ import annotations

import numpy as np
from sqlalchemy import Connection, delete, insert, select

from dashboard.market.scans import KINDS, ScanFile, text_of
from dashboard.store.schema import scans

StoredScan = tuple[int, int, np.datetime64, int, str]


def write_scan(connection: Connection, path: str, import_id: int, scan: ScanFile) -> bool:
    """Make this what the file at `path` holds, in the caller's transaction; returns whether it differs from what was held."""
    values = {
        "kind": scan.kind,
        "direction": scan.direction,
        "at": str(scan.at),
        "tickers": len(scan.rows),
        "found": text_of(scan.rows),
    }
    held = (
        connection.execute(select(*[scans.c[name] for name in values]).where(scans.c.path == path)).mappings().first()
    )
    connection.execute(delete(scans).where(scans.c.path == path))
    connection.execute(insert(scans).values(path=path, import_id=import_id, **values))
    return held is None or dict(held) != values


def read_scans(connection: Connection) -> list[StoredScan]:
    """Every scan as (index of its kind in KINDS, direction, time datetime64[s], tickers, rows as JSON), by path."""
    columns = (scans.c.kind, scans.c.direction, scans.c.at, scans.c.tickers, scans.c.found)
    found = connection.execute(select(*columns).order_by(scans.c.path))
    return [(KINDS.index(kind), way, np.datetime64(at, "s"), tickers, rows) for kind, way, at, tickers, rows in found]
