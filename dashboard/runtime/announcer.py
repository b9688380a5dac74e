"""The announcer: writes a section's verdict down when it changes, and tells of a new label exactly once."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import asdict
from math import isnan

from dashboard.errors import StoreUnavailable
from dashboard.market.published import Published
from dashboard.section import Result, Section, Verdict
from dashboard.signals import regime_changed
from dashboard.store.engine import Store
from dashboard.store.lease import LeaderLease
from dashboard.store.published import publish

logger = logging.getLogger(__name__)


class Announcer:
    """Of several processes the leader writes down; every process tells its own listeners, each change once."""

    def __init__(self, store: Store, lease: LeaderLease, now: Callable[[], str]) -> None:
        self._store = store
        self._lease = lease
        self._now = now
        self._shown: dict[str, Verdict] = {}
        self._unwritten: set[str] = set()

    def refreshed(self, section: Section, result: Result) -> None:
        """Called after the section's figures are on screen. A store that is away is logged; the next run writes it down."""
        verdict = None if section.verdict is None or result.unavailable is not None else section.verdict(result)
        if verdict is None:
            return
        try:
            before = self._written_down(verdict) if self._lease.held else self._overheard(section.key, verdict)
        except StoreUnavailable as error:
            if section.key not in self._unwritten:  # the store's own recovery is logged where the store is watched
                logger.warning("The verdict of section %s cannot be written down: %s", section.key, error)
            self._unwritten.add(section.key)
            return
        self._unwritten.discard(section.key)
        self._shown[section.key] = verdict
        if before is not None:
            self._tell(section.key, before, verdict)

    def _written_down(self, verdict: Verdict) -> str | None:
        """The label before, if the store says that this is a change."""
        before = publish(self._store, Published(**asdict(verdict), published_at=self._now()))
        return None if before is None else before.label

    def _overheard(self, key: str, verdict: Verdict) -> str | None:
        """The label that this process showed before, if it was another; the leader writes the change down."""
        before = self._shown.get(key)
        return None if before is None or before.label == verdict.label else before.label

    def _tell(self, key: str, before: str, verdict: Verdict) -> None:
        logger.info("Section %s changed from %s to %s on %s.", key, before, verdict.label, verdict.session)
        regime_changed.send(
            key, before=before, after=verdict.label, session=verdict.session.astype(object), score=verdict.score,
            confidence=None if isnan(verdict.confidence) else verdict.confidence, first_told=self._lease.held,
        )  # fmt: skip
