"""How long until the page is painted, beside a static copy of itself: `python benchmarks/page.py [MARKET_FOLDER]` (else the demo).

Each visit has a browser context of its own, so nothing is cached. What is measured, in milliseconds from navigation, medians:

- verdict: the first paint, and whether it held the verdict (the server renders it into the page);
- painted: all cards drawn with their figures;
- static copy: the finished page without its scripts, its styles beside it, from a plain file server on the same machine;
- scripts: bytes over the wire, of the page as it opens, with one card and its chart open, and after every card and an explanation
  were opened once.

With `lighthouse` on the PATH (npm install --global lighthouse) its scores for performance and accessibility are printed too.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from urllib.parse import urlsplit
from urllib.request import urlopen

from playwright.sync_api import Browser, Page, Request, sync_playwright
from serving import gunicorn, wait_for

VISITS = int(os.environ.get("BENCH_ROUNDS", "9"))
WITH_CHART = "breadth"
SIZE = {"width": 1280, "height": 800}
DRAWN = "#dashboard:not(:has(> [data-script]:not([data-drawn])))"  # a selector: the page's policy lets no expression be evaluated
WATCH = """
(() => {
  const look = () => {
    const page = document.getElementById("dashboard");
    const isDrawn = page && document.readyState !== "loading" && !page.querySelector(":scope > [data-script]:not([data-drawn])");
    if (isDrawn) requestAnimationFrame(() => requestAnimationFrame(() => { window.painted = performance.now(); }));
    else requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
})();
"""
PAINTED = """() => new Promise((done) => {
  const look = () => (window.painted ? done(window.painted) : setTimeout(look, 10));
  look();
})"""
FIRST_PAINT = "() => performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? NaN"
STYLES = re.compile(r'<link rel="stylesheet" href="([^"]+)"')


class Quiet(SimpleHTTPRequestHandler):
    """Files of a folder, without a line per request."""

    def log_message(self, *_: object) -> None:
        """Say nothing."""


def visit(browser: Browser, url: str) -> tuple[float, float]:
    """First paint and finished paint of one visit with nothing cached, told by the page's own clock."""
    context = browser.new_context(viewport=SIZE)
    page = context.new_page()
    page.add_init_script(WATCH)
    page.goto(url, wait_until="commit")
    told = page.evaluate(PAINTED), page.evaluate(FIRST_PAINT)
    context.close()
    return told[1], told[0]


def copied(page: Page, address: str, folder: Path) -> None:
    """The finished page without its scripts, and its styles, in a folder."""
    html = re.sub(r"<script.*?</script>|<link rel=\"modulepreload\"[^>]*>", "", page.content(), flags=re.S)
    for place, style in enumerate(STYLES.findall(html)):
        (folder / f"{place}.css").write_bytes(urlopen(address + style).read())
        html = html.replace(style, f"{place}.css", 1)
    (folder / "index.html").write_text(html)


def scripts(browser: Browser, address: str) -> tuple[int, int, int]:
    """Bytes of scripts over the wire: of the page, with one card and its chart opened, and with all of them and an explanation."""
    page, sizes = browser.new_page(viewport=SIZE), {}

    def note(request: Request) -> None:
        if urlsplit(request.url).path.endswith((".js", ".mjs")):
            sizes[request.url] = max(
                request.sizes()["responseBodySize"], sizes.get(request.url, 0)
            )  # none when it was kept

    page.on("requestfinished", note)
    page.goto(address)
    told = [_settled(page, sizes)]
    keys = [card.get_attribute("data-service") for card in page.locator("#dashboard > [data-script]").all()]
    for key in sorted(keys, key=lambda name: name != WITH_CHART):
        page.locator(f'.card-opener[data-opens="{key}"], .tab[data-opens="{key}"]').locator(
            "visible=true"
        ).first.click()
        if key == WITH_CHART:
            page.locator(f"#{key}-section canvas").first.wait_for()
            told.append(_settled(page, sizes))
        _settled(page, sizes)
        page.locator(".tabs [data-opens='']").or_(page.locator(f'.card-opener[data-opens="{key}"]')).first.press(
            "Escape"
        )
    page.locator("#verdict [data-figure=score], #verdict [data-figure]").first.click()
    told.append(_settled(page, sizes))
    page.close()
    return told[0], told[1], told[2]


def _settled(page: Page, sizes: dict[str, int]) -> int:
    """The bytes once nothing more comes."""
    page.wait_for_selector(DRAWN, state="attached", timeout=120_000)
    before = -1
    while before != len(sizes):
        before = len(sizes)
        page.wait_for_timeout(1500)
    return sum(sizes.values())


def lighthouse(address: str) -> None:
    program = shutil.which("lighthouse")
    if program is None:
        print("lighthouse is not installed (npm install --global lighthouse)")
        return
    command = [program, address, "--quiet", "--output=json", "--only-categories=performance,accessibility", "--preset=desktop",
               "--chrome-flags=--headless=new --no-sandbox"]  # fmt: skip
    told = json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
    print("lighthouse:", ", ".join(f"{name} {100 * part['score']:.0f}" for name, part in told["categories"].items()))


def main(market: str) -> None:
    """Print the table."""
    executable = shutil.which("chromium")
    with (
        TemporaryDirectory() as scratch,
        gunicorn("wsgi:app", Path(scratch) / "instance", market) as port,
        sync_playwright() as play,
    ):
        address = f"http://127.0.0.1:{port}/"
        wait_for(port, "/api/glance", lambda text: len(json.loads(text)["sections"]) > 4, 600)
        browser = play.chromium.launch(executable_path=executable, args=["--no-sandbox"])
        page = browser.new_page(viewport=SIZE)
        page.goto(address)
        page.wait_for_selector(DRAWN, state="attached", timeout=120_000)
        page.wait_for_timeout(1000)
        folder = Path(scratch) / "copy"
        folder.mkdir()
        copied(page, address.rstrip("/"), folder)
        page.close()
        files = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder)))
        threading.Thread(target=files.serve_forever, daemon=True).start()
        rounds = [
            (visit(browser, address), visit(browser, f"http://127.0.0.1:{files.server_port}/")) for _ in range(VISITS)
        ]
        verdict = 'id="verdict"' in urlopen(address).read().decode()
        ours, theirs = ([each[k] for each in rounds] for k in (0, 1))
        first, other = (median(one[0] for one in which) for which in (ours, theirs))
        print(f"first paint {first:.0f} ms, with the verdict in it: {verdict}; of the copy {other:.0f} ms")
        whole, other = (median(one[1] for one in which) for which in (ours, theirs))
        ratio = median(a[1] / b[1] for a, b in rounds)
        print(f"painted {whole:.0f} ms, static copy {other:.0f} ms, ratio {ratio:.2f} (target 2)")
        kilobytes = [size / 1000 for size in scripts(browser, address)]
        print(
            "scripts over the wire, compressed: {:.0f} kB as the page opens, {:.0f} kB with a card and its chart open, "
            "{:.0f} kB after everything was opened once (target 120)".format(*kilobytes)
        )
        lighthouse(address)
        files.shutdown()
        browser.close()


if __name__ == "__main__":
    main(str(Path(sys.argv[1]).resolve()) if len(sys.argv) > 1 else "")
