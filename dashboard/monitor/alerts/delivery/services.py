"""Everything else (Telegram, Signal, ntfy, Pushover, Matrix, SMS, …), through the library that knows them all."""

from __future__ import annotations

from functools import partial
from typing import Any

from dashboard.errors import BadConfig, DeliveryFailed
from dashboard.monitor.alerts.delivery.channel import Channel, distinct
from dashboard.monitor.alerts.delivery.line import Line
from dashboard.monitor.alerts.message import GRAVITY, Message

MISSING = "ALERT_URLS needs the library apprise; run: pip install 'market-dashboard[alerts]'."
TYPES = dict(zip(GRAVITY, ("info", "warning", "failure"), strict=True))


def services(urls: tuple[str, ...]) -> list[Channel]:
    """A channel a service, named by its scheme; the library is imported with the first message. Such a service takes no key."""
    names = distinct([f"service {url.partition('://')[0]}" for url in urls])
    return [
        Channel(name, "service", partial(_send, url), repeats_are_known=False)
        for name, url in zip(names, urls, strict=True)
    ]


def _send(url: str, message: Message, _line: Line) -> None:
    library = _library()
    service = library.Apprise()
    if not service.add(url):
        raise DeliveryFailed("apprise cannot read this address of ALERT_URLS.", final=True)
    kind = "success" if message.kind == "resolved" else TYPES[message.severity]
    with library.LogCapture(level=library.logging.WARNING) as said:
        taken = service.notify(title=message.title, body=f"{message.text}\n{message.link}", notify_type=kind)
        trouble = " ".join(said.getvalue().split())
    if not taken:
        raise DeliveryFailed(f"The service did not take it{f' ({trouble[-160:]})' if trouble else ''}.")


def _library() -> Any:
    try:
        import apprise
    except ImportError:
        raise DeliveryFailed(MISSING) from None
    return apprise


def check_installed() -> None:
    """Raises BadConfig where ALERT_URLS is set and the library is missing: found at the start, not at the first alert."""
    from importlib.util import find_spec

    if find_spec("apprise") is None:
        raise BadConfig(MISSING)
