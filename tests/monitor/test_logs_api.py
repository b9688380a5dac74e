"""/api/logs: the newest lines first, across files that move on, and downloads of all of them."""

from __future__ import annotations

import csv
import io
import json
import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from builders import section
from flask import Flask
from house import House, Opener
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.monitor.logs import served
from dashboard.monitor.logs.reader import BLOCK, backwards, forwards, lines_backwards, opened
from dashboard.monitor.logs.rotation import RotatedFile

LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")


def document(n: int, **values: Any) -> dict[str, Any]:
    """A line as the product stores it: one a second, levels and sections in turn."""
    given = {
        "time": f"2018-02-07T{n // 3600:02d}:{n // 60 % 60:02d}:{n % 60:02d}.000Z", "level": LEVELS[n % 5], "logger": "tests",
        "message": f"line {n}", "section": ("breadth", "regime", None)[n % 3], "request_id": f"r{n % 7}", "pid": 1,
    }  # fmt: skip
    return {name: value for name, value in (given | values).items() if value is not None}


def store(
    path: Path, documents: list[dict[str, Any]], most_bytes: int = 10**6, files: int = 50
) -> list[dict[str, Any]]:
    file = RotatedFile(path, most_bytes, files)
    for each in documents:
        file.append(json.dumps(each, separators=(",", ":"), ensure_ascii=False).encode() + b"\n")
    file.close()
    return documents


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """2,000 lines over a dozen files, more than a block of the reader's, and half a line at the end."""
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    one = House(tmp_path_factory.mktemp("logs"), section(key="breadth"), LOG_LEVEL="ERROR")
    path = one.config.log_folder / "dashboard.jsonl"
    store(path, [document(n, message=f"line {n} {'x' * (n % 150)}") for n in range(2000)], most_bytes=30_000)
    with path.open("ab") as file:
        file.write(b'{"time":"2018-02-08T00:00:00.000Z","level":"ERROR","mess')
    yield one
    one.close()
    root.handlers[:] = handlers
    root.setLevel(level)


def numbers(answer: Any) -> list[int]:
    assert answer.status_code == 200, answer.text
    return [int(line["message"].split()[1]) for line in answer.get_json()["logs"]]


def test_the_newest_come_first_and_a_torn_line_is_left_out(home: House) -> None:
    assert numbers(home.get("/api/logs")) == list(range(1999, 1899, -1))


def test_every_line_has_all_fields_known_or_null(home: House) -> None:
    (line,) = home.get("/api/logs?limit=1").get_json()["logs"]
    assert (line["message"][:9], line["level"], line["section"], line["exception"]) == (
        "line 1999",
        "CRITICAL",
        "regime",
        None,
    )
    assert set(line) >= {"id", "time", "logger", "job", "request_id", "pid", "thread", "fields"}


@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        ("level=error", lambda n: n % 5 >= 3),
        ("section=breadth", lambda n: n % 3 == 0),
        ("request_id=r4", lambda n: n % 7 == 4),
        ("q=LINE 77", lambda n: str(n).startswith("77")),
        ("from=2018-02-07T00:10:00Z&to=2018-02-07T00:10:09Z", lambda n: 600 <= n <= 609),
        ("from=2018-02-07T01:10:00%2B01:00&to=2018-02-07T00:10:09.5", lambda n: 600 <= n <= 609),
        ("to=2018-02-06", lambda _: False),
        ("from=2018-02-07&to=2018-02-07&level=critical&section=regime", lambda n: n % 5 == 4 and n % 3 == 1),
        ("q=nowhere", lambda _: False),
        ('q="', lambda _: False),
    ],
)
def test_a_filter_finds_exactly_what_a_look_at_every_line_finds(home: House, query: str, wanted: Any) -> None:
    found = numbers(home.get(f"/api/logs?limit=1000&{query}"))
    assert found == [n for n in range(1999, -1, -1) if wanted(n)][:1000]


def test_page_by_page_every_line_comes_exactly_once(home: House) -> None:
    found, before = [], ""
    while before is not None:
        answer = home.get(f"/api/logs?limit=333&section=breadth{before and f'&before={before}'}")
        found += numbers(answer)
        before = answer.get_json()["next"]
    assert found == [n for n in range(1999, -1, -1) if n % 3 == 0]


def test_a_place_outlasts_files_that_are_put_aside_and_ends_with_its_own(tmp_path: Path, house: Opener) -> None:
    home = house(section(), LOG_LEVEL="ERROR")
    path = home.config.log_folder / "dashboard.jsonl"
    store(path, [document(n) for n in range(100)], most_bytes=4000)
    first = home.get("/api/logs?limit=10")
    store(path, [document(n) for n in range(100, 160)], most_bytes=4000)
    before = first.get_json()["next"]
    assert numbers(home.get(f"/api/logs?limit=10&before={before}")) == list(range(89, 79, -1))
    store(path, [document(n) for n in range(200, 300)], most_bytes=200, files=2)
    gone = home.get(f"/api/logs?limit=10&before={before}").get_json()
    assert (gone["logs"], gone["next"]) == ([], None)


def test_nothing_new_is_not_sent_again(house: Opener) -> None:
    home = house(section())
    logging.getLogger("tests").error("first")
    tag = home.get("/api/logs").headers["ETag"]
    assert home.get("/api/logs", headers={"If-None-Match": tag}).status_code == 304
    assert home.get("/api/logs?level=ERROR", headers={"If-None-Match": tag}).status_code == 200
    logging.getLogger("tests").error("second")
    assert home.get("/api/logs", headers={"If-None-Match": tag}).status_code == 200


def test_what_is_logged_can_be_read_at_once_with_its_exception_and_its_fields(house: Opener) -> None:
    home = house(section())
    try:
        raise KeyError("SPY")
    except KeyError:
        logging.getLogger("tests").exception("No bars of %s", "SPY", extra={"session": "2018-02-07", "tried": [1, 2]})
    line = home.get("/api/logs?limit=1&q=bars of spy").get_json()["logs"][0]
    assert line["fields"] == {"session": "2018-02-07", "tried": [1, 2]}
    assert (line["exception"]["type"], line["exception"]["message"]) == ("KeyError", "'SPY'")
    assert "test_logs_api.py" in line["exception"]["traceback"]
    assert home.get("/api/logs?q=test_logs_api.py&limit=1").get_json()["logs"][0]["id"] == line["id"]


@pytest.mark.parametrize(
    ("query", "named"),
    [
        ("levle=ERROR", "levle"), ("level=LOUD", "level"), ("limit=0", "limit"), ("limit=1001", "limit"), ("limit=ten", "limit"),
        ("from=yesterday", "from"), ("to=2018-02-30", "to"), ("from=2018-02-08&to=2018-02-07", "from"), ("before=7", "before"),
        ("before=abcdef0123-9x", "before"), ("section=a%20b", "section"), ("request_id=%0A", "request_id"), ("q=", "q"),
        ("q=%00", "q"), ("format=xml", "format"), ("format=csv&limit=5", "limit"), ("from=0001-01-01T00:00:00%2B14:00", "from"),
    ],
)  # fmt: skip
def test_nonsense_is_refused_by_a_sentence_that_names_the_parameter(home: House, query: str, named: str) -> None:
    answer = home.get(f"/api/logs?{query}")
    assert (answer.status_code, answer.content_type) == (400, "application/problem+json")
    assert named in answer.get_json(force=True)["detail"]


def test_a_download_is_the_files_as_they_are_the_oldest_first(home: House) -> None:
    answer = home.get("/api/logs?format=jsonl")
    lines = [json.loads(line) for line in answer.data.splitlines()]
    assert [line["message"].split()[1] for line in lines] == [str(n) for n in range(2000)]
    assert answer.headers["Content-Disposition"] == 'attachment; filename="dashboard-logs-20180207T150000Z.jsonl"'


def test_a_filtered_download_holds_what_the_pages_hold(home: House) -> None:
    lines = home.get("/api/logs?format=jsonl&level=ERROR&q=line 1").data.splitlines()
    wanted = [n for n in range(2000) if n % 5 >= 3 and str(n).startswith("1")]
    assert [int(json.loads(line)["message"].split()[1]) for line in lines] == wanted


def test_a_table_has_a_row_for_every_line_and_runs_no_formula(house: Opener) -> None:
    home = house(section(), LOG_LEVEL="ERROR")
    path = home.config.log_folder / "dashboard.jsonl"
    failure = {"type": "ValueError", "message": "x", "traceback": "a\n  b"}
    store(path, [document(0, message='=cmd()|"x", y', fields={"a": 1}, exception=failure), document(1)])
    rows = list(csv.DictReader(io.StringIO(home.get("/api/logs?format=csv").text)))
    assert [row["message"] for row in rows] == ['\'=cmd()|"x", y', "line 1"]
    assert (rows[0]["exception"], rows[0]["traceback"], rows[0]["fields"]) == ("ValueError: x", "a\n  b", '{"a":1}')


def test_a_download_that_began_is_whole_although_files_are_put_aside_meanwhile(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    written = store(path, [document(n) for n in range(500)], most_bytes=10_000)
    with opened(path) as segments:
        store(path, [document(n) for n in range(500, 600)], most_bytes=500, files=2)
        found = [json.loads(line) for block in forwards(segments) for line in block.splitlines()]
    assert found == written


@given(lengths=st.lists(st.integers(0, BLOCK), max_size=12), torn=st.integers(0, 3), files=st.integers(1, 3))
@settings(max_examples=40, deadline=None)
def test_backwards_and_forwards_are_each_others_mirror_however_lines_lie_in_blocks(
    tmp_path_factory: pytest.TempPathFactory, lengths: list[int], torn: int, files: int
) -> None:
    path = tmp_path_factory.mktemp("mirror") / "a.jsonl"
    written = [b"%d" % n + b"x" * length + b"\n" for n, length in enumerate(lengths)]
    for number in range(files):
        name = path if number == files - 1 else path.with_name(f"a.jsonl.{files - 1 - number}")
        name.write_bytes(b"".join(written[number::files]) + b"t" * torn)
    in_order = [line for number in range(files) for line in written[number::files]]
    with opened(path) as segments:
        found = [line for place in backwards(segments) for line in lines_backwards(*place)]
        assert [line.text for line in found] == in_order[::-1]
        assert [line for block in forwards(segments) for line in block.splitlines(keepends=True)] == in_order
        for line in found:
            assert line.segment.block(line.start, line.start + len(line.text)) == line.text
            earlier = [other.text for place in backwards(segments, line.place) for other in lines_backwards(*place)]
            assert earlier == in_order[: in_order.index(line.text)][::-1]


def test_other_machines_see_no_logs(home: House) -> None:
    answer = home.get("/api/logs", environ_base={"REMOTE_ADDR": "203.0.113.9"})
    assert answer.status_code == 403


class Ticks:
    """A clock that goes on by as much as a test says at every look."""

    step = now = 0.0

    def __call__(self) -> float:
        self.now += self.step
        return self.now


@pytest.mark.parametrize(
    ("path", "seconds", "wanted"),
    [
        ("/fine", 0.2, None), ("/fine", 1.5, "GET /fine answered 200 after 1.500 s."),
        ("/away", 0.1, "GET /away answered 503 after 0.100 s."), ("/readyz", 0.1, None),
    ],
)  # fmt: skip
def test_slow_and_failed_requests_are_logged_and_no_others(
    path: str, seconds: float, wanted: str | None, caplog: pytest.LogCaptureFixture
) -> None:
    app, clock = Flask("tests", root_path="."), Ticks()
    clock.step = seconds
    served.install(app, clock)
    app.add_url_rule("/fine", "fine", lambda: "")
    app.add_url_rule("/away", "away", lambda: ("", 503))
    app.add_url_rule("/readyz", "readyz", lambda: ("", 503))
    with caplog.at_level(logging.INFO):
        app.test_client().get(path)
    assert [record.getMessage() for record in caplog.records] == ([] if wanted is None else [wanted])
