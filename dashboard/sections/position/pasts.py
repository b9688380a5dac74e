"""What the sizes of a session were made of: the regime, the session's scan, the account, and the trades that were over by then."""

from __future__ import annotations

from dashboard.scanner.readings import IMPORTED, MISSING
from dashboard.section import Input, Result
from dashboard.sections.position.record import record_of


def made_of(result: Result, t: int, of: str | None) -> list[Input]:
    """The scan of the session, what is held, and the trades that the evidence rests on."""
    record = record_of(result)
    source, day = record.readings.source[t], result.labels[t]
    book = record.book(t)
    account = "example account" if record.account.is_example else "account"
    return [
        Input(
            "imported scan" if source == IMPORTED else "built-in scan", day, day, int(result.valid[t]), int(result.members[t]),
            missing="no_scan" if source == MISSING else None,
        ),
        Input("holdings", day, day, value=float(len(book.holdings))),
        Input(f"{account}: equity", value=float(record.account.equity)),
        *ended(result, t, of),
    ]  # fmt: skip


def ended(result: Result, t: int, _of: str | None) -> list[Input]:
    """The scan's trades that were over by the session, and your own."""
    record = record_of(result)
    over = record.outcomes.ended(t)
    rows = record.scan.row[over]
    first, last = (None, None) if not len(rows) else (result.labels[int(rows.min())], result.labels[int(rows.max())])
    return [
        Input(
            "trades of the scan that were over",
            first,
            last,
            int(over.sum()),
            int((record.scan.row <= t).sum()),
            missing=_running(result, t),
        ),
        Input("your own closed trades", value=float(len(record.book(t).trades))),
    ]


def _running(result: Result, t: int) -> str | None:
    """How many of the scan's rows say nothing yet."""
    record = record_of(result)
    rows = int((record.scan.row <= t).sum()) - int(record.outcomes.ended(t).sum())
    return f"{rows} still run, or were never entered" if rows else None
