"""The document of the API: every route is in it, it is valid OpenAPI 3.1, and its bytes change only with the code."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from house import House, Opener
from jsonschema import Draft202012Validator
from openapi_spec_validator import OpenAPIV31SpecValidator

from dashboard.sections import discover

WEB_PAGES = ("/api",)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """Every section, before its first computation."""
    one = House(tmp_path_factory.mktemp("openapi"), *discover())
    yield one
    one.close()


@pytest.fixture(scope="module")
def document(home: House) -> dict[str, Any]:
    return home.get("/api/openapi.json").get_json()


def test_it_is_valid_openapi_3_1(document: dict[str, Any]) -> None:
    assert document["openapi"].startswith("3.1")
    assert [str(error) for error in OpenAPIV31SpecValidator(document).iter_errors()] == []


def test_every_schema_in_it_is_json_schema_2020_12(document: dict[str, Any]) -> None:
    for schema in document["components"]["schemas"].values():
        Draft202012Validator.check_schema(schema)


def test_every_route_of_the_api_is_in_it_with_its_methods(home: House, document: dict[str, Any]) -> None:
    """Read from the application's map: a route that another room adds without describing it fails here."""
    for rule in home.app.url_map.iter_rules():
        if rule.endpoint == "api_unknown" or not rule.rule.startswith(("/api/", "/livez", "/readyz", "/metrics")):
            continue
        path = rule.rule.replace("<", "{").replace(">", "}")
        assert path in document["paths"], f"{rule.rule} is not described: put @described(Operation(…)) above its view"
        methods = {method.lower() for method in (rule.methods or ()) if method not in ("HEAD", "OPTIONS")}
        assert methods <= set(document["paths"][path]), rule.rule


def test_it_tells_of_no_address_that_is_not_there(home: House, document: dict[str, Any]) -> None:
    rules = {rule.rule.replace("<", "{").replace(">", "}") for rule in home.app.url_map.iter_rules()}
    assert set(document["paths"]) <= rules


def test_its_parameters_are_those_of_the_contract(document: dict[str, Any]) -> None:
    def names(path: str) -> list[str]:
        return [each["name"] for each in document["paths"][path]["get"]["parameters"]]

    assert names("/api/breadth/current") == ["as_of", "format"]
    assert names("/api/breadth/history") == ["as_of", "sessions", "from", "to", "format"]
    assert names("/api/index/sma") == ["as_of", "symbol", "format"]
    assert names("/api/position/risk") == ["as_of", "equity", "risk_per_trade_pct", "kelly_fraction"]


def test_every_operation_says_how_it_refuses(document: dict[str, Any]) -> None:
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            statuses = set(operation["responses"])
            assert {"200", "400", "405", "429", "503"} <= statuses, path
            assert ({"413", "415"} <= statuses) == (method != "get"), path


def test_a_problem_is_what_the_document_says(home: House, document: dict[str, Any]) -> None:
    problem = Draft202012Validator(document["components"]["schemas"]["Problem"])
    for path in ("/api/nothing", "/api/breadth/current?asof=2018-01-01", "/api/health?verbose=1", "/api/pulse?x=1"):
        answer = home.get(path)
        assert answer.content_type == "application/problem+json", path
        problem.validate(json.loads(answer.data))


def test_a_platform_route_names_the_parameter_that_it_does_not_take(home: House) -> None:
    answer = home.get("/api/health?verbose=1")
    assert answer.status_code == 400
    assert "'verbose' is not a parameter here" in answer.get_json(force=True)["detail"]


def test_its_bytes_are_the_same_in_every_process_and_it_is_not_sent_twice(
    home: House, house: Opener, tmp_path: Path
) -> None:
    first = home.get("/api/openapi.json")
    second = house(*discover(), instance=tmp_path / "another").get("/api/openapi.json")
    assert first.data == second.data
    again = home.get("/api/openapi.json", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


def test_behind_a_prefix_it_names_the_server_there(home: House) -> None:
    mounted = home.client.get("/api/openapi.json", environ_overrides={"SCRIPT_NAME": "/desk"}).get_json()
    assert mounted["servers"] == [{"url": "/desk"}]
