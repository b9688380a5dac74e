"""Scans as files of the scans folder, which read back as they were."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from pathlib import Path

import numpy as np

from dashboard.market.folder import SCANS_FOLDER
from dashboard.market.scans import KINDS, LONG, ScanRows, rows_of

HEADER = ("Ticker", "Score", "Conditions_Met")


def export_scans(folder: Path, scans: Iterable[tuple[int, int, np.datetime64, int, str]]) -> Iterator[Path]:
    """Write each scan (index of its kind, direction, time, tickers, rows as JSON) as CSV; the files written."""
    for kind, direction, at, _, found in scans:
        way = "Long" if direction == LONG else "Short"
        file = folder / SCANS_FOLDER / f"{way}_Reversal_{KINDS[kind].title()}_{at.astype(object):%Y%m%d_%H%M%S}.csv"
        file.parent.mkdir(exist_ok=True)
        with file.open("w", encoding="utf-8", newline="") as lines:
            csv.writer(lines).writerows([HEADER, *_lines(rows_of(found))])
        yield file


def _lines(rows: ScanRows) -> Iterator[tuple[str, str, str]]:
    for ticker, score, out_of, conditions in zip(rows.ticker, rows.score, rows.out_of, rows.conditions, strict=True):
        said = "" if score is None else f"{score:g}" if out_of is None else f"{score:g}/{out_of:g}"
        yield ticker, said, conditions
