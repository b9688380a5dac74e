"""The page's keyboard: one registry, and what it leaves alone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

KEYS = Path(__file__).resolve().parents[2] / "dashboard" / "static" / "js" / "keys.js"
LOAD = """async (source) => {
  document.body.innerHTML = "<input id='field'><button id='button'>press</button><dialog id='dialog'><p>asked</p></dialog>";
  const url = URL.createObjectURL(new Blob([source], { type: "text/javascript" }));
  window.keys = await import(url);
  window.pressed = [];
  keys.register("r", "Refresh", () => { pressed.push("r"); });
  keys.register("ArrowLeft", "The session before", (event) => { pressed.push("left"); return event.shiftKey ? false : true; });
}"""


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """An empty page with a field, a button and a dialog, and two keys registered."""
    page = browser.new_page()
    page.evaluate(LOAD, KEYS.read_text())
    yield page
    page.close()


def pressed(page: Page) -> list[str]:
    return list(page.evaluate("pressed"))


def test_a_registered_key_acts_and_others_do_not(page: Page) -> None:
    for key in ("r", "x", "ArrowLeft", "Shift+R"):
        page.keyboard.press(key)
    assert pressed(page) == ["r", "left"]


def test_typing_and_modifiers_are_left_alone(page: Page) -> None:
    page.locator("#field").focus()
    page.keyboard.type("rare")
    assert page.locator("#field").input_value() == "rare"
    page.locator("#button").focus()
    for chord in ("Control+r", "Alt+r", "Meta+r"):
        page.evaluate("addEventListener('keydown', (event) => event.preventDefault(), { once: true })")
        page.keyboard.press(chord)
    assert pressed(page) == []
    page.keyboard.press("r")
    assert pressed(page) == ["r"]


def test_a_dialog_that_asks_has_the_keyboard_for_itself(page: Page) -> None:
    page.evaluate("document.getElementById('dialog').showModal()")
    page.keyboard.press("r")
    assert pressed(page) == []
    page.keyboard.press("Escape")
    page.keyboard.press("r")
    assert pressed(page) == ["r"]


def test_a_key_that_something_nearer_has_used_is_not_used_twice(page: Page) -> None:
    page.evaluate("document.getElementById('button').addEventListener('keydown', (event) => event.preventDefault())")
    page.locator("#button").focus()
    page.keyboard.press("r")
    assert pressed(page) == []


def test_only_a_key_that_was_used_is_kept_from_the_browser(page: Page) -> None:
    page.evaluate("window.kept = []; addEventListener('keydown', (event) => kept.push(event.defaultPrevented))")
    for key in ("r", "x", "ArrowLeft", "Shift+ArrowLeft"):
        page.keyboard.press(key)
    assert page.evaluate("kept.filter((_, index) => index !== 3)") == [True, False, True, False]


def test_the_registry_lists_its_keys_and_refuses_a_second_owner(page: Page) -> None:
    assert page.evaluate("keys.registered()") == [
        {"key": "r", "description": "Refresh"},
        {"key": "←", "description": "The session before"},
    ]
    assert "is taken: Refresh" in page.evaluate(
        "(() => { try { keys.register('r', 'Again', () => {}); } catch (error) { return error.message; } })()"
    )
    page.evaluate("keys.register('t', 'Today', () => {})()")
    assert [entry["key"] for entry in page.evaluate("keys.registered()")] == ["r", "←"]
