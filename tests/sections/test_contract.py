"""The contract that every section keeps; a new folder under sections/ is covered on arrival."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from flask import Flask
from house import House
from jsonschema_rs import Draft202012Validator
from markets import demo_panel, index_only_panel

from dashboard.market.panel import Panel
from dashboard.runtime.encode import encode
from dashboard.section import Endpoint, Result, Section
from dashboard.sections import __path__ as sections_path
from dashboard.sections import discover

SECTIONS = discover()
CASES = [
    pytest.param(section, endpoint, id=f"{section.key}-{endpoint.name}")
    for section in SECTIONS
    for endpoint in section.endpoints
]
SERIES_CASES = [case for case in CASES if case.values[1].kind == "series"]
EVERY = pytest.mark.parametrize("section", SECTIONS, ids=lambda section: section.key)
POINTS_IN_TIME = 6


@cache
def computed(section_key: str) -> tuple[Panel, Result]:
    section = next(s for s in SECTIONS if s.key == section_key)
    panel = demo_panel()
    return panel, section.compute(panel, None)


def data(endpoint: Endpoint, result: Result, t: int) -> Any:
    """What the endpoint says at session t, as a client would read it."""
    where: Any = t if endpoint.kind == "point" else slice(0, t + 1)
    return json.loads(encode(endpoint.figures(result, where)))


@EVERY
def test_its_key_has_one_spelling_in_folder_blueprint_template_and_script(section: Section) -> None:
    folder = next(Path(path) / section.key for path in sections_path if (Path(path) / section.key).is_dir())
    assert section.blueprint.name == section.key
    assert (folder / "templates" / section.key / "card.html").is_file()
    assert (folder / "static" / f"{section.key}.js").is_file()
    assert section.question.endswith("?")


@EVERY
def test_its_series_run_over_all_sessions_and_say_their_coverage(section: Section) -> None:
    panel, result = computed(section.key)
    assert section.headline in result.series
    for name, values in result.series.items():
        assert len(values) == len(panel.sessions), name
    assert len(result.valid) == len(result.members) == len(panel.sessions)
    assert (result.valid <= result.members).all()


@EVERY
def test_every_series_is_point_in_time(section: Section) -> None:
    panel, whole = computed(section.key)
    for t in np.random.default_rng(3).integers(2, len(panel.sessions), POINTS_IN_TIME):
        then = section.compute(panel.first(int(t)), None)
        for name, values in whole.series.items():
            np.testing.assert_array_equal(then.series[name], values[:t], err_msg=f"{name} at {t}")


@pytest.mark.parametrize(("section", "endpoint"), CASES)
def test_as_of_says_what_was_known_that_day(section: Section, endpoint: Endpoint) -> None:
    panel, whole = computed(section.key)
    for t in np.random.default_rng(4).integers(2, len(panel.sessions), POINTS_IN_TIME):
        then = section.compute(panel.first(int(t)), None)
        assert data(endpoint, whole, int(t) - 1) == data(endpoint, then, int(t) - 1)


@EVERY
def test_resuming_gives_exactly_what_starting_anew_gives(section: Section) -> None:
    panel, whole = computed(section.key)
    resumed = section.compute(panel.first(len(panel.sessions) - 3), None)
    for sessions in range(len(panel.sessions) - 2, len(panel.sessions) + 1):
        resumed = section.compute(panel.first(sessions), resumed)
    for name, values in whole.series.items():
        np.testing.assert_array_equal(resumed.series[name], values, err_msg=name)
    for endpoint in section.endpoints:
        assert data(endpoint, resumed, len(panel.sessions) - 1) == data(endpoint, whole, len(panel.sessions) - 1)


@EVERY
def test_computing_changes_neither_the_panel_nor_the_result_before(section: Section) -> None:
    panel = demo_panel()
    before = section.compute(panel.first(len(panel.sessions) - 1), None)
    kept = {name: values.copy() for name, values in before.series.items()}
    closes = panel.close.copy()
    section.compute(panel, before)
    section.compute(panel, before)
    np.testing.assert_array_equal(panel.close, closes)
    for name, values in kept.items():
        np.testing.assert_array_equal(before.series[name], values, err_msg=name)


@pytest.mark.parametrize(("section", "endpoint"), SERIES_CASES)
def test_columns_of_a_series_have_one_length(section: Section, endpoint: Endpoint) -> None:
    _, result = computed(section.key)

    def lengths(value: Any) -> set[int]:
        return set().union(*map(lengths, value.values())) if isinstance(value, dict) else {len(value)}

    for rows in (slice(0, 10), slice(50, 60), slice(5, 5)):
        answer = json.loads(encode(endpoint.data(result, rows)))  # type: ignore[arg-type]
        assert answer["session"] == result.labels[rows]
        assert lengths(answer) == {rows.stop - rows.start}


@EVERY
def test_a_market_that_cannot_feed_it_gets_a_sentence_or_figures_but_never_a_failure(section: Section) -> None:
    panel = index_only_panel()
    result = section.compute(panel, None)
    assert result.unavailable is None or result.unavailable.endswith(".")
    if result.unavailable is None:
        assert len(result.series[section.headline]) == len(panel.sessions)


@EVERY
def test_it_is_served_under_its_own_paths(section: Section, house: Any) -> None:
    home = house(section)
    app: Flask = home.app
    rules = {rule.rule for rule in app.url_map.iter_rules()}
    for endpoint in section.endpoints:
        assert f"/api/{section.key}/{endpoint.name}" in rules
        assert home.get(f"/api/{section.key}/{endpoint.name}").status_code == 202
    home.show(demo_panel())
    for endpoint in section.endpoints:
        body = home.get(f"/api/{section.key}/{endpoint.name}").get_json()
        assert body["status"] == "ok", body["reason"]
    with home.get(f"/sections/{section.key}/static/{section.key}.js") as script:
        assert script.status_code == 200
    assert f'id="{section.key}-section"' in home.get("/").text


@EVERY
def test_every_endpoint_declares_what_it_answers(section: Section) -> None:
    for endpoint in section.endpoints:
        assert endpoint.schema is not None, (
            f"{endpoint.name} has no schema: give its Endpoint schema=…, as dashboard/fields.py writes them"
        )
        assert endpoint.schema() == endpoint.schema()


@pytest.fixture(scope="module", params=["loading", "stocks and indices", "indices alone", "five weeks"])
def market(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """Every section on one market, before its first computation or after; its client holds each answer against its schema."""
    panels = {
        "stocks and indices": demo_panel,
        "indices alone": index_only_panel,
        "five weeks": lambda: demo_panel().first(25),
    }
    home = House(tmp_path_factory.mktemp("contract"), *SECTIONS)
    if request.param in panels:
        home.show(panels[request.param]())
    yield home
    home.close()


@EVERY
def test_it_answers_as_declared_in_every_state_and_at_every_session(section: Section, market: House) -> None:
    panel = market.desk.panel
    days = [] if panel is None else [str(panel.sessions[t]) for t in (0, len(panel.sessions) // 2, -1)]
    for endpoint in section.endpoints:
        queries = ["", *(f"?as_of={day}" for day in days)]
        if endpoint.kind == "series":
            queries += ["?sessions=7", *(f"?as_of={day}&sessions=30" for day in days)]
        for query in queries:
            answer = market.get(f"/api/{section.key}/{endpoint.name}{query}")
            assert answer.status_code == (200 if days else 202), (endpoint.name, query)
            assert (answer.get_json()["data"] is None) == (answer.get_json()["status"] in ("loading", "degraded"))


@EVERY
def test_it_answers_as_declared_of_one_symbol(section: Section, market: House) -> None:
    panel = market.desk.panel
    symbols = () if panel is None else (panel.symbols[0], panel.market.benchmark, panel.symbols[-1])
    for endpoint in section.endpoints:
        if endpoint.by_symbol is not None:
            statuses = [market.get(f"/api/{section.key}/{endpoint.name}?symbol={one}").status_code for one in symbols]
            assert set(statuses) <= {200, 400}, endpoint.name
            assert not symbols or 200 in statuses, endpoint.name


@EVERY
def test_a_figure_that_nobody_declared_or_that_went_missing_is_noticed(section: Section) -> None:
    """That the schemas are not so loose that everything fits them."""
    _, result = computed(section.key)
    for endpoint in section.endpoints:
        assert endpoint.schema is not None
        holds = Draft202012Validator(endpoint.schema())
        told = data(endpoint, result, 300)
        assert holds.is_valid(told)
        assert not holds.is_valid(told | {"not_declared": 1}), endpoint.name
        for name in told:
            assert not holds.is_valid({key: value for key, value in told.items() if key != name}), (endpoint.name, name)
