"""The health page as it is sent, before any script has run."""

from __future__ import annotations

from house import Opener


def test_the_page_is_there_before_any_figure_is(house: Opener) -> None:
    page = house().get("/health")
    assert page.status_code == 200
    assert 'data-api="/api"' in page.text
    assert "<noscript>" in page.text


def test_every_page_leads_to_it(house: Opener) -> None:
    home = house()
    for path in ("/", "/methods"):
        assert 'href="/health"' in home.get(path).text
