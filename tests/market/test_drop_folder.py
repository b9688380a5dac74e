"""The drop folder asked over and over, as a sync does for each group of symbols: a file is read once until it changes."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from dashboard.market.panel import Instrument
from dashboard.market.sources.providers import drop_folder
from dashboard.market.sources.providers.drop_folder import DropFolder

HEADER = "symbol,date,open,high,low,close,volume\n"
FIRST, LAST = np.datetime64("2018-02-01"), np.datetime64("2018-02-07")


def test_a_file_is_read_once_until_it_changes_and_forgotten_when_it_is_gone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read, reads = drop_folder._read, []
    monkeypatch.setattr(drop_folder, "_read", lambda file: reads.append(file.name) or read(file))
    file = tmp_path / "week.csv"
    file.write_text(HEADER + "A,2018-02-05,1,2,1,2,100\nB,2018-02-05,5,6,5,6,100\n")
    provider = DropFolder(tmp_path)

    def closes(symbol: str) -> list[float]:
        bars = provider.fetch([Instrument(symbol)], "XNYS", FIRST, LAST).bars
        return bars[symbol].close.tolist() if symbol in bars else []

    assert (closes("A"), closes("B"), closes("A"), reads) == ([2.0], [6.0], [2.0], ["week.csv"])
    file.write_text(HEADER + "A,2018-02-05,1,2,1,2,100\nA,2018-02-06,2,3,2,3,100\n")
    assert (closes("A"), closes("B"), reads) == ([2.0, 3.0], [], ["week.csv"] * 2)
    file.unlink()
    assert (closes("A"), reads) == ([], ["week.csv"] * 2)
