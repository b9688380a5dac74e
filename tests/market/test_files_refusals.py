"""What is no table of bars is refused by one sentence that says what was found."""

from __future__ import annotations

import gzip
import io
import zipfile
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from dashboard.errors import UnreadableFile
from dashboard.market.sources.files import read_bars


def refusal(folder: Path, content: bytes, name: str = "AAPL.csv") -> str:
    (folder / name).write_bytes(content)
    with pytest.raises(UnreadableFile) as caught:
        read_bars(folder / name)
    assert str(folder) not in str(caught.value)
    return str(caught.value)


def zipped() -> bytes:
    raw = io.BytesIO()
    with zipfile.ZipFile(raw, "w") as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
    return raw.getvalue()


ROWS = b"Date,Open,Close\n2020-01-02,1.5,2.5\n2020-01-03,2.5,3.5\n"


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "it is empty, so there is nothing to read"),
        (b"\xef\xbb\xbf \r\n\r\n", "it is empty, so there is nothing to read"),
        (gzip.compress(b"", mtime=0), "it is empty, so there is nothing to read"),
        (b"Date,Open,High,Low,Close,Volume\r\n", "it has a header but no rows, so there is nothing to read"),
        (b"Date,Close\n\n \n", "it has a header but no rows, so there is nothing to read"),
        (
            b'{"Error Message": "Invalid API call for BF.B", "code": 7}',
            'it holds an answer in JSON ("Invalid API call for BF.B") instead of a table, so download it again',
        ),
        (
            b"{\nError Message\n}\n",
            'it holds an answer in JSON ("{ Error Message }") instead of a table, so download it again',
        ),
        (
            b"[[1700000000, 1.5]]",
            'it holds an answer in JSON ("[[1700000000, 1.5]]") instead of a table, so download it again',
        ),
        (
            b"\n<!DOCTYPE html><html><head><TITLE>Will be\nright back</TITLE></head></html>",
            'it holds a web page titled "Will be right back" instead of a table, so download it again',
        ),
        (
            b"<?xml version='1.0'?><Error><Code>NoSuchKey</Code></Error>",
            "it holds a web page instead of a table, so download it again",
        ),
        (
            b"Too Many Requests\r\n",
            'its first line "Too Many Requests" names no date and no close column, so it cannot be read as bars; '
            "name the columns",
        ),
        (
            b"2020-01-02,1,2,0.5,1.5,100\n2020-01-03,1,2,0.5,1.5,100\n",
            'its first line "2020-01-02, 1, 2, 0.5, 1.5, 100" names no date and no close column, so it cannot be read as '
            "bars; name the columns",
        ),
        (
            b"Date,Open,High,Low,Volume\n2020-01-02,1,2,0.5,100\n",
            "it has no close column (its columns are Date, Open, High, Low, Volume), so it cannot be read as bars",
        ),
        (
            b"Open;High;Low;Close\n1;2;0.5;1\n",
            "it has no date column (its columns are Open, High, Low, Close), so it cannot be read as bars",
        ),
        (b"Date,Close,close\n2020-01-02,1,2\n", 'it has 2 columns named "Close", so delete the wrong one'),
        (b"Date,Open,Close\n2020-01-02,1,null\n", "its close column is empty, so there is nothing to read"),
        (b"Date,Close\n,1\n2020-01-02,1\n,1\n", "most of its rows have no date, so it cannot be read as bars"),
        (
            b"Date,Close,Volume\n2020-01-02,26,027.30,5\n2020-01-03,26,028.30,5\n",
            "its line 2 has 4 cells where the header has 3, so it cannot be told which is which; "
            'put quotes around values that hold a ","',
        ),
        (
            b"date,close,symbol\n2020-01-02,1," + b"blah " * 20,
            'its symbol column holds "blah blah blah blah blah blah blah blah blah blah blah blah…", '
            "so it cannot be a symbol column",
        ),
        (b"Date,Close\n2020-01-02,1\n\0\0\0\0", "it holds binary data, so it cannot be read as text; export it as CSV or Parquet"),
        (b"\xff\xfeD\x00a\x00t", "it begins like UTF-16 text but is not, so save it as UTF-8"),
        (zipped(), "it is an Excel workbook or a zip archive, so save the sheet as CSV (or unpack it) and import that"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", "it is an old Excel workbook, so save the sheet as CSV and import that"),
        (b"%PDF-1.7", "it is a PDF document, so export the prices as CSV and import that"),
        (gzip.compress(ROWS, mtime=0)[:-12], "its gzip data is broken or breaks off, so download it again"),
        (b"\x1f\x8bnot gzip", "its gzip data is broken or breaks off, so download it again"),
        (b"PAR1 and nothing else PAR1", "its Parquet data is broken or breaks off, so write or download it again"),
    ],
)  # fmt: skip
def test_a_file_that_is_no_table_of_bars_is_refused_by_one_sentence(
    tmp_path: Path, content: bytes, sentence: str
) -> None:
    assert refusal(tmp_path, content) == sentence


def test_a_file_that_cannot_be_opened_is_refused(tmp_path: Path) -> None:
    for path in (tmp_path / "nowhere.csv", tmp_path, tmp_path / "a\0b.csv"):
        with pytest.raises(UnreadableFile, match=r"^it cannot be opened \(.+\), so it was left out$"):
            read_bars(path)


def parquet(**columns: pa.Array) -> bytes:
    raw = io.BytesIO()
    pq.write_table(pa.table(columns), raw)
    return raw.getvalue()


def test_parquet_that_holds_no_bars_is_refused(tmp_path: Path) -> None:
    day, price = pa.array(["2020-01-02"]), pa.array([1.5])
    for content, sentence in (
        (
            parquet(date=day, open=price),
            "it has no close column (its columns are date, open), so it cannot be read as bars",
        ),
        (
            parquet(date=day, close=pa.array([[1.5]])),
            'its column "close" is of type list<element: double>, so it cannot be read as bars',
        ),
        (
            parquet(date=pa.array([1.5]), close=price),
            'its column "date" is of type double, so it cannot be read as bars',
        ),
        (
            parquet(date=day, close=price, symbol=pa.array([7])),
            'its column "symbol" is of type int64, so it cannot be read as bars',
        ),
        (
            parquet(),
            'its first line "" names no date and no close column, so it cannot be read as bars; name the columns',
        ),
        (parquet(date=day[:0], close=price[:0]), "it has columns but no rows, so there is nothing to read"),
        (
            parquet(date=day, close=price)[:-20],
            "its Parquet data is broken or breaks off, so write or download it again",
        ),
    ):
        assert refusal(tmp_path, content, "bars.parquet") == sentence
