"""Whatever stands in a file, reading it gives Bars that fit together or one UnreadableFile; nothing else may come out."""

from __future__ import annotations

import gzip
import io
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from dashboard.errors import UnreadableFile
from dashboard.market.bars import VALUE_COLUMNS
from dashboard.market.sources.files import read_bars

unhurried = settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.too_slow])

SEEDS = (
    b"Date,Open,High,Low,Close,Adj Close,Volume\n2015-01-12,112.5,112.6,108.8,109.25,100.38,49650800\n"
    b"2015-01-13,111.4,112.8,108.9,110.22,101.27,67091900\n2015-01-14,null,null,null,null,null,null\n",
    b'\xef\xbb\xbf"Date","Price","Open","High","Low","Vol.","Change %"\r\n"15-12-2025","26,027.30","25,930.05",'
    b'"26,047.00","25,905.85","181.56M","-0.08%"\r\n"12-12-2025","26,046.95","25,971.20","26,057.60","25,938.45","1B",""\r\n',
    b"date;open;close;volume;ticker\n2024-05-24 00:00:00+05:30;1.234,5;1.230,0;15;ABFRL\n"
    b"2024-05-27 00:00:00+05:30;1.300,5;1.299,0;15;NSE:TCS\n",
    b"Price,Close,Close,Volume,Volume\nTicker,SPY,QQQ,SPY,QQQ\nDate,,,,\n2025-01-02,584.6,510.2,5,6\n2025-01-03,591.9,,7,\n",
    b"<TICKER>,<PER>,<DATE>,<TIME>,<OPEN>,<CLOSE>\n27.US,D,19840907,000000,0.1,0.2\n27.US,D,5/6/84,000000,0.1,0.2\n",
)
PIECES = (
    *(bytes([byte]) for byte in b",;\t\"'\n\r\0.-/09 \xff\xc3ZT<{"),
    *(
        b"NaN",
        b"1e999",
        b"inf",
        b"Date",
        b"Close",
        b"Name",
        b"+05:30",
        b"2020-02-30",
        b"('Close', 'X')",
        b"\xe2\x80\xaf",
    ),
)


def outcome(folder: Path, content: bytes, name: str = "fuzz.csv") -> None:
    """Read the content; check that what comes out is a sentence or Bars of one length."""
    (folder / name).write_bytes(content)
    try:
        bars = read_bars(folder / name)
    except UnreadableFile as error:
        sentence = str(error)
        assert sentence
        assert sentence.isprintable()
        assert len(sentence) < 400
        assert str(folder) not in sentence
        return
    assert len(bars) > 0
    assert {len(getattr(bars, column)) for column in ("session", "code", "line", *VALUE_COLUMNS)} == {len(bars)}
    assert {getattr(bars, column).dtype for column in VALUE_COLUMNS} == {np.dtype(np.float64)}
    assert (bars.session.dtype, bars.code.dtype, bars.line.dtype) == (np.dtype("datetime64[D]"), np.int64, np.int64)
    assert bars.code.min() >= 0
    assert sorted(set(bars.code.tolist())) == list(range(len(bars.symbols)))
    assert len(set(bars.symbols)) == len(bars.symbols)
    assert (np.diff(bars.line) >= 0).all()
    assert bars.line.min() >= 1


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("fuzz")


@unhurried
@given(content=st.binary(max_size=300))
@example(content=b'Date,Close\n"')
@example(content=b'"Date","Close\n2020-01-02,1')
@example(content=b"Date,Close\n2020-01-02,1\n" + b'"' * 200_000)
@example(content=b"[" * 20_000)
@example(content=b"Date,Close" + b",Close" * 5_000 + b"\n")
def test_random_bytes(folder: Path, content: bytes) -> None:
    outcome(folder, content)


edits = st.lists(
    st.tuples(st.floats(0, 1, exclude_max=True), st.integers(0, 12), st.sampled_from(PIECES) | st.binary(max_size=4)),
    min_size=1,
    max_size=8,
)


@unhurried
@given(seed=st.sampled_from(SEEDS), changes=edits)
def test_real_tables_with_some_bytes_replaced(
    folder: Path, seed: bytes, changes: list[tuple[float, int, bytes]]
) -> None:
    content = bytearray(seed)
    for where, length, piece in changes:
        at = int(where * len(content))
        content[at : at + length] = piece
    outcome(folder, bytes(content))


@unhurried
@given(seed=st.sampled_from(SEEDS), cell=st.text(max_size=30), where=st.floats(0, 1, exclude_max=True))
def test_real_tables_with_any_text_in_a_cell(folder: Path, seed: bytes, cell: str, where: float) -> None:
    cells = seed.split(b",")
    cells[int(where * len(cells))] = cell.encode(errors="replace")
    outcome(folder, b",".join(cells))


def parquet_bytes() -> bytes:
    raw = io.BytesIO()
    columns = {
        "date": pa.array(["2020-01-02", "2020-01-03"] * 50),
        "symbol": pa.array(["AA", "BB"] * 50),
        "close": pa.array(np.arange(100.0)),
    }
    pq.write_table(pa.table(columns), raw, row_group_size=30)
    return raw.getvalue()


PARQUET = parquet_bytes()
ZIPPED = gzip.compress(SEEDS[0], mtime=0)


@unhurried
@given(whole=st.sampled_from([PARQUET, ZIPPED]), share=st.floats(0, 1, exclude_max=True))
def test_files_that_break_off(folder: Path, whole: bytes, share: float) -> None:
    outcome(folder, whole[: int(share * len(whole))])


@unhurried
@given(
    whole=st.sampled_from([PARQUET, ZIPPED]),
    changes=st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.integers(0, 255)), min_size=1, max_size=3),
)
def test_packed_files_with_some_bytes_changed(folder: Path, whole: bytes, changes: list[tuple[float, int]]) -> None:
    content = bytearray(whole)
    for where, byte in changes:
        content[int(where * len(content))] = byte
    outcome(folder, bytes(content))
