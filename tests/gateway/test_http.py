"""HTTP as its standards have it, on every kind of answer: ids, validators, caching, methods, sizes, and what protects a browser."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

import pytest
from builders import panel, section
from flask import Blueprint
from flask.testing import FlaskClient
from house import House

TOKEN = "t0ken-of-twenty-four-characters"
BEARER = {"Authorization": f"Bearer {TOKEN}"}
SNAPSHOT, SLICE, FILE = "/api/mean/current", "/api/mean/history?sessions=300", "/api/mean/history?format=csv"
ANSWERS = {
    SNAPSHOT: 200, "/api/mean/history": 200, "/api/pulse": 200, SLICE: 200, FILE: 200, "/api/health": 200, "/livez": 200,
    "/methods": 200, "/login": 200, "/static/css/page.css": 200, "/api/account": 200, "/api/nothing": 404, "/nothing": 404,
    "/api/mean/history?sessions=x": 400, "/api/mean/broken": 500, f"/api/mean/history?symbol={'A' * 5000}": 414, "/static/nothing.js": 404,
}  # fmt: skip
VALIDATED = [SNAPSHOT, "/api/pulse", SLICE, FILE]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """400 sessions, and a route that has a fault."""
    faulty = Blueprint("faulty", __name__)

    @faulty.get("/api/mean/broken")
    def broken() -> str:
        raise ZeroDivisionError("a fault")

    opened = House(tmp_path_factory.mktemp("http"), section(blueprint=faulty), API_TOKENS=TOKEN)
    yield opened.show(panel([[float(i), float(i) + 1] for i in range(400)]))
    opened.close()


def ask(home: House, path: str, method: str = "GET", **options: Any) -> Any:
    """As a program with a token, which may write too."""
    client = FlaskClient(home.app, home.app.response_class, use_cookies=False)
    answer = client.open(path, method=method, headers=BEARER | options.pop("headers", {}), buffered=True, **options)
    answer.close()
    return answer


@pytest.mark.parametrize(("path", "status"), ANSWERS.items(), ids=[path[:40] for path in ANSWERS])
def test_every_answer_protects_the_browser_has_an_id_and_says_who_may_keep_it(
    home: House, path: str, status: int
) -> None:
    answer = ask(home, path)
    assert answer.status_code == status
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Referrer-Policy"] == "same-origin"
    assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin"
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert len(answer.headers.getlist("X-Request-Id")) == 1
    assert len(answer.headers["X-Request-Id"]) >= 8
    assert answer.headers["Cache-Control"]
    if status >= 400:
        assert "no-store" in answer.headers["Cache-Control"]
    if answer.mimetype == "text/html":
        assert "private" in answer.headers["Cache-Control"]
        assert "Cookie" in answer.headers["Vary"]
    assert int(answer.headers["Content-Length"]) == len(answer.data)


@pytest.mark.parametrize("path", [*VALIDATED, "/login", "/static/css/page.css", "/api/nothing", "/api/mean/broken"])
def test_a_clients_own_request_id_is_kept_when_it_is_plain(home: House, path: str) -> None:
    answer = ask(home, path, headers={"X-Request-Id": "proxy-0815"})
    assert answer.headers["X-Request-Id"] == "proxy-0815"
    if answer.content_type == "application/problem+json":
        assert answer.get_json(force=True)["request_id"] == "proxy-0815"


@pytest.mark.parametrize("given", ["", "---", "a b", "x" * 65, "<script>", "a\tb", "ä"])
def test_an_id_that_could_forge_a_line_of_a_log_is_replaced(home: House, given: str) -> None:
    for path in (SNAPSHOT, SLICE):
        answer = ask(home, path, headers={"X-Request-Id": given})
        assert answer.headers["X-Request-Id"] != given
        assert answer.headers["X-Request-Id"].isalnum()


def test_no_two_requests_share_an_id(home: House) -> None:
    assert (
        len({ask(home, path).headers["X-Request-Id"] for path in (SNAPSHOT, SLICE, "/livez") for _ in range(20)}) == 60
    )


@pytest.mark.parametrize("path", VALIDATED)
def test_what_a_client_has_already_is_304_with_the_same_validators_and_no_body(home: House, path: str) -> None:
    first = ask(home, path)
    again = ask(home, path, headers={"If-None-Match": first.headers["ETag"], "X-Request-Id": "mine"})
    assert (again.status_code, again.data) == (304, b"")
    for name in ("ETag", "Cache-Control", "Vary"):
        assert again.headers[name] == first.headers[name]
    assert "Content-Type" not in again.headers
    assert "Content-Encoding" not in again.headers
    assert again.headers["X-Request-Id"] == "mine"
    assert ask(home, path, headers={"If-None-Match": '"another"'}).status_code == 200


@pytest.mark.parametrize("path", VALIDATED)
def test_the_newest_figures_are_stored_but_asked_for_each_time(home: House, path: str) -> None:
    answer = ask(home, path)
    assert answer.headers["Cache-Control"] == "no-cache"
    assert answer.headers["Vary"] == "Accept-Encoding"


@pytest.mark.parametrize("path", ["/livez", "/readyz", "/api/account", "/login"])
def test_what_is_true_only_now_or_for_one_person_is_not_stored(home: House, path: str) -> None:
    assert "no-store" in ask(home, path).headers["Cache-Control"]


@pytest.mark.parametrize("path", [*VALIDATED, "/api/health", "/login", "/livez", "/api/nothing"])
def test_head_is_get_without_the_body(home: House, path: str) -> None:
    full, head = ask(home, path), ask(home, path, "HEAD")
    assert (head.status_code, head.data) == (full.status_code, b"")
    assert (head.content_type, head.headers.get("ETag")) == (full.content_type, full.headers.get("ETag"))


@pytest.mark.parametrize("path", [SNAPSHOT, SLICE, "/api/health", "/methods"])
def test_options_names_the_methods(home: House, path: str) -> None:
    answer = ask(home, path, "OPTIONS")
    assert answer.status_code in (200, 204)
    assert set(answer.headers["Allow"].split(", ")) == {"GET", "HEAD", "OPTIONS"}


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "TRACE", "BREW"])
@pytest.mark.parametrize("path", [SNAPSHOT, SLICE, "/api/health"])
def test_a_method_that_an_address_does_not_answer_is_405_and_names_those_that_it_does(
    home: House, path: str, method: str
) -> None:
    answer = ask(home, path, method)
    assert (answer.status_code, answer.content_type) == (405, "application/problem+json")
    assert set(answer.headers["Allow"].split(", ")) == {"GET", "HEAD", "OPTIONS"}


@pytest.mark.parametrize("method", ["GET", "POST", "DELETE", "OPTIONS"])
def test_where_nothing_is_every_method_is_404(home: House, method: str) -> None:
    answer = ask(home, "/api/nothing", method)
    assert (answer.status_code, answer.content_type) == (404, "application/problem+json")


def test_a_fault_is_a_problem_that_tells_nothing_of_the_inside(home: House) -> None:
    answer = ask(home, "/api/mean/broken")
    body = answer.get_json(force=True)
    assert (body["status"], body["section"], body["request_id"]) == (500, "mean", answer.headers["X-Request-Id"])
    assert "ZeroDivisionError" not in answer.text
    assert "a fault" not in body["title"]


@pytest.mark.parametrize(
    ("kind", "length"), [("application/json", 65 * 1024), ("application/octet-stream", 1024 * 1024 + 1)]
)
def test_a_body_that_is_too_large_is_refused_by_its_head_alone(home: House, kind: str, length: int) -> None:
    body = Unread()
    head = {"CONTENT_TYPE": kind, "CONTENT_LENGTH": str(length), "wsgi.input": body}
    answer = ask(home, "/api/account", "PUT", environ_overrides=head)
    assert (answer.status_code, answer.content_type) == (413, "application/problem+json")
    assert not body.was_read


class Unread(io.BytesIO):
    """A body that tells whether anybody read it."""

    was_read = False

    def read(self, *_: Any) -> bytes:
        """Nothing is there."""
        self.was_read = True
        return b""


def test_a_form_that_is_too_large_is_refused_too(home: House) -> None:
    answer = ask(home, "/login", "POST", data={"password": "x" * 20_000})
    assert (answer.status_code, answer.mimetype) == (413, "text/html")


def test_the_longest_address_that_is_taken_and_one_more(home: House) -> None:
    path = "/api/mean/history"
    statuses = [
        ask(home, f"{path}?symbol={'A' * (4096 - len(path) - len('symbol=') + more)}").status_code for more in (0, 1)
    ]
    assert statuses == [400, 414]
