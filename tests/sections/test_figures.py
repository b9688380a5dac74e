"""What every section says of its figures: each place on its card is explained, and a figure's past ends in the value it shows."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from house import House
from markets import demo_panel

from dashboard.gateway.explain import at_path, explained
from dashboard.section import Figure, Place, Result, Section
from dashboard.sections import discover

SECTIONS = discover()
EVERY = pytest.mark.parametrize("section", SECTIONS, ids=lambda section: section.key)
BUILT = re.compile(r'figure: "([a-z0-9_]+)"')  # how a module names the figure of a cell that it builds
VOID = {"meta", "link", "input", "br", "hr", "img"}
THEN = 300  # a session in the middle of the demo market


@cache
def computed(key: str) -> Result:
    section = next(one for one in SECTIONS if one.key == key)
    return section.compute(demo_panel(), None)


@dataclass(frozen=True)
class Around:
    """An element of the page: the section that it is of, and whether what stands in it is explained there or elsewhere."""

    tag: str
    section: str | None = None
    explained: bool = False


class Page(HTMLParser):
    """The data-figure of every element by section, and the elements for values that neither have one nor stand in one that has."""

    def __init__(self) -> None:
        super().__init__()
        self.figures: dict[str, set[str]] = {}
        self.unexplained: dict[str, list[str]] = {}
        self._open = [Around("")]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        has, around = dict(attrs), self._open[-1]
        section = has.get("data-service") or has.get("data-of") or around.section
        if section is not None and "data-figure" in has:
            self.figures.setdefault(section, set()).add(str(has["data-figure"]))
        # a legend reads out a chart, a face repeats a headline: both are explained where the figure stands by itself
        is_explained = around.explained or "data-figure" in has or tag == "figcaption" or "data-headline" in has
        if section is not None and "value" in (has.get("class") or "").split() and not is_explained:
            self.unexplained.setdefault(section, []).append(self.get_starttag_text() or tag)
        if tag not in VOID:
            self._open.append(Around(tag, section, is_explained))

    def handle_endtag(self, tag: str) -> None:
        if any(one.tag == tag for one in self._open):
            while self._open.pop().tag != tag:
                pass


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    home = House(tmp_path_factory.mktemp("house"), *SECTIONS)
    read = Page()
    read.feed(home.get("/").text)
    yield read
    home.close()


@EVERY
def test_every_figure_on_the_card_is_explained(section: Section, page: Page) -> None:
    built = {
        name
        for file in (Path(section.blueprint.root_path) / "static").glob("*.js")
        for name in BUILT.findall(file.read_text())
    }
    for name in page.figures[section.key] | built:
        section.explained(name)  # KeyError names the one that is not


@EVERY
def test_every_value_on_the_card_is_a_figure_or_inside_one(section: Section, page: Page) -> None:
    assert page.unexplained.get(section.key, []) == []


@EVERY
def test_no_two_figures_share_a_place(section: Section) -> None:
    names = [name for figure in section.figures.values() for name in figure.places]
    assert len(names) == len(set(names))


def places(section: Section) -> list[tuple[str, Figure, Place]]:
    return [(name, figure, place) for figure in section.figures.values() for name, place in figure.places.items()]


def row_of(place: Place, result: Result) -> str | None:
    """A row that the place stands in, the last that there is."""
    rows = () if place.rows is None else place.rows(result)
    return rows[-1] if rows else None


@EVERY
def test_the_past_of_a_figure_is_what_was_known_and_ends_in_its_value(section: Section) -> None:
    result = computed(section.key)
    last = len(result.sessions) - 1
    for name, figure, place in places(section):
        if place.trace is None:
            continue
        of = row_of(place, result)
        whole, then = place.trace(result, last, of), place.trace(result, THEN, of)
        np.testing.assert_array_equal(then[-5:], whole[: THEN + 1][-5:], err_msg=name)
        told = explained(section, figure, place, result, last, of)
        if name in ("label", "pattern"):
            assert told["value"] == figure.names[int(whole[-1])]
        if figure.names or isinstance(told["value"], str):
            continue
        known = None if np.isnan(whole[-1]) else pytest.approx(figure.scale * whole[-1], abs=1e-6)
        assert told["value"] == known, name


@EVERY
def test_a_value_is_one_thing_and_is_found_where_the_figure_says(section: Section) -> None:
    result = computed(section.key)
    last = len(result.sessions) - 1
    for name, figure, place in places(section):
        told = explained(section, figure, place, result, last, row_of(place, result))
        assert not isinstance(told["value"], dict | list), name
        if place.value:
            endpoint, _, path = place.value.partition("/")
            assert is_there(section, endpoint, path, result, last, row_of(place, result)), f"{name}: {place.value}"


def is_there(section: Section, name: str, path: str, result: Result, t: int, of: str | None) -> bool:
    """Whether the answer has such a field, missing or not."""
    endpoint = section.endpoint(name)
    data: Any = (
        endpoint.figures(result, t) if of is None or endpoint.by_symbol is None else endpoint.by_symbol(result, t, of)
    )
    around, _, field = path.rpartition(".")
    holder = at_path(data, around) if around else data
    return holder is None or (field in holder if isinstance(holder, dict) else isinstance(holder, list))
