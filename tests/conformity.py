"""Every answer that a test gets is held against the schemas that the API's document is made of."""

from __future__ import annotations

from functools import cache
from typing import Any

import orjson
from flask.testing import FlaskClient
from jsonschema_rs import Draft202012Validator, ValidationError
from werkzeug.test import TestResponse

from dashboard.gateway.openapi.answers import PROBLEM
from dashboard.gateway.openapi.envelopes import COVERAGE, ENVELOPE, MARKET, data_name, envelope_of
from dashboard.section import Endpoint, Section

JSON_TYPE, PROBLEM_TYPE, CSV_TYPE = "application/json", "application/problem+json", "text/csv; charset=utf-8"
SHARED = {"Envelope": ENVELOPE, "Market": MARKET, "Coverage": COVERAGE}


class ConformingClient(FlaskClient):
    """A test client that fails on any answer of a section which is not as declared, and on any refusal under /api that is no problem."""

    def open(self, *args: Any, **options: Any) -> TestResponse:
        response = super().open(*args, **options)
        conforms(self.application.extensions["desk"].sections, response)
        return response


def conforms(sections: tuple[Section, ...], response: TestResponse) -> None:
    """AssertionError says where an answer differs from what is declared."""
    path = response.request.path
    if path.startswith("/api/") and response.status_code >= 400:
        assert response.content_type == PROBLEM_TYPE, f"{path}: {response.status_code} as {response.content_type}"
        _hold(_problem(), response)
        return
    endpoint = _endpoint(sections, path)
    if endpoint is None or response.status_code == 304 or response.request.method == "HEAD":
        return
    assert response.status_code in (200, 202), f"{path} answered {response.status_code}"
    if response.content_type != CSV_TYPE:
        assert response.content_type == JSON_TYPE, f"{path}: {response.content_type}"
        _hold(validator(*endpoint, loading=response.status_code == 202), response)


def _hold(schema: Draft202012Validator, response: TestResponse) -> None:
    packed = response.headers.get("Content-Encoding") == "gzip"
    if packed:
        return  # the same bytes as without, which another test says
    try:
        schema.validate(orjson.loads(response.get_data()))
    except ValidationError as error:
        where = "/".join(str(part) for part in error.instance_path)
        raise AssertionError(f"{response.request.path} at {where}: {error.message[-400:]}") from None


def _endpoint(sections: tuple[Section, ...], path: str) -> tuple[Section, Endpoint] | None:
    every = ((one, endpoint) for one in sections for endpoint in one.endpoints)
    return next((pair for pair in every if path == f"/api/{pair[0].key}/{pair[1].name}"), None)


_made: dict[tuple[int, str, str, bool], tuple[Any, Draft202012Validator]] = {}


def validator(section: Section, endpoint: Endpoint, *, loading: bool) -> Draft202012Validator:
    """Of one endpoint's whole answer; made once for each declaration."""
    key = (id(endpoint.schema), section.key, endpoint.name, loading)
    if key not in _made:
        data = {} if endpoint.schema is None else endpoint.schema()
        schemas = SHARED | {data_name(section, endpoint): data}
        whole = envelope_of(section, endpoint, loading=loading) | {"components": {"schemas": schemas}}
        _made[key] = (endpoint.schema, Draft202012Validator(whole, validate_formats=True))  # keeps what the id is of
    return _made[key][1]


@cache
def _problem() -> Draft202012Validator:
    return Draft202012Validator(PROBLEM)
