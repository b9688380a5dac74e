"""Scan files as people and programs save them, and as nobody should: each is read, or refused by one sentence."""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import openpyxl
import pytest

from dashboard.errors import UnreadableFile
from dashboard.market.scans import LONG, SHORT, ScanFile, rows_of, text_of
from dashboard.market.sources.scans import LARGEST, read_scan
from dashboard.market.sources.scans.table import MOST_ROWS

NAME = "Long_Reversal_Daily_20180207_161500"
HEADER = ("Ticker", "Score", "Conditions_Met")
Given = Callable[..., ScanFile]


@pytest.fixture
def saved(tmp_path: Path) -> Given:
    """Reads content saved under a name."""

    def save(content: bytes | str, name: str = f"{NAME}.csv") -> ScanFile:
        file = tmp_path / name
        file.write_bytes(content if isinstance(content, bytes) else content.encode())
        return read_scan(file)

    return save


def workbook(*lines: Sequence[Any], then: Callable[[Any], None] | None = None) -> bytes:
    book = openpyxl.Workbook()
    for line in lines:
        book.active.append(line)
    if then is not None:
        then(book)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def rewritten(raw: bytes, part: str, change: Callable[[bytes], bytes]) -> bytes:
    """The workbook with one of its parts changed."""
    content = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(raw)) as old, zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, change(old.read(name)) if name == part else old.read(name))
    return content.getvalue()


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("Short_Reversal_Hourly_20180207_103000.csv", ("hourly", SHORT, "2018-02-07T10:30:00")),
        ("long_reversal_daily_20180207_235959.CSV", ("daily", LONG, "2018-02-07T23:59:59")),
    ],
)
def test_direction_kind_and_time_are_in_the_name(saved: Given, name: str, told: tuple[str, int, str]) -> None:
    scan = saved("Ticker\nAAA\n", name)
    assert (scan.kind, scan.direction, scan.at) == (told[0], told[1], np.datetime64(told[2], "s"))


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("Long_Reversal_Daily_20180231_161500.csv", "20180231_161500, which is no date"),
        ("Long_Reversal_Daily_20180207.csv", "its name is not"),
        ("Long_Reversal_Daily_20180207_161500 (1).xlsx", "its name is not"),
        ("Long_Reversal_Weekly_20180207_161500.csv", "its name is not"),
    ],
)
def test_a_name_that_is_none_is_refused(saved: Given, name: str, sentence: str) -> None:
    with pytest.raises(UnreadableFile, match=re.escape(sentence)):
        saved("Ticker\nAAA\n", name)


def test_a_workbook_is_read_as_it_was_typed(saved: Given) -> None:
    told = workbook(
        HEADER, ("aaa", "6.5/9", "['a', 'b']"), (500325, 7, None), (True, "4,5/9", None), ("BRK.B", "n/a", "")
    )
    rows = saved(told, f"{NAME}.xlsx").rows
    assert rows.ticker == ("AAA", "500325", "TRUE", "BRK.B")
    assert rows.score == (6.5, 7.0, 4.5, None)
    assert rows.out_of == (9.0, None, 9.0, None)
    assert rows.conditions == ("['a', 'b']", "", "", "")


def test_only_ticker_is_required_and_a_title_may_stand_above_it(saved: Given) -> None:
    assert saved("ticker\nAAA\nBBB\n").rows.ticker == ("AAA", "BBB")
    titled = workbook(("Reversal scan",), (), ("No", "Ticker"), (1, "AAA"))
    assert saved(titled, f"{NAME}.xlsx").rows.ticker == ("AAA",)


@pytest.mark.parametrize("content", ["Ticker,Score\n", "Ticker,Score", workbook(HEADER)])
def test_headers_alone_are_an_empty_scan(saved: Given, content: bytes | str) -> None:
    assert len(saved(content).rows) == 0


@pytest.mark.parametrize(
    "content",
    [
        "Ticker;Score\nAAA;6,5/9\nBBB;\n",
        "Ticker\tScore\nAAA\t6.5/9\nBBB\t\n",
        b"\xef\xbb\xbfTicker,Score\r\nAAA,6.5/9\r\nBBB,\r\n",
        "Ticker,Score\nAAA,6.5/9\nBBB,\n".encode("utf-16"),
        "Ticker,Score,Firma\nAAA,6.5/9,Gr\xfcn\nBBB,,\n".encode("latin-1"),
        '"Ticker","Score"\n"AAA","6.5/9"\n"BBB",""\n\n,\n',
    ],
)
def test_text_is_read_in_every_encoding_and_with_every_delimiter(saved: Given, content: bytes | str) -> None:
    rows = saved(content).rows
    assert (rows.ticker, rows.score) == (("AAA", "BBB"), (6.5, None))


def test_the_bytes_say_what_a_file_is_and_not_its_ending(saved: Given) -> None:
    assert saved("Ticker\nAAA\n", f"{NAME}.xlsx").rows.ticker == ("AAA",)
    assert saved(workbook(("Ticker",), ("BBB",)), f"{NAME}.csv").rows.ticker == ("BBB",)


def test_python_in_a_cell_stays_text(saved: Given, tmp_path: Path) -> None:
    trap = tmp_path / "trap"
    code = f"__import__('pathlib').Path({str(trap)!r}).touch()"
    rows = saved(workbook(HEADER, ("AAA", "9/9", code), ("BBB", code, "[" * 5000)), f"{NAME}.xlsx").rows
    assert not trap.exists()
    assert (rows.conditions[0], len(rows.conditions[1]), rows.score[1]) == (code, 500, None)


def test_what_is_no_ticker_is_left_out_and_what_comes_twice_counts_once(saved: Given) -> None:
    rows = saved(
        workbook(
            HEADER, ("AAA",), (None,), (dt.date(2018, 3, 1),), ("a sentence is none",), ("=1+1",), ("#N/A",), ("aaa ",)
        ),
        f"{NAME}.xlsx",
    ).rows
    assert rows.ticker == ("AAA",)
    assert saved("Ticker\n=cmd|' /C calc'!A0\n@SUM(1)\n-1\nBBB\n").rows.ticker == ("BBB",)


def test_a_repeated_column_is_read_when_it_agrees_and_refused_when_it_does_not(saved: Given) -> None:
    assert saved("Ticker,Score,Ticker\nAAA,1,AAA\n").rows.ticker == ("AAA",)
    with pytest.raises(UnreadableFile, match="several of its columns"):
        saved("Ticker,Score,Ticker\nAAA,1,BBB\n")


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("", "it is empty"),
        ("Name,Score\nAAA,1\n", "no column called Ticker"),
        ("<html><head><title>Sign in</title></head></html>", 'a web page titled "Sign in"'),
        ('<?xml version="1.0"?><Workbook/>', "a web page"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(100), "old Excel workbook"),
        (b"PK\x03\x04" + bytes(300), "breaks off or is damaged"),
        (workbook(HEADER, ("AAA",))[:3000], "breaks off or is damaged"),
        (b"Ticker\n\x00\x01\x02", "binary data"),
        ('Ticker\n"AAA\n', "breaks off or is damaged"),
        ("Ticker\n" + "AAA\n" * (MOST_ROWS + 1), "more than 20,000 rows"),
        (bytes(LARGEST + 1), "larger than 16 MB"),
    ],
)  # fmt: skip
def test_what_is_no_scan_is_refused_by_one_sentence(saved: Given, content: bytes | str, sentence: str) -> None:
    with pytest.raises(UnreadableFile, match=re.escape(sentence)):
        saved(content, f"{NAME}.xlsx")


def test_a_zip_that_unpacks_to_gigabytes_is_not_unpacked(saved: Given) -> None:
    bomb = rewritten(workbook(HEADER), "xl/styles.xml", lambda _: bytes(80 << 20))
    assert len(bomb) < 200_000
    with pytest.raises(UnreadableFile, match="unpacks to more than"):
        saved(bomb, f"{NAME}.xlsx")


@pytest.mark.parametrize("place", ["XFD1048576", "A1048576", "XFD1"])
def test_a_lone_cell_in_a_far_corner_is_refused_before_room_is_made_for_it(saved: Given, place: str) -> None:
    far = rewritten(
        workbook(HEADER, ("AAA",)),
        "xl/worksheets/sheet1.xml",
        lambda xml: xml.replace(b'r="A2"', f'r="{place}"'.encode()),
    )
    with pytest.raises(UnreadableFile, match="unpacks to more than"):
        saved(far, f"{NAME}.xlsx")


def test_a_workbook_with_entities_of_its_own_is_refused(saved: Given) -> None:
    sheet = "xl/worksheets/sheet1.xml"
    laughs = rewritten(workbook(HEADER), sheet, lambda xml: b'<!DOCTYPE x [<!ENTITY a "aaaa">]>' + xml)
    with pytest.raises(UnreadableFile, match="no spreadsheet program writes"):
        saved(laughs, f"{NAME}.xlsx")


def test_the_first_sheet_that_can_be_seen_is_read(saved: Given) -> None:
    def hide(book: Any) -> None:
        book.active.sheet_state = "hidden"
        book.create_sheet("Shown").append(["Ticker"])

    assert len(saved(workbook(HEADER, ("AAA",), then=hide), f"{NAME}.xlsx").rows) == 0


def test_rows_as_json_read_back(saved: Given) -> None:
    rows = saved('Ticker,Score,Conditions_Met\nAAA,6.5/9,"[\'x\', ""y""]"\nBBB,,\n').rows
    assert rows_of(text_of(rows)) == rows
