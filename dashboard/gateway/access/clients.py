"""Where a request comes from: this machine itself, or anywhere else."""

from __future__ import annotations

from functools import lru_cache
from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIEnvironment

FORWARDED = (
    "HTTP_X_FORWARDED_FOR", "HTTP_X_FORWARDED_HOST", "HTTP_X_FORWARDED_PROTO", "HTTP_FORWARDED", "HTTP_X_REAL_IP", "HTTP_VIA",
)  # fmt: skip
LOOPBACK_NAMES = ("localhost", "localhost.localdomain")


def is_forwarded(environ: WSGIEnvironment) -> bool:
    """Whether something stands between the client and this server.

    HTTP/1.0 counts: no browser speaks it any more, and it is what nginx speaks to a server behind it when it is told nothing
    else, without naming the client. Taken for local, such a proxy would open the dashboard to whoever reaches the proxy.
    """
    return any(name in environ for name in FORWARDED) or environ.get("SERVER_PROTOCOL") == "HTTP/1.0"


def is_this_machine(environ: WSGIEnvironment) -> bool:
    """Whether the client is a program on this machine that came directly."""
    address = _address(environ.get("REMOTE_ADDR", ""))
    return address is not None and address.is_loopback and not is_forwarded(environ)


def is_trusted_host(host: str, trusted: tuple[str, ...]) -> bool:
    """Whether a Host header names this server. An IP address does: it is a name that nobody can rebind (DNS rebinding)."""
    name = host_name(host)
    return name in LOOPBACK_NAMES or name in trusted or _address(name) is not None


def host_name(host: str) -> str:
    """A Host header without its port, in lower case; "" for what is none."""
    host = host.strip().lower()
    if host.startswith("["):
        return host[1:].partition("]")[0]
    name, _, port = host.partition(":")
    return name if (not port or port.isdigit()) else ""


def client_key(environ: WSGIEnvironment) -> str:
    """What counts as one client when guesses are counted: an IPv4 address, or a network of IPv6 (one customer has all of a /64)."""
    address = _address(environ.get("REMOTE_ADDR", ""))
    if isinstance(address, IPv6Address):
        return address.exploded[:19]
    return str(address)


@lru_cache(maxsize=1024)
def _address(text: str) -> IPv4Address | IPv6Address | None:
    try:
        address = ip_address(text)
    except ValueError:
        return None
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return mapped or address
