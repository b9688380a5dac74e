"""Requests made from the document, by the thousand where asked: no 500, every answer as declared, nonsense refused as a problem.

CI makes a few of each operation. To make more, and other ones each time:

    FUZZ_EXAMPLES=2000 pytest -n0 tests/gateway/test_schemathesis.py
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
import schemathesis
from house import House
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from markets import demo_panel
from schemathesis.specs.openapi.checks import (
    ensure_resource_availability,
    ignored_auth,
    missing_required_header,
    negative_data_rejection,
    positive_data_acceptance,
    use_after_free,
)  # fmt: skip

from dashboard.sections import discover

ASKED = int(os.environ.get("FUZZ_EXAMPLES", "0"))
SEEDED, EXAMPLES = ASKED == 0, ASKED or 3
OFTEN = settings(
    max_examples=EXAMPLES, derandomize=SEEDED, deadline=None, database=None, phases=(Phase.explicit, Phase.generate),
    suppress_health_check=list(HealthCheck),
)  # fmt: skip
TOKEN = "a token of twenty-four characters or more"
BEARER = {"Authorization": f"Bearer {TOKEN}"}
PLAIN = {"Accept-Encoding": "identity"}  # its transport does not unpack
NOT_CHECKED = (
    positive_data_acceptance,  # a day before the first session is a day, and refused
    negative_data_rejection,  # numbers come as text in a form's words, which the account takes
    ignored_auth,  # this machine may read without
    missing_required_header, ensure_resource_availability, use_after_free,
)  # fmt: skip
SESSIONS = 260
LIMITS = {"RATE_LIMIT": "off", "WRITE_RATE_LIMIT": "off", "FLOOD_LIMIT": "0"}
PARAMETERS = ("as_of", "from", "to", "sessions", "symbol", "format", "equity", "kelly_fraction", "level", "limit", "x")
VALUES = (
    "2019-06-14",
    "2019-02-30",
    "1",
    "0",
    "-1",
    "1e3",
    "csv",
    "json",
    "DEMO",
    "",
    "NaT",
    "1e999",
    "9" * 400,
    "\x00",
    "é",
    "=1+1",
    "%",
)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """Every section on a market of one year, for writers as well."""
    one = House(tmp_path_factory.mktemp("fuzz"), *discover(), API_TOKENS=TOKEN, **LIMITS)
    one.clock.wall = datetime(2019, 12, 31, 23, 0, tzinfo=UTC)
    one.show(demo_panel(40).first(SESSIONS))
    yield one
    one.close()


@pytest.fixture(scope="module")
def operations(home: House) -> list[Any]:
    """What schemathesis makes of the document."""
    schema = schemathesis.openapi.from_wsgi("/api/openapi.json", home.app, headers=BEARER)
    return [found.ok() for found in schema.get_all_operations()]


def test_every_answer_to_what_the_document_allows_is_what_it_declares(operations: list[Any]) -> None:
    assert len(operations) > 25
    for operation in operations:

        @OFTEN
        @given(operation.as_strategy())
        def ask(case: Any) -> None:
            response = case.call(headers=BEARER | PLAIN)
            case.validate_response(response, excluded_checks=list(NOT_CHECKED))

        ask()


def test_whatever_else_is_asked_is_answered_or_refused_as_a_problem(home: House, operations: list[Any]) -> None:
    """Parameters that are not there, twice there or nonsense; paths that lead nowhere; headers of any text."""
    paths = [operation.path for operation in operations] + [
        "/api/",
        "/api/regime",
        "/api//x",
        "/api/%00",
        "/api/../health",
    ]
    pairs = st.tuples(st.sampled_from(PARAMETERS) | st.text(max_size=8), st.sampled_from(VALUES) | st.text(max_size=20))
    plain = st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=40)
    names = st.sampled_from(
        ["If-None-Match", "Accept", "Accept-Encoding", "Authorization", "Cookie", "X-Request-Id", "Range", "Origin"]
    )

    @settings(OFTEN, max_examples=EXAMPLES * len(paths))
    @given(st.sampled_from(paths), st.lists(pairs, max_size=4), st.dictionaries(names, plain, max_size=3))
    def ask(path: str, query: list[tuple[str, str]], headers: dict[str, str]) -> None:
        answer = home.get(path, query_string=query, headers=headers)
        assert answer.status_code < 500 or path == "/readyz", (path, query, headers)
        assert "Traceback" not in answer.text
        assert answer.headers["X-Request-Id"]

    ask()


def test_whatever_is_written_is_taken_or_refused_as_a_problem_and_never_half(home: House) -> None:
    settings_now = home.get("/api/account").get_json()["settings"]
    plain = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=12)
    values = st.recursive(
        plain, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3)
    )
    written = st.dictionaries(
        st.sampled_from([*settings_now, "gross_caps_pct.choppy", "lot_sizes.DEMO", "x"]), values, max_size=4
    )
    bodies = written.map(lambda one: json.dumps(one).encode()) | st.binary(max_size=80)
    types = st.sampled_from(
        ["application/json", "application/json; charset=utf-16", "text/plain", "", "multipart/form-data; boundary=x"]
    )

    @settings(OFTEN, max_examples=EXAMPLES * 10)
    @given(st.sampled_from(["PUT", "POST", "PATCH", "DELETE"]), bodies, types)
    def write(method: str, body: bytes, kind: str) -> None:
        before = home.get("/api/account").get_json()
        answer = home.client.open("/api/account", method=method, data=body, content_type=kind, headers=BEARER)
        assert answer.status_code in (200, 400, 405, 413, 415), (answer.status_code, body)
        if answer.status_code != 200:
            assert home.get("/api/account").get_json() == before

    write()
