"""Scripts and styles under addresses with a version: compressed, and kept for good while it is theirs."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from pathlib import Path

import brotli
import pytest

from dashboard.gateway.assets import ASK_AGAIN, FOR_GOOD, Assets, version_of

SCRIPT = "/** Says one. */\n\n" + "export const one = 1; // why\n" * 40
SMALL = "export const one=1;" * 40


def application(environ, start_response):
    """What comes behind the assets: says that there is no such file."""
    start_response("404 NOT FOUND", [])
    return [environ["PATH_INFO"].encode()]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "js").mkdir()
    (tmp_path / "js" / "main.js").write_text(SCRIPT)
    (tmp_path / "secret.py").write_text("import os")
    (tmp_path.parent / "outside.js").write_text("outside")
    return tmp_path


@pytest.fixture
def assets(folder: Path) -> Callable[..., Assets]:
    return lambda keep=True: Assets(application, {"/static": folder, "/sections/regime/static": folder}, keep=keep)


def ask(assets: Assets, path: str, method: str = "GET", **headers: str) -> tuple[int, dict[str, str], bytes]:
    seen: dict[str, object] = {}
    environ = {"PATH_INFO": path, "REQUEST_METHOD": method} | {
        f"HTTP_{name.upper()}": value for name, value in headers.items()
    }
    body = assets(environ, lambda status, given, *_: seen.update(status=int(status[:3]), headers=dict(given)))
    return seen["status"], seen["headers"], b"".join(body)  # type: ignore[return-value]


@pytest.mark.parametrize("address", ["/static", "/sections/regime/static"])
def test_the_present_version_is_the_file_kept_for_good(assets: Callable[..., Assets], address: str) -> None:
    one = assets()
    status, headers, body = ask(one, one.address(f"{address}/js/main.js"))
    assert (status, body.decode(), headers["Cache-Control"]) == (200, SMALL, FOR_GOOD)
    assert headers["Content-Type"].startswith("text/javascript")
    assert headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    ("accepted", "encoding"),
    [
        ("gzip, deflate, br, zstd", "br"),
        ("gzip, deflate", "gzip"),
        ("br;q=0, gzip;q=0.5", "gzip"),
        ("identity", None),
        ("brr", None),
    ],
)
def test_it_is_compressed_as_whoever_asks_can_take_it(
    assets: Callable[..., Assets], accepted: str, encoding: str | None
) -> None:
    plain = ask(assets(), "/static/js/main.js")[2]
    _, headers, body = ask(assets(), "/static/js/main.js", accept_encoding=accepted)
    assert (headers.get("Content-Encoding"), headers["Vary"]) == (encoding, "Accept-Encoding")
    assert {"br": brotli.decompress, "gzip": gzip.decompress}.get(encoding or "", bytes)(body) == plain
    assert encoding is None or len(body) < len(plain) / 4


def test_a_script_is_told_with_all_that_it_imports_at_once(assets: Callable[..., Assets], folder: Path) -> None:
    (folder / "js" / "time").mkdir()
    (folder / "js" / "main.js").write_text(
        """import {
  one,
} from "./one.js";
import "./time/two.js";
export { three } from "./three.js";

const later = () => import("./later.js"); // import { no } from "./no.js";
"""
    )
    (folder / "js" / "one.js").write_text("export const one = 1;\n")
    (folder / "js" / "three.js").write_text("export const three = 3;\n")
    (folder / "js" / "time" / "two.js").write_text(
        'import { one } from "../one.js";\nimport * as gone from "./gone.js";\n'
    )
    for keep in (True, False):
        told = assets(keep=keep).modules("/static/js/main.js")
        assert told == [f"/static/js/{name}.js" for name in ("main", "one", "time/two", "three", "time/gone")]


def test_a_page_learns_of_imports_without_a_script_being_made_small(
    assets: Callable[..., Assets], folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "js" / "main.js").write_text('import "./other.js"; // all of it\n')
    (folder / "js" / "other.js").write_text("// nothing\n")
    made: list[str] = []
    monkeypatch.setattr("dashboard.gateway.assets.terse", lambda script: made.append(script) or "made")
    one = assets()
    assert one.modules("/static/js/main.js") == ["/static/js/main.js", "/static/js/other.js"]
    assert made == []
    assert [ask(one, "/static/js/other.js")[2] for _ in range(2)] == [b"made", b"made"]
    assert made == ["// nothing\n"]


@pytest.mark.parametrize("path", ["/static/v-ffffffffffff/js/main.js", "/static/js/main.js"])
def test_another_version_or_none_is_the_present_file_but_asked_for_again(
    assets: Callable[..., Assets], path: str
) -> None:
    status, headers, body = ask(assets(), path)
    assert (status, body.decode(), headers["Cache-Control"]) == (200, SMALL, ASK_AGAIN)
    again = ask(assets(), path, if_none_match=headers["ETag"])
    assert (again[0], again[2]) == (304, b"")


@pytest.mark.parametrize(
    "path",
    ["/static/js/gone.js", "/static/../outside.js", "/static/js/../../outside.js", "/static//etc/passwd", "/static/secret.py", "/static/js",
     "/static/a\0.js", "/sections/other/static/js/main.js", "/api/regime/current", "/"],
)  # fmt: skip
def test_everything_else_is_left_to_what_comes_behind(assets: Callable[..., Assets], path: str) -> None:
    assert ask(assets(), path)[0] == 404


def test_a_write_is_left_to_what_comes_behind_and_a_head_has_no_body(assets: Callable[..., Assets]) -> None:
    assert ask(assets(), "/static/js/main.js", "POST")[0] == 404
    status, headers, body = ask(assets(), "/static/js/main.js", "HEAD")
    assert (status, headers["Content-Length"], body) == (200, str(len(SMALL)), b"")


def test_while_files_are_edited_each_answer_is_what_the_file_holds_now(
    assets: Callable[..., Assets], folder: Path
) -> None:
    one = assets(keep=False)
    address = one.address("/static/js/main.js")
    assert ask(one, address)[1]["Cache-Control"] == ASK_AGAIN
    (folder / "js" / "main.js").write_text("changed")
    assert ask(one, address)[2] == b"changed"


def test_the_version_changes_with_any_content_and_any_name(folder: Path) -> None:
    first = version_of([folder])
    assert first == version_of([folder])
    (folder / "js" / "main.js").write_text("two")
    second = version_of([folder])
    (folder / "js" / "main.js").rename(folder / "js" / "other.js")
    assert len({first, second, version_of([folder])}) == 3
