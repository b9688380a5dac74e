"""A look at a rig from outside: what every address answers, what health tells, and what the database holds."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from dashboard.faults.rig import NEXT, PAGES, Rig
from dashboard.store.engine import Store

HELD = (
    "market", "instruments", "bars", "special_sessions", "quarantine", "scans", "published_regimes", "account_changes", "book_files",
    "trades", "holdings", "section_runs", "alert_mutes",
)  # fmt: skip
DATA = b',"data":'


@dataclass(frozen=True, slots=True)
class Look:
    """pages: status of every page by its address. answers: status, reason and the figures' bytes of every section's addresses."""

    pages: Mapping[str, int]
    answers: Mapping[str, tuple[int, str, str | None, bytes]]
    troubles: tuple[str, ...]

    def reasons(self, key: str) -> list[tuple[str, str | None]]:
        """Status and reason of each of one section's addresses."""
        return [answer[1:3] for path, answer in self.answers.items() if path.split("/")[2] == key]


def look(rig: Rig) -> Look:
    """Ask for everything that the page asks for."""
    client = rig.client
    pages = {path: client.get(path).status_code for path in PAGES}
    answers = {}
    for section in rig.desk.sections:
        for endpoint in section.endpoints:
            if endpoint.on_card:
                path = f"/api/{section.key}/{endpoint.name}"
                got = client.get(path)
                told: dict[str, Any] = got.get_json(silent=True) or {}
                answers[path] = (
                    got.status_code,
                    str(told.get("status")),
                    told.get("reason"),
                    got.data.partition(DATA)[2],
                )
    return Look(pages, answers, troubles(rig))


def troubles(rig: Rig) -> tuple[str, ...]:
    """What health tells, a line each."""
    report = rig.client.get("/api/health").get_json(silent=True) or {"verdict": {"troubles": []}}
    return tuple(f"{each['what']} {each['detail'] or ''}".strip() for each in report["verdict"]["troubles"])


def is_well(rig: Rig) -> bool:
    """Whether every section is current, every source works and the database answers."""
    statuses = {rig.desk.status(entry.key)[0] for entry in rig.desk.board}
    sources = {source.state for source in rig.desk.sources}
    return statuses == {"ok"} and "failed" not in sources and rig.desk.store_failure() is None


def has_all(rig: Rig) -> bool:
    """Whether the session that waited outside is there, of every symbol."""
    panel = rig.desk.panel
    return panel is not None and bool(panel.sessions[-1] == NEXT and np.isfinite(panel.close[-1]).all())


def held(store: Store) -> Counter[str]:
    """Every row that must not be lost, however often it is there."""
    found: Counter[str] = Counter()
    with store.read() as connection:
        for name in HELD:
            rows = connection.exec_driver_sql(f"SELECT * FROM {name}")  # noqa: S608  (one of the names above)
            found.update(f"{name} {tuple(row)}" for row in rows)
    return found


def complaint(pattern: str, told: str, who: str) -> str | None:
    """None where the pattern is found in what was told."""
    return None if re.search(pattern, told) else f"{who} says {told or 'nothing'!r}, which has nothing of {pattern!r}."
