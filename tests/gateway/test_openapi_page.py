"""The page of the API: every operation of the document, its parameters, and its fields with kinds and units."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from house import House, Opener
from werkzeug.security import generate_password_hash

from dashboard.gateway.openapi.reading import fields, kind_of
from dashboard.sections import discover


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """Every section, before its first computation: the page needs no figures."""
    one = House(tmp_path_factory.mktemp("api-page"), *discover())
    yield one
    one.close()


def test_it_holds_every_operation_of_the_document_once(home: House) -> None:
    page = home.get("/api").text
    paths = home.get("/api/openapi.json").get_json()["paths"]
    names = [operation["operationId"] for methods in paths.values() for operation in methods.values()]
    assert len(names) == len(set(names)) > 25
    for name in names:
        assert page.count(f'class="operation" id="{name}"') == 1, name


def test_figures_stand_there_with_kind_unit_and_meaning(home: House) -> None:
    page = home.get("/api").text
    row = r"<code>summation</code></th><td>number or null</td><td></td><td>McClellan summation index</td>"
    assert re.search(row, page)
    assert "<code>sectors[].ad_pct</code></th><td>number or null</td><td>%</td><td>Net advances</td>" in page


def test_it_runs_under_the_strict_policy_without_inline_script_or_style(home: House) -> None:
    response = home.get("/api")
    assert "unsafe-inline" not in response.headers["Content-Security-Policy"]
    assert "style=" not in response.text
    assert all('src="' in tag for tag in re.findall(r"<script[^>]*>", response.text))


def test_keys_that_share_their_meaning_are_told_once() -> None:
    average = {"type": ["number", "null"], "description": "An average, in %", "x-unit": "%"}
    schema = {"type": "object", "properties": {"20": average, "50": average}}
    found = list(fields({}, schema))
    assert [(one.name, one.kind, one.unit, one.meaning) for one in found] == [
        ("{20, 50}", "number or null", "%", "An average")
    ]


def test_references_alternatives_and_lists_are_read_through() -> None:
    document = {"components": {"schemas": {"Day": {"type": "string", "format": "date"}}}}
    day = {"$ref": "#/components/schemas/Day"}
    assert kind_of(document, {"anyOf": [day, {"type": "null"}]}) == "day or null"
    assert kind_of(document, {"type": "array", "items": day}) == "list of: day"
    assert kind_of(document, {"enum": ["up", "down", None]}) == "up, down, null"
    rows = {
        "type": "object",
        "properties": {"rows": {"type": "array", "items": {"type": "object", "properties": {"on": day}}}},
    }
    assert [one.name for one in fields(document, rows)] == ["rows", "rows[].on"]


def test_other_pages_lead_to_it(home: House) -> None:
    for page in ("/", "/methods"):
        assert 'href="/api"' in home.get(page).text, page


def test_another_machine_is_sent_to_the_login_and_comes_back(house: Opener) -> None:
    away = house(PASSWORD_HASH=generate_password_hash("a long one", "pbkdf2:sha256:1"))
    answer = away.get("/api", headers={"Accept": "text/html"}, environ_base={"REMOTE_ADDR": "192.0.2.1"})
    assert (answer.status_code, answer.headers["Location"]) == (303, "/login?next=/api")
