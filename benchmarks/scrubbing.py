"""Scrubbing through the sessions with a key held down: sessions shown a second on the bar and on the cards, and frames that were dropped.

python benchmarks/scrubbing.py [MARKET_FOLDER]        (without one: the demo market)

A headless Chromium draws without a graphics card here, so its frames compete with the server for the same cores; what a page does
with the key left alone is measured beside it. Under either name stands the processor time that the browser and the server took for
one second of it, which other work on the machine hardly changes: together they must stay below what there is.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

import psutil
from playwright.sync_api import Page, sync_playwright
from serving import gunicorn, wait_for

SECONDS = 5
REPEATS_A_SECOND = 30  # as most systems repeat a key that is held
SIZE = {"width": 1280, "height": 800}
DRAWN = "#dashboard:not(:has(> [data-script]:not([data-drawn])))"  # a selector: the page's policy lets no expression be evaluated
WATCH = """
async ([seconds, rate]) => {
  const sixtieth = 1000 / 60;
  const shown = { bar: new Set(), cards: new Set() };
  const bar = document.getElementById("time");
  const cards = [...document.querySelectorAll("#dashboard > [data-script]")];
  const frames = [];
  const press = () => document.body.dispatchEvent(new KeyboardEvent("keydown", { key: "ArrowLeft", bubbles: true, cancelable: true }));
  const timer = rate ? setInterval(press, 1000 / rate) : null;
  const end = performance.now() + 1000 * seconds;
  await new Promise((resolve) => {
    const frame = (now) => {
      frames.push(now);
      if (bar.dataset.shown) shown.bar.add(bar.dataset.shown);
      const days = new Set(cards.map((card) => card.dataset.asOf));
      if (bar.dataset.shown && days.size === 1) shown.cards.add([...days][0]);
      if (now < end) requestAnimationFrame(frame); else resolve();
    };
    requestAnimationFrame(frame);
  });
  clearInterval(timer);
  const gaps = frames.slice(1).map((now, k) => now - frames[k]);
  const dropped = gaps.reduce((sum, gap) => sum + Math.max(0, Math.round(gap / sixtieth) - 1), 0);
  return { bar: shown.bar.size, cards: shown.cards.size, frames: gaps.length, dropped, longest: Math.max(...gaps) };
}
"""


def ready(page: Page) -> None:
    """Every card drawn, and the bar painted."""
    page.wait_for_selector(DRAWN, state="attached", timeout=120_000)
    page.wait_for_selector("#time[data-ready]", timeout=120_000)


def spent() -> dict[str, float]:
    """Processor seconds so far of the browser's processes and of the server's, children of this one."""
    seconds = {"browser": 0.0, "server": 0.0}
    for process in psutil.Process(os.getpid()).children(recursive=True):
        with suppress(psutil.Error):
            words = " ".join(process.cmdline())
            times = process.cpu_times()
            for name, word in (("browser", "chrom"), ("server", "gunicorn")):
                seconds[name] += times.user + times.system if word in words else 0.0
    return seconds


def main(market: str) -> None:
    executable = shutil.which("chromium")
    with (
        TemporaryDirectory() as instance,
        gunicorn("wsgi:app", Path(instance), market) as port,
        sync_playwright() as playwright,
    ):
        wait_for(port, "/api/glance", lambda text: len(json.loads(text)["sections"]) > 4, 600)
        browser = playwright.chromium.launch(executable_path=executable, args=["--no-sandbox"])
        page = browser.new_page(viewport=SIZE)
        page.goto(f"http://127.0.0.1:{port}/")
        ready(page)
        page.wait_for_timeout(2000)
        print(
            f"{'':24}{'bar /s':>8}{'cards /s':>10}{'frames /s':>11}{'dropped':>9}{'longest ms':>12}{'browser s/s':>13}{'server s/s':>12}"
        )
        for name, rate in (
            ("key left alone", 0),
            ("held, not seen before", REPEATS_A_SECOND),
            ("held, back to back", REPEATS_A_SECOND),
        ):
            before = spent()
            told = page.evaluate(WATCH, [SECONDS, rate])
            took = [(seconds - before[who]) / SECONDS for who, seconds in spent().items()]
            each = [told[what] / SECONDS for what in ("bar", "cards", "frames")]
            figures = f"{told['dropped']:9d}{told['longest']:12.0f}{took[0]:13.2f}{took[1]:12.2f}"
            print(f"{name:24}{each[0]:8.1f}{each[1]:10.1f}{each[2]:11.1f}{figures}")
            page.wait_for_timeout(1500)
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "")
