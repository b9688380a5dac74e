"""Bringing a market over HTTP: who may, what is refused in which words, what the report says, and that it is followed ever after."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from folders import NOW, sessions, symbol, walk, write_csv, write_folder
from house import House, Opener

from dashboard.errors import CannotImport
from dashboard.runtime.bringing import Errand
from dashboard.sections.breadth import SECTION as BREADTH
from dashboard.store.bars import span
from dashboard.store.markets import load_market

TOKEN = "t0ken-of-twenty-four-characters"
BEARER = {"Authorization": f"Bearer {TOKEN}"}
DEMO = {"DEMO_SYMBOLS": "25", "DEMO_SESSIONS": "300"}
DAYS = sessions(40)
WEB_PAGE = "<!doctype html><html><body>Sign in to continue</body></html>"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three symbols, a row that cannot be, and a web page saved under a symbol's name."""
    made = write_folder(tmp_path_factory.mktemp("theirs") / "theirs", 3, DAYS, name="Their market")
    rows = walk(7, DAYS)
    rows[5] = (rows[5][0], 10.0, 9.0, 11.0, 10.0, 1000)  # high below low
    write_csv(made / f"{symbol(3)}.csv", rows)
    (made / "PAGE.csv").write_text(WEB_PAGE)
    return made


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The instance folder of a server that shows the demo."""
    home = House(tmp_path_factory.mktemp("made") / "instance", BREADTH, **DEMO)
    home.clock.wall = NOW
    home.desk.take_in()
    home.close()
    return home.config.instance


Demo = Callable[[], House]


@pytest.fixture
def demo(house: Opener, made: Path, tmp_path: Path) -> Demo:
    """Opens a server that shows the demo; again on the same instance folder."""

    def open_one() -> House:
        if not (tmp_path / "instance").exists():
            shutil.copytree(made, tmp_path / "instance")
        home = house(BREADTH, instance=tmp_path / "instance", API_TOKENS=TOKEN, **DEMO)
        home.clock.wall = NOW
        return home

    return open_one


@pytest.fixture(scope="module")
def shut(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """A server that no test changes: all that they send is refused."""
    opened = House(tmp_path_factory.mktemp("shut") / "instance", BREADTH, API_TOKENS=TOKEN, UPLOAD_MEGABYTES="1")
    yield opened
    opened.close()


def errand(home: House) -> Errand:
    (job,) = (what for name, _, what in home.desk.jobs if name == "import")
    return job.__self__  # type: ignore[attr-defined, no-any-return]


def post(home: House, path: str, values: Any) -> Any:
    return home.client.post(f"/api/import{path}", json=values, headers=BEARER)


def send(home: House, upload: str, path: str, content: bytes, **options: Any) -> Any:
    kind = options.pop("content_type", "application/octet-stream")
    query = {"upload": upload, "path": path}
    return home.client.put(
        "/api/import/files", query_string=query, data=content, content_type=kind, headers=BEARER, **options
    )


def dropped(home: House, folder: Path, name: str = "theirs") -> Any:
    """A folder sent file by file, and started."""
    upload = post(home, "", {"market": name}).get_json()["upload"]
    for file in folder.rglob("*"):
        if file.is_file():
            answer = send(home, upload, file.relative_to(folder).as_posix(), file.read_bytes())
            assert answer.status_code == 200, answer.text
    return post(home, "/start", {"upload": upload})


def detail(answer: Any, status: int) -> str:
    assert answer.status_code == status, answer.text
    return str(answer.get_json(force=True)["detail"])


def market_of(home: House) -> tuple[str, bool]:
    market = load_market(home.desk.store)
    assert market is not None
    return market.name, market.demo


def test_a_dropped_folder_takes_the_demos_place_and_its_report_says_what_became_of_every_row(
    demo: Demo, folder: Path
) -> None:
    home = demo()
    assert market_of(home)[1] is True
    assert home.get("/api/import").get_json()["state"] == "idle"
    assert dropped(home, folder).get_json()["state"] == "waiting"
    errand(home).look()
    told = home.get("/api/import").get_json()
    assert (told["state"], told["folder"], told["follows"], told["sentence"]) == ("done", "theirs", "theirs", None)
    report = told["report"]
    assert (report["read"], report["stored"], report["kept_aside"]) == (160, 159, 1)
    (reason,) = report["reasons"]
    assert (reason["rows"], reason["examples"][0]["symbol"], reason["examples"][0]["session"]) == (
        1,
        "DDD",
        str(DAYS[5]),
    )
    (refused,) = report["refused"]
    assert refused["file"] == "PAGE.csv"
    assert "web page" in refused["sentence"]
    assert market_of(home) == ("Their market", False)
    assert home.desk.panel is not None
    assert home.desk.panel.market.name == "Their market"


def test_after_a_restart_the_folder_is_still_followed(demo: Demo, folder: Path) -> None:
    home = demo()
    dropped(home, folder)
    errand(home).look()
    home.desk.lease.release()
    again = demo()
    (source,) = again.desk.sources
    assert (again.desk.intake.folder, source.where) == (home.config.instance / "inbox" / "theirs", "theirs")
    write_csv(home.config.instance / "inbox" / "theirs" / "NEW.csv", walk(9, sessions(60)))
    again.desk.take_in()
    with again.desk.store.read() as connection:
        assert span(connection) == (sessions(60)[0], sessions(60)[-1])
    assert market_of(again) == ("Their market", False)


def test_a_folder_of_the_servers_machine_is_imported_where_it_is(demo: Demo, folder: Path) -> None:
    home = demo()
    assert post(home, "/start", {"folder": str(folder)}).status_code == 200
    errand(home).look()
    assert home.get("/api/import").get_json()["state"] == "done"
    assert home.desk.intake.folder == folder


def test_a_process_that_does_not_lead_leaves_it_to_the_one_that_does(demo: Demo, folder: Path) -> None:
    leader = demo()
    other = demo()
    assert not other.desk.leading
    assert post(other, "/start", {"folder": str(folder)}).status_code == 200
    errand(other).look()
    assert other.get("/api/import").get_json()["state"] == "waiting"
    errand(leader).look()
    assert other.get("/api/import").get_json()["state"] == "done"
    errand(other).look()
    assert other.desk.intake.folder == folder


def test_while_one_is_asked_for_no_other_is(demo: Demo, folder: Path) -> None:
    home = demo()
    post(home, "/start", {"folder": str(folder)})
    assert "running already" in detail(post(home, "/start", {"folder": str(folder)}), 409)
    assert "is running" in detail(post(home, "", {"market": "x"}), 409)


def test_an_import_that_was_killed_begins_again_with_the_next_leader(demo: Demo, folder: Path) -> None:
    home = demo()
    dropped(home, folder)  # and the process is gone before it has done anything
    home.desk.lease.release()
    again = demo()
    errand(again).look()
    assert again.get("/api/import").get_json()["state"] == "done"
    assert market_of(again) == ("Their market", False)


def test_a_stopped_import_gives_the_demo_back(demo: Demo, folder: Path) -> None:
    home = demo()
    post(home, "/start", {"folder": str(folder)})
    home.client.delete("/api/import", headers=BEARER)
    errand(home).look()
    told = home.get("/api/import").get_json()
    assert (told["state"], told["follows"], told["stopping"]) == ("cancelled", None, False)
    assert market_of(home)[1] is True


def test_an_import_that_cannot_be_told_of_is_not_tried_for_ever(
    demo: Demo, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = demo()
    post(home, "/start", {"folder": str(folder)})
    work = errand(home)
    state = work.post.folder / "state.json"

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    request = work.post.asked()
    assert request is not None
    work.post.tell(request, state="importing", asked_at=request.asked_at, told_at=request.asked_at)
    monkeypatch.setattr(Path, "write_text", full)
    with pytest.raises(CannotImport, match="No space left"):
        work.look()
    monkeypatch.undo()
    assert state.exists()
    told = home.get("/api/import").get_json()
    assert (told["state"], told["sentence"]) == (
        "failed",
        "The import ended without a report; the log on /health says why.",
    )


def test_another_market_is_refused_in_a_sentence_and_the_first_stays(demo: Demo, folder: Path, tmp_path: Path) -> None:
    home = demo()
    for path in (folder, write_folder(tmp_path / "other", 1, DAYS, name="Other")):
        post(home, "/start", {"folder": str(path)})
        errand(home).look()
    told = home.get("/api/import").get_json()
    assert told["state"] == "failed"
    assert "holds the market 'Their market'" in told["sentence"]
    assert (told["follows"], market_of(home)) == ("theirs", ("Their market", False))


def test_a_folder_of_web_pages_leaves_the_demo_and_is_not_followed(demo: Demo, tmp_path: Path) -> None:
    home = demo()
    (tmp_path / "pages").mkdir()
    (tmp_path / "pages" / "A.csv").write_text(WEB_PAGE)
    post(home, "/start", {"folder": str(tmp_path / "pages")})
    errand(home).look()
    told = home.get("/api/import").get_json()
    assert (told["state"], told["follows"]) == ("failed", None)
    assert "A.csv" in told["sentence"]
    assert market_of(home)[1] is True


def test_where_market_names_the_folder_no_other_is_brought(house: Opener, folder: Path) -> None:
    home = house(BREADTH, API_TOKENS=TOKEN, MARKET=str(folder))
    assert home.get("/api/import").get_json()["fixed"] is True
    assert "MARKET names" in detail(post(home, "/start", {"folder": str(folder)}), 409)
    assert "MARKET names" in detail(post(home, "", {"market": "x"}), 409)


@pytest.mark.parametrize(
    "path",
    [
        "",
        " ",
        "relative/folder",
        "~nobody-of-that-name/x",
        "/no/such/folder",
        "/root\0",
        "/" + "x" * 300,
        "..",
        7,
        None,
        [],
    ],
)
def test_a_path_that_cannot_be_read_is_one_sentence(shut: House, path: Any) -> None:
    answer = post(shut, "/start", {"folder": path})
    assert answer.status_code in (400, 409)
    assert detail(answer, answer.status_code).count(". ") == 0


@pytest.mark.parametrize("name", ["../x.csv", "/etc/passwd", ".hidden", "a\0b", "a/../../b"])
def test_a_name_that_leads_out_is_refused(shut: House, name: str) -> None:
    upload = post(shut, "", {"market": "x"}).get_json()["upload"]
    assert "was not taken" in detail(send(shut, upload, name, b"x"), 400)


def test_what_is_too_large_is_refused_before_it_is_read(shut: House) -> None:
    upload = post(shut, "", {"market": "x"}).get_json()["upload"]
    assert "1,048,576" in detail(send(shut, upload, "A.csv", b"x" * 1_048_577), 413)
    assert send(shut, upload, "A.csv", b"x" * 1_048_576).status_code == 200
    assert "UPLOAD_MEGABYTES" in detail(send(shut, upload, "B.csv", b"x"), 413)


def test_a_file_is_bytes_with_its_upload_and_path(shut: House) -> None:
    upload = post(shut, "", {"market": "x"}).get_json()["upload"]
    assert "octet-stream" in detail(send(shut, upload, "A.csv", b"x", content_type="text/csv"), 415)
    assert "over" in detail(send(shut, "0" * 16, "A.csv", b"x"), 409)
    bare = shut.client.put("/api/import/files", data=b"x", content_type="application/octet-stream", headers=BEARER)
    assert "'upload' is missing" in detail(bare, 400)


@pytest.mark.parametrize("body", [{}, [], {"folder": "/", "upload": "x"}, {"x": 1}, "text", 7])
def test_a_start_that_names_nothing_is_refused(shut: House, body: Any) -> None:
    assert '{"folder": "/srv/market"}' in detail(post(shut, "/start", body), 400)


@pytest.mark.parametrize(
    ("method", "path"), [("POST", ""), ("POST", "/start"), ("PUT", "/files?upload=x&path=y"), ("DELETE", "")]
)
def test_without_the_pages_token_nothing_is_written(shut: House, method: str, path: str) -> None:
    assert "write" in detail(shut.client.open(f"/api/import{path}", method=method, json={"folder": "/"}), 403)


def test_another_machine_names_no_path_of_this_one_without_a_login(shut: House) -> None:
    elsewhere = {"REMOTE_ADDR": "203.0.113.9"}
    answer = shut.client.post("/api/import/start", json={"folder": "/"}, environ_base=elsewhere)
    assert detail(answer, 401)


def test_a_market_of_many_files_passes_the_limit_of_writes(house: Opener) -> None:
    home = house(BREADTH, API_TOKENS=TOKEN, WRITE_RATE_LIMIT="2 per minute")
    upload = post(home, "", {"market": "x"}).get_json()["upload"]
    assert {send(home, upload, f"{n}.csv", b"x").status_code for n in range(9)} == {200}
