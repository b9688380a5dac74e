"""What the page is told of an import: how far it is, and what became of every row and file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dashboard.store.engine import Store
from dashboard.store.markets import load_market

if TYPE_CHECKING:
    from dashboard.runtime.ingest.report import ImportReport, Progress

EXAMPLES = 3
MOST_REFUSED = 100


def of_progress(progress: Progress) -> dict[str, Any]:
    """The file, what is being done with it, and the fraction of the whole, 0 to 1."""
    return {
        "file": progress.path, "step": progress.step, "fraction": round(progress.fraction, 4),
        "files_done": progress.files_done, "files": progress.files, "rows": progress.rows,
    }  # fmt: skip


def of_report(report: ImportReport, store: Store) -> dict[str, Any]:
    """The whole import in plain values; rows kept aside by reason, each with examples from the store."""
    refused = [{"file": file.path, "sentence": file.refused} for file in report.refused]
    market = load_market(store)
    return {
        "market": "" if market is None else market.name,
        "read": report.read,
        "stored": report.stored,
        "unchanged": report.unchanged,
        "kept_aside": report.quarantined,
        "files": len(report.files),
        "skipped": report.skipped,
        "refused_files": len(refused),
        "refused": refused[:MOST_REFUSED],
        "reasons": [_reason(store, reason, rows) for reason, rows in report.quarantined_by_reason.items()],
        "notes": list(report.notes),
        "special_sessions": [str(day) for day in report.special_sessions],
        "seconds": round(report.seconds, 2),
    }


def _reason(store: Store, reason: str, rows: int) -> dict[str, Any]:
    from dashboard.market.quality.reasons import NOTED, REASONS
    from dashboard.store.data_quality import Wanted, groups

    with store.read() as connection:
        found = groups(connection, Wanted(reason=reason, limit=EXAMPLES))
    examples = [
        {"file": group.file, "symbol": group.symbol, "line": one.line, "session": one.session, "detail": one.detail}
        for group in found
        for one in group.examples[:1]
    ]
    return {
        "reason": reason,
        "meaning": REASONS.get(reason, ""),
        "rows": rows,
        "stored": reason in NOTED,
        "examples": examples,
    }
