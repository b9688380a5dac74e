"""The page of methods: every section explains every figure that it names."""

from __future__ import annotations

from html import escape

import pytest
from house import Opener

from dashboard.section import Section
from dashboard.sections import discover

EVERY = pytest.mark.parametrize("section", discover(), ids=lambda section: section.key)


@EVERY
def test_a_section_explains_its_figures_in_sentences(section: Section) -> None:
    assert len(section.figures) >= 5
    for key, figure in section.figures.items():
        assert figure.meaning.endswith((".", ").")), key
        assert key.replace("_", "").isalnum(), f"{key} cannot be linked to"


def test_the_page_holds_every_explanation_and_can_be_linked_to(house: Opener) -> None:
    sections = discover()
    page = house(*sections).get("/methods")
    assert page.status_code == 200
    ids = [part.partition('"')[0] for part in page.text.split('class="methods-item" id="')[1:]]
    assert ids == [f"{section.key}-{key}" for section in sections for key in section.figures]
    for section in sections:
        assert f'id="{section.key}"' in page.text
        for endpoint in section.endpoints:
            assert f"/api/{section.key}/{endpoint.name}" in page.text
        for figure in section.figures.values():
            assert str(escape(figure.source, quote=False)) in page.text
