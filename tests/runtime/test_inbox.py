"""The inbox: names that may become paths, files that are whole or not there, limits that several together cannot pass."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from dashboard.errors import BadBody, CannotImport, TooLarge
from dashboard.runtime.bringing import Inbox, Post
from dashboard.runtime.bringing.names import folder_name, path_inside

PROJECT = Path(__file__).resolve().parents[2]
OUTSIDE = (
    "../x.csv", "a/../x.csv", "a/../../x.csv", "/etc/passwd", "//x", "a//b.csv", "", "/", ".", "..", ".x.csv", "a/.git/config", "a\0.csv",
    "a\nb.csv", "..\\x.csv", "C:\\x.csv", "C:x.csv", "a/b/c/d/e.csv", "a" * 201, "ä" * 101, "x.csv ", "x.", "\ud800.csv", "a/ /b.csv",
)  # fmt: skip


@pytest.fixture
def inbox(tmp_path: Path) -> Inbox:
    return Inbox(tmp_path / "inbox", 1000)


def files(folder: Path) -> dict[str, bytes]:
    return {file.relative_to(folder).as_posix(): file.read_bytes() for file in folder.rglob("*") if file.is_file()}


@pytest.mark.parametrize("name", OUTSIDE)
def test_a_name_that_leads_elsewhere_is_refused_in_a_sentence(name: str) -> None:
    with pytest.raises(BadBody, match=r"^The file name .* so it was not taken\.$"):
        path_inside(name)


@pytest.mark.parametrize(
    "name", ["AAPL.csv", "bars/AAPL.csv", "scans/2018 Long.xlsx", "^GSPC.csv", "M&M.NS.csv", "株価.csv", "a..b.csv"]
)
def test_a_file_of_a_market_keeps_its_name(name: str) -> None:
    assert str(path_inside(name)) == name


@pytest.mark.parametrize("name", ["a/b", "..", "", ".uploads", "a\0"])
def test_a_market_is_one_folder(name: str) -> None:
    with pytest.raises(BadBody):
        folder_name(name)


@settings(max_examples=100, deadline=None, database=None, suppress_health_check=list(HealthCheck))
@given(st.text(st.characters() | st.sampled_from("./\\:\0 ~"), max_size=40))
@example("....//....//x")
def test_whatever_the_name_a_file_stays_inside_or_is_refused(tmp_path: Path, name: str) -> None:
    inbox = Inbox(tmp_path / "inbox", 10**6)
    upload = inbox.open("m")
    try:
        inbox.receive(upload, name, 1, [b"x"])
    except BadBody:
        assert files(inbox.folder / ".uploads" / upload / "held") == {}
        return
    assert os.fsencode(name) in {os.fsencode(each) for each in files(inbox.folder / ".uploads" / upload / "held" / "m")}
    assert [entry.name for entry in tmp_path.iterdir()] == ["inbox"]


def test_an_upload_becomes_the_market_folder_of_its_name(inbox: Inbox) -> None:
    upload = inbox.open("us")
    inbox.receive(upload, "market.toml", 4, [b"na", b"me"])
    inbox.receive(upload, "bars/A.csv", 1, [b"x"])
    assert inbox.target(upload) == inbox.folder / "us"
    assert not (inbox.folder / "us").exists()
    inbox.settle(upload, None)
    inbox.settle(upload, None)  # as after a kill
    assert files(inbox.folder) == {"us/market.toml": b"name", "us/bars/A.csv": b"x"}


@pytest.mark.parametrize(("followed", "kept"), [(True, {"old.csv": b"o", "A.csv": b"2"}), (False, {"A.csv": b"2"})])
def test_it_adds_to_the_market_that_is_followed_and_replaces_one_that_nobody_wanted(
    inbox: Inbox, followed: bool, kept: dict[str, bytes]
) -> None:
    target = inbox.folder / "us"
    target.mkdir(parents=True)
    (target / "old.csv").write_bytes(b"o")
    (target / "A.csv").write_bytes(b"1")
    upload = inbox.open("us")
    inbox.receive(upload, "A.csv", 1, [b"2"])
    inbox.settle(upload, target if followed else None)
    assert files(target) == kept


def test_a_file_that_broke_off_is_not_there(inbox: Inbox) -> None:
    upload = inbox.open("us")
    with pytest.raises(BadBody, match="came 3 bytes of 10"):
        inbox.receive(upload, "A.csv", 10, [b"abc"])
    assert set(files(inbox.folder / ".uploads" / upload)) == {"ledger"}
    with pytest.raises(CannotImport, match="nothing to import"):
        inbox.target(upload)


def test_files_that_pass_the_limit_together_are_refused(inbox: Inbox) -> None:
    upload = inbox.open("us")
    inbox.receive(upload, "A.csv", 600, [b"a" * 600])
    with pytest.raises(TooLarge, match="UPLOAD_MEGABYTES"):
        inbox.receive(upload, "B.csv", 401, [b"b" * 401])
    assert set(files(inbox.folder / ".uploads" / upload / "held" / "us")) == {"A.csv"}


@pytest.mark.parametrize("upload", ["", "..", "0" * 16, "../" + "0" * 13])
def test_an_upload_that_is_none_is_over(inbox: Inbox, upload: str) -> None:
    inbox.open("us")
    with pytest.raises(CannotImport, match="over"):
        inbox.receive(upload, "A.csv", 1, [b"a"])


def test_another_upload_takes_the_place_of_one_that_was_left(inbox: Inbox) -> None:
    first = inbox.open("us")
    second = inbox.open("us")
    with pytest.raises(CannotImport, match="over"):
        inbox.receive(first, "A.csv", 1, [b"a"])
    inbox.receive(second, "A.csv", 1, [b"a"])


def test_files_that_are_not_wanted_any_more_are_gone(inbox: Inbox) -> None:
    upload = inbox.open("us")
    inbox.receive(upload, "A.csv", 1, [b"a"])
    inbox.clear()
    assert files(inbox.folder) == {}
    with pytest.raises(CannotImport, match="over"):
        inbox.target(upload)


def test_a_kill_in_the_middle_of_a_file_leaves_no_half_file(inbox: Inbox) -> None:
    """The process ends by SIGKILL after the first block; what it had written has a temporary name outside the market."""
    upload = inbox.open("us")
    inbox.receive(upload, "A.csv", 1, [b"a"])
    code = """
import os, signal, sys
from pathlib import Path
from dashboard.runtime.bringing import Inbox
def blocks():
    yield b"x" * 500
    os.kill(os.getpid(), signal.SIGKILL)
Inbox(Path(sys.argv[1]), 10**6).receive(sys.argv[2], "B.csv", 900, blocks())
"""
    ended = subprocess.run([sys.executable, "-c", code, str(inbox.folder), upload], cwd=PROJECT, check=False)
    assert ended.returncode == -signal.SIGKILL
    inbox.settle(upload, None)
    assert files(inbox.folder) == {"us/A.csv": b"a"}


def test_one_import_at_a_time_is_asked_for(tmp_path: Path) -> None:
    post = Post(tmp_path / "post")
    first = post.ask(tmp_path, None, "now")
    with pytest.raises(CannotImport, match="running already"):
        post.ask(tmp_path, None, "now")
    assert post.asked() == first
    post.stop()
    assert post.is_stopped
    post.done()
    assert (post.asked(), post.is_stopped) == (None, False)
    post.stop()
    assert not post.is_stopped


def test_a_damaged_note_is_none(tmp_path: Path) -> None:
    for content in ("", "[]", '{"id"', '{"x": 1}', "\xff"):
        (tmp_path / "request.json").write_text(content, "latin-1")
        assert Post(tmp_path).asked() is None
