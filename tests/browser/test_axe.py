"""No barriers: axe-core finds nothing serious on any page, open or closed, in either theme, at either width."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from browser.desk import IN_ORDER
from browser.visits import PHONE, OpenPage, Site
from playwright.sync_api import Page, expect

AXE = Path(__file__).resolve().parents[2] / "node_modules" / "axe-core" / "axe.min.js"
CONTRAST = "color-contrast"
SERIOUS = ("serious", "critical")
LOOK = """async (options) => {
  const { violations } = await axe.run(document, { resultTypes: ["violations"], ...options });
  return violations.map(({ id, impact, nodes }) => ({ id, impact, where: nodes.slice(0, 3).map(({ target }) => target.join(" ")) }));
}"""
PAGES = ("/", *(f"/?open={key}" for key in IN_ORDER), "/health", "/methods", "/api", "/login")


@pytest.fixture(scope="module")
def axe() -> str:
    assert AXE.is_file(), "axe-core is not there: run `make setup`"
    return AXE.read_text()


def found(page: Page, **options: Any) -> list[dict[str, Any]]:
    """What axe-core finds that is serious or critical."""
    return [barrier for barrier in page.evaluate(LOOK, options) if barrier["impact"] in SERIOUS]


@pytest.mark.parametrize("path", PAGES)
def test_no_page_has_a_serious_barrier(desk: Site, visit: OpenPage, axe: str, path: str) -> None:
    """All rules once, contrast again in the dark, and all but contrast on a phone: what a rule looks at decides where it is asked."""
    page = visit(desk, path=path, color_scheme="light").page
    if path.partition("?")[0] == "/":
        expect(page.locator("#connection")).to_have_text("live")
    page.evaluate(axe)
    assert found(page) == []
    page.emulate_media(color_scheme="dark")
    assert found(page, runOnly=[CONTRAST]) == []
    page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    assert found(page, rules={CONTRAST: {"enabled": False}}) == []
