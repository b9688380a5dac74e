"""What one look at the desk sees: plain values, so that a rule is a function of them alone."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson

from dashboard.runtime.desk import Desk
from dashboard.runtime.market_state import MarketState
from dashboard.runtime.source import Source
from dashboard.store.alerts import LabelChange


@dataclass(frozen=True, slots=True)
class SeenSection:
    """A section's runs as the board has them. failures: in a row; last_run_at: None before the first run of this process."""

    key: str
    title: str
    failures: int
    last_run_at: str | None
    reason: str | None


@dataclass(frozen=True, slots=True)
class SeenSource:
    """A source of bars. state: waiting, ok or failed; failures: looks in a row that failed."""

    key: str
    title: str
    state: str
    reason: str | None
    failures: int


@dataclass(frozen=True, slots=True)
class Disk:
    """The disk that the database and the caches are on, in bytes."""

    free: int
    total: int


@dataclass(frozen=True, slots=True)
class Figures:
    """One endpoint's published figures of its newest session."""

    as_of: str
    data: Mapping[str, Any]


FiguresOf = Callable[[str, str], Figures | None]


def _no_figures(_section: str, _endpoint: str) -> Figures | None:
    return None


def _unknown_age(_session: str) -> int | None:
    return None


@dataclass(frozen=True, slots=True)
class Look:
    """Everything that rules judge.

    figures: of a section that is up to date, None otherwise. age_sessions: how many sessions of the store lie after one.
    changes: of the published label, those of before `began_at` being history.
    """

    market: MarketState | None = None
    sections: tuple[SeenSection, ...] = ()
    sources: tuple[SeenSource, ...] = ()
    disk: Disk | None = None
    figures: FiguresOf = _no_figures
    age_sessions: Callable[[str], int | None] = _unknown_age
    changes: tuple[LabelChange, ...] = ()
    began_at: str = ""


class Looker:
    """Looks at a desk. What it has parsed it keeps until the figures change."""

    def __init__(self, desk: Desk, folder: Path) -> None:
        """folder: on the disk that is watched."""
        self._desk = desk
        self._folder = folder
        self._parsed: dict[tuple[str, str], tuple[str, Figures | None]] = {}

    def look(self) -> Look:
        """The desk as it stands."""
        desk = self._desk
        return Look(
            market=desk.market_state(),
            sections=tuple(self._section(section.key, section.title) for section in desk.sections),
            sources=tuple(_source(source) for source in desk.sources),
            disk=self._disk(),
            figures=self._figures,
            age_sessions=desk.age_sessions,
        )

    def _section(self, key: str, title: str) -> SeenSection:
        entry = self._desk.board[key]
        return SeenSection(key, title, entry.consecutive_failures, entry.last_run_at, entry.failure)

    def _disk(self) -> Disk | None:
        try:
            usage = shutil.disk_usage(self._folder)
        except OSError:
            return None
        return Disk(usage.free, usage.total)

    def _figures(self, section: str, endpoint: str) -> Figures | None:
        if section not in self._desk.board or self._desk.status(section)[0] != "ok":
            return None
        publication = self._desk.board[section].publications.get(endpoint)
        if publication is None:
            return None
        digest, known = self._parsed.get((section, endpoint), ("", None))
        if digest != publication.digest:
            data = orjson.loads(publication.data)
            known = Figures(publication.as_of, data) if isinstance(data, dict) else None
            self._parsed[section, endpoint] = publication.digest, known
        return known


def _source(source: Source) -> SeenSource:
    return SeenSource(source.key, source.title, source.state, source.reason, source.breaker.failures)
