"""One HTTP request that ends in time, follows no redirect and tells no secret when it fails.

The standard library's client, because it lets the socket be shut from outside (a slow answer would otherwise hold the delivery for
as long as it likes), and a library of its own for one POST is one more to keep.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection
from urllib.parse import SplitResult, unquote, urlsplit

from dashboard.errors import DeliveryFailed
from dashboard.monitor.alerts.delivery.line import Line

SOCKET_SECONDS = 10.0
ENOUGH_BYTES = 4096
SHOWN_LENGTH = 120
FINAL = (400, 405, 410, 411, 413, 414, 415, 422)  # the message itself is refused: sending it again changes nothing
AGENT = "market-dashboard"


def request(
    method: str, url: str, line: Line, body: bytes | None = None, headers: Mapping[str, str] | None = None
) -> None:
    """Send it; anything but a 2xx is DeliveryFailed, named by host: the rest of the address may be the receiver's secret."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    connection = _connection(parts)
    line.hold(lambda: connection.sock)
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    try:
        connection.request(method, target, body, {"User-Agent": AGENT, **_login(parts), **(headers or {})})
        response = connection.getresponse()
        said = response.read(ENOUGH_BYTES)
    except (OSError, HTTPException) as error:
        raise DeliveryFailed(f"{host} could not be reached or did not answer ({_words(error)}).") from error
    finally:
        connection.close()
    if not 200 <= response.status < 300:
        raise _refused(host, response, said)


def _connection(parts: SplitResult) -> HTTPConnection:
    if parts.scheme == "https":
        return HTTPSConnection(parts.hostname or "", parts.port, timeout=SOCKET_SECONDS)
    return HTTPConnection(parts.hostname or "", parts.port, timeout=SOCKET_SECONDS)


def _login(parts: SplitResult) -> dict[str, str]:
    if parts.username is None:
        return {}
    login = f"{unquote(parts.username)}:{unquote(parts.password or '')}"
    return {"Authorization": "Basic " + b64encode(login.encode()).decode()}


def _refused(host: str, response: HTTPResponse, said: bytes) -> DeliveryFailed:
    words = " ".join(said.decode("utf-8", "replace").split())[:SHOWN_LENGTH]
    told = f": {words}" if words and words.isprintable() else ""
    where = "; it redirects, write its final address" if 300 <= response.status < 400 else ""
    wait = response.headers.get("Retry-After", "")
    return DeliveryFailed(
        f"{host} answered HTTP {response.status}{where}{told}.",
        final=response.status in FINAL,
        retry_after=float(wait) if wait.isdigit() else None,
    )


def _words(error: Exception) -> str:
    return str(error) or type(error).__name__
