"""A served application and a page on it: what the browser's tests hold in their hands."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from flask import Flask
from house import House
from markets import demo_panel
from playwright.sync_api import Browser, Locator, Page, expect
from werkzeug.serving import make_server

from dashboard.market.panel import Panel

PATIENCE_MS = 90_000  # of a machine that is busy with other things; a page that is right never waits for it
LAPTOP, PHONE = (1280, 800), (390, 844)
VERSION = re.compile(r"/v-[0-9a-f]+/")  # in the address of a script or style


@contextmanager
def served(app: Flask) -> Iterator[str]:
    """The application on a free port of this machine, in threads of its own."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@dataclass
class Site:
    """A served application: `home` is its desk and clock, to be told what the server does next."""

    home: House
    url: str

    def show(self, panel: Panel | None = None) -> None:
        self.home.show(demo_panel() if panel is None else panel)

    @property
    def one_card(self) -> str:
        """The page with its card open in full where there is but one, else with all of them closed."""
        sections = self.home.desk.sections
        return f"/?open={sections[0].key}" if len(sections) == 1 else "/"

    def data(self, path: str) -> Any:
        return self.home.get(path).get_json()["data"]


@dataclass
class Visit:
    """A page with its clock in the test's hand, and what it did behind the reader's back."""

    page: Page
    troubles: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)

    @property
    def card(self) -> Locator:
        return self.page.locator("#breadth-section")

    def is_state(self, state: str) -> Visit:
        """Wait until the card says so."""
        expect(self.card).to_have_attribute("data-state", state)
        return self

    def drawn(self) -> Visit:
        """Wait until the card's own module has drawn and its timer is set; the first paint alone says `ok` earlier."""
        expect(self.card).to_have_attribute("data-drawn", "yes")
        expect(self.page.locator("#connection")).to_have_text("live")  # the pulse starts after the sections
        return self.is_state("ok")

    def figure(self, name: str) -> str:
        """What stands in the card as it is shown: in full while it is open, else on its face."""
        where = ".card-face" if self.card.get_attribute("data-open") is None else ".card-body"
        return str(self.card.locator(f'{where} [data-figure="{name}"]').first.text_content())

    def asked(self, path: str) -> int:
        """How often an address was asked for, whatever its version."""
        return sum(VERSION.sub("/", urlsplit(url).path) == path for url in self.requests)

    def stop_the_clock(self) -> None:
        """From now on time passes only by `later`."""
        self.page.clock.pause_at(self.page.evaluate("Date.now()") / 1000 + 5)

    def later(self, seconds: float) -> None:
        """Let that much time pass at once; timers that fall due run once. (`run_for` would time out what is under way.)"""
        self.page.clock.fast_forward(int(seconds * 1000))


def watched(page: Page) -> Visit:
    """The page, and from now on what it complains of and asks for."""
    visit = Visit(page)
    page.on("console", lambda said: said.type in ("error", "warning") and visit.troubles.append(said.text))
    page.on("pageerror", lambda error: visit.troubles.append(str(error)))
    page.on("request", lambda request: visit.requests.append(request.url))
    return visit


@contextmanager
def shared_visit(browser: Browser, address: str) -> Iterator[Visit]:
    """A page on a laptop for many tests, with real time, once the breadth card is drawn."""
    context = browser.new_context(viewport={"width": LAPTOP[0], "height": LAPTOP[1]}, reduced_motion="reduce")
    context.set_default_timeout(PATIENCE_MS)
    visit = watched(context.new_page())
    visit.page.goto(address)
    yield visit.drawn()
    context.close()


def card_of(seen: Visit, section: str) -> Locator:
    """The section's card, once its own module has drawn."""
    card = seen.page.locator(f"#{section}-section")
    expect(card).to_have_attribute("data-drawn", "yes")
    return card


def rows_of(card: Locator, table: str) -> Locator:
    """The rows of a table of the card."""
    return card.locator(f'[data-table="{table}"] tbody tr')


def signed(value: float, digits: int) -> str:
    """A figure with its sign, as the page writes it."""
    sign = "±" if float(f"{value:.{digits}f}") == 0 else "+" if value > 0 else "−"
    return f"{sign}{abs(value):.{digits}f}"


OpenSite = Callable[..., Site]
OpenPage = Callable[..., Visit]
