"""The page of methods: every section explains every figure that it names."""

from __future__ import annotations

import pytest
from house import Opener

from dashboard.section import Section
from dashboard.sections import discover

EVERY = pytest.mark.parametrize("section", discover(), ids=lambda section: section.key)


@EVERY
def test_a_section_explains_its_figures_in_sentences(section: Section) -> None:
    assert len(section.methods) >= 5
    for figure, meaning in section.methods.items():
        assert meaning.endswith((".", ").")), figure


def test_the_page_holds_every_explanation_and_can_be_linked_to(house: Opener) -> None:
    sections = discover()
    page = house(*sections).get("/methods")
    assert page.status_code == 200
    for section in sections:
        assert f'id="{section.key}"' in page.text
        for endpoint in section.endpoints:
            assert f"/api/{section.key}/{endpoint.name}" in page.text
    ids = page.text.split('class="methods-item" id="')[1:]
    names = [part.partition('"')[0] for part in ids]
    assert len(names) == len(set(names)) == sum(len(section.methods) for section in sections)
