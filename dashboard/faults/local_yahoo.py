"""A local Yahoo: answers on a loopback port what the real one is known to answer, good days and bad ones, to the real yfinance."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, ClassVar
from urllib.parse import parse_qs, unquote, urlsplit
from zoneinfo import ZoneInfo

import numpy as np

NEW_YORK = ZoneInfo("America/New_York")
OPENING = time(9, 30)
PAGE = b"<html><body>Will you accept our cookies?</body></html>"
COOKIE = "A3=d=AQABBlocal; Expires=Fri, 01 Jan 2038 00:00:00 GMT; Domain=.yahoo.com; Path=/"
MOODS = ("good", "limited", "html", "shell", "drip", "empty", "columns", "torn", "broken", "unknown")
Column = list[float | None]


@dataclass
class Quotes:
    """What it has of a symbol. prices: by Yahoo's names, adjusted for splits. splits: day → (new, old). dividends: day → amount."""

    days: list[np.datetime64]
    prices: Mapping[str, Column]
    adjusted: Column | None = None
    splits: Mapping[np.datetime64, tuple[float, float]] = field(default_factory=dict)
    dividends: Mapping[np.datetime64, float] = field(default_factory=dict)


class LocalYahoo:
    """The server. mood: how it answers for prices now, one of MOODS. asked: the symbols that prices were asked of."""

    def __init__(self, quotes: Mapping[str, Quotes]) -> None:
        self.quotes = dict(quotes)
        self.mood = "good"
        self.asked: list[str] = []
        self.patience = threading.Event()  # what drips, drips until this is set
        self._server = _Server(self)

    @property
    def address(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def start(self) -> None:
        """Begin to answer."""
        threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()

    def stop(self) -> None:
        """Stop answering, and let go of the port."""
        self.patience.set()
        self._server.shutdown()
        self._server.server_close()

    def session(self) -> Any:
        """A session of curl_cffi's whose every request to Yahoo comes here."""
        from curl_cffi.requests import Session

        address = self.address

        class Redirected(Session):  # type: ignore[type-arg]  # yfinance takes its subclasses only
            def request(self, method: Any, url: str, *given: Any, **named: Any) -> Any:
                parts = urlsplit(url)
                return super().request(method, f"{address}{parts.path or '/'}", *given, **named)

        return Redirected()

    def chart(self, symbol: str, query: Mapping[str, list[str]]) -> tuple[int, bytes]:
        """Status and body of /v8/finance/chart/SYMBOL, as the mood is."""
        self.asked.append(symbol)
        known = self.quotes.get(symbol)
        if known is None or self.mood == "unknown":
            return 404, _error("Not Found", "No data found, symbol may be delisted")
        if self.mood in FIXED:
            return FIXED[self.mood]
        body = _chart(symbol, known, query)
        if self.mood == "empty":
            body["chart"]["result"][0] |= {"indicators": {"quote": [{}]}}
            del body["chart"]["result"][0]["timestamp"]
        if self.mood == "columns":
            quote = body["chart"]["result"][0]["indicators"]["quote"][0]
            body["chart"]["result"][0]["indicators"]["quote"][0] = {f"{name}Price": v for name, v in quote.items()}
        text = json.dumps(body).encode()
        return 200, text[: len(text) // 2] if self.mood == "torn" else text


@contextmanager
def local_yahoo(quotes: Mapping[str, Quotes]) -> Iterator[LocalYahoo]:
    """One that answers as long as the context lasts."""
    one = LocalYahoo(quotes)
    one.start()
    try:
        yield one
    finally:
        one.stop()


def _error(code: str, description: str) -> bytes:
    return json.dumps({"chart": {"result": None, "error": {"code": code, "description": description}}}).encode()


FIXED: dict[str, tuple[int, bytes]] = {
    "limited": (429, b"Too Many Requests\r\n"),
    "html": (200, PAGE),
    "shell": (202, b'<html><div id="root"></div></html>'),
    "broken": (500, _error("Internal Server Error", "Something went wrong")),
}


def stamp(day: np.datetime64) -> int:
    """A session as Yahoo gives it: its opening, in seconds since 1970."""
    return int(datetime.combine(day.astype(object), OPENING, NEW_YORK).timestamp())


def _chart(symbol: str, known: Quotes, query: Mapping[str, list[str]]) -> dict[str, Any]:
    first, end = (int(query.get(name, [default])[0]) for name, default in (("period1", "0"), ("period2", str(2**40))))
    rows = [row for row, day in enumerate(known.days) if first <= stamp(day) < end]
    quote = {name: [values[row] for row in rows] for name, values in known.prices.items()}
    indicators: dict[str, Any] = {"quote": [quote]}
    adjusted = known.prices["close"] if known.adjusted is None else known.adjusted
    indicators["adjclose"] = [{"adjclose": [adjusted[row] for row in rows]}]
    result = {
        "meta": _meta(symbol, known),
        "timestamp": [stamp(known.days[row]) for row in rows],
        "indicators": indicators,
    }
    events = _events(known, {known.days[row] for row in rows})
    return {"chart": {"result": [result | ({"events": events} if events else {})], "error": None}}


def _meta(symbol: str, known: Quotes) -> dict[str, Any]:
    last = datetime.fromtimestamp(stamp(known.days[-1]), UTC) + timedelta(hours=6, minutes=30)
    period = {"timezone": "EST", "start": stamp(known.days[-1]), "end": int(last.timestamp()), "gmtoffset": -18000}
    return {
        "currency": "USD", "symbol": symbol, "exchangeName": "NYQ", "instrumentType": "EQUITY", "firstTradeDate": stamp(known.days[0]),
        "regularMarketTime": int(last.timestamp()), "gmtoffset": -18000, "timezone": "EST", "exchangeTimezoneName": "America/New_York",
        "priceHint": 2, "dataGranularity": "1d", "range": "", "validRanges": ["1d", "5d", "1mo", "max"],
        "currentTradingPeriod": {"pre": period, "regular": period, "post": period},
    }  # fmt: skip


def _events(known: Quotes, shown: set[np.datetime64]) -> dict[str, Any]:
    splits = {
        str(stamp(day)): {"date": stamp(day), "numerator": new, "denominator": old, "splitRatio": f"{new:g}:{old:g}"}
        for day, (new, old) in known.splits.items() if day in shown
    }  # fmt: skip
    paid = {
        str(stamp(day)): {"amount": amount, "date": stamp(day)} for day, amount in known.dividends.items() if day in shown
    }  # fmt: skip
    return {name: values for name, values in (("splits", splits), ("dividends", paid)) if values}


class _Handler(BaseHTTPRequestHandler):
    """Charts, a crumb, and a cookie for everybody."""

    server: _Server
    extra: ClassVar[dict[str, str]] = {"Set-Cookie": COOKIE}

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        if parts.path.startswith("/v8/finance/chart/"):
            self._chart(unquote(parts.path.rpartition("/")[2]), parse_qs(parts.query))
        elif parts.path.endswith("/getcrumb"):
            self._send(200, b"cRuMb", "text/plain")
        else:
            self._send(404, PAGE, "text/html")

    def do_POST(self) -> None:
        self._send(404, PAGE, "text/html")

    def _chart(self, symbol: str, query: dict[str, list[str]]) -> None:
        if self.server.yahoo.mood == "drip":
            self._drip()
            return
        status, body = self.server.yahoo.chart(symbol, query)
        self._send(status, body, "application/json" if body[:1] == b"{" else "text/html")

    def _drip(self) -> None:
        """The beginning of an answer that never ends."""
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", "100000")
        self.end_headers()
        self.wfile.write(b'{"chart":')
        self.wfile.flush()
        self.server.yahoo.patience.wait()

    def _send(self, status: int, body: bytes, kind: str) -> None:
        self.send_response(status)
        for name, value in {**self.extra, "Content-Type": kind, "Content-Length": str(len(body))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        """It has nothing to say on stderr."""


class _Server(ThreadingHTTPServer):
    """A loopback port of its own, and whose answers are given there."""

    def __init__(self, yahoo: LocalYahoo) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.yahoo = yahoo
