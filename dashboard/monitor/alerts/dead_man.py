"""The dead man's handle: a request to a service outside while all is well; when it stops, the service tells that nobody is here.

It speaks as healthchecks.io does: the address itself says that all is well, the address with /fail that something critical fires.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from urllib.parse import urlsplit, urlunsplit

from dashboard.errors import DeliveryFailed
from dashboard.monitor.alerts.delivery.http import request
from dashboard.monitor.alerts.delivery.line import within
from dashboard.runtime.runner import iso

logger = logging.getLogger(__name__)

Verdict = Literal["well", "failing", "silent"]
"""silent: nothing can be said, as when the evaluations themselves stand still; then the silence is the message."""

SECONDS = 15.0


@dataclass
class DeadMan:
    """verdict: how it stands now. last_at, trouble: of the last request, for the page."""

    url: str
    verdict: Callable[[], Verdict]
    now: Callable[[], datetime]
    seconds: float = SECONDS
    last_at: str | None = None
    last_verdict: Verdict | None = None
    trouble: str | None = None

    def ping(self) -> None:
        """One request, unless there is nothing to say."""
        said = self.verdict()
        if said == "silent":
            return
        try:
            within(self.seconds, lambda line: request("GET", address(self.url, said), line))
        except DeliveryFailed as error:
            if self.trouble is None:
                logger.error("The dead man's handle is not heard: %s", error)
            self.trouble = str(error)
            return
        if self.trouble is not None:
            logger.info("The dead man's handle is heard again.")
        self.last_at, self.last_verdict, self.trouble = iso(self.now()), said, None


def address(url: str, verdict: Verdict) -> str:
    """Where to ask, the query kept."""
    if verdict == "well":
        return url
    parts = urlsplit(url)
    return urlunsplit(parts._replace(path=parts.path.rstrip("/") + "/fail"))
