"""When the page asks again: an interval while all is well, twice as long after each failure, never two timers."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

POLL = Path(__file__).resolve().parents[2] / "dashboard" / "static" / "js" / "poll.js"
LOAD = """async (source) => {
  const url = URL.createObjectURL(new Blob([source], { type: "text/javascript" }));
  const { Poll } = await import(url);
  window.asked = [];
  window.fails = false;
  window.poll = new Poll(async () => {
    asked.push(Date.now() / 1000);
    if (fails) throw Object.assign(new Error("down"), { retryAfter: window.retryAfter });
    return 10;
  }, () => {});
}"""

HIDE = """(hidden) => {
  Object.defineProperty(document, "hidden", { configurable: true, get: () => hidden });
  document.dispatchEvent(new Event("visibilitychange"));
}"""


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """An empty page whose time stands still, with one poll of ten seconds on it."""
    page = browser.new_page()
    page.clock.install(time=0)
    page.clock.pause_at(1000)
    page.evaluate(LOAD, POLL.read_text())
    yield page
    page.close()


def gaps(page: Page, seconds: int) -> list[float]:
    """Let the seconds pass one by one; the waits between the times it asked."""
    for _ in range(seconds):
        page.clock.run_for(1000)
    asked = page.evaluate("asked")
    return [after - before for before, after in pairwise(asked)]


def test_all_is_well_and_it_asks_every_interval(page: Page) -> None:
    page.evaluate("poll.now()")
    assert gaps(page, 35) == [10, 10, 10]


def test_each_failure_doubles_the_wait_up_to_a_minute(page: Page) -> None:
    page.evaluate("fails = true; poll.now()")
    waits = gaps(page, 260)
    for wait, longest in zip(waits, (2, 4, 8, 16, 32, 60, 60), strict=False):
        assert 0.75 * longest - 0.01 <= wait <= longest + 0.01
    assert len(waits) >= 7


def test_waits_are_jittered_so_that_pages_do_not_return_as_one(page: Page) -> None:
    page.evaluate("fails = true; poll.now()")
    at_the_cap = gaps(page, 700)[6:]
    assert len(set(at_the_cap)) > 1


def test_a_success_forgets_the_failures(page: Page) -> None:
    page.evaluate("fails = true; poll.now()")
    gaps(page, 10)
    page.evaluate("fails = false; poll.now()")
    assert gaps(page, 35)[-3:] == [10, 10, 10]
    page.evaluate("fails = true")
    assert gaps(page, 8)[-1] <= 2


def test_the_server_may_ask_for_a_longer_wait(page: Page) -> None:
    page.evaluate("fails = true; retryAfter = 30; poll.now()")
    assert gaps(page, 65) == [30, 30]


def test_asking_now_leaves_one_timer_behind(page: Page) -> None:
    page.evaluate("poll.now()")
    gaps(page, 4)
    page.evaluate("poll.now()")
    page.evaluate("poll.now()")
    assert gaps(page, 25) == [4, 0, 10, 10]


def test_a_page_that_nobody_looks_at_asks_a_quarter_as_often(page: Page) -> None:
    page.evaluate(HIDE, True)
    page.evaluate("poll.now()")
    assert gaps(page, 85) == [40, 40]


def test_a_page_that_is_looked_at_again_catches_up_at_once(page: Page) -> None:
    page.evaluate("poll.now()")
    page.evaluate(HIDE, True)
    assert gaps(page, 25) == [10]
    page.evaluate(HIDE, False)
    assert gaps(page, 12) == [10, 15, 10]


def test_a_page_that_is_looked_at_before_its_time_waits_for_it(page: Page) -> None:
    page.evaluate(HIDE, True)
    page.evaluate("poll.now()")
    gaps(page, 4)
    page.evaluate(HIDE, False)
    assert gaps(page, 10) == [10]
