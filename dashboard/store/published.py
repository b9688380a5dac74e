"""The published regimes: what was shown for each session at the time, to be held against what is computed now."""

from __future__ import annotations

from dataclasses import asdict
from math import isnan, nan

from sqlalchemy import Connection, insert, select

from dashboard.market.published import Published
from dashboard.store.engine import Store
from dashboard.store.schema import published_regimes

SAME = 5e-7  # scores that differ by less would be shown as the same figure


def publish(store: Store, new: Published) -> Published | None:
    """Write down what is shown now, unless the same is written already; the published regime before it if its label was another.

    One transaction decides, so a change is told once however often it is computed, in however many processes, and after any
    restart. A session before the newest published one is history computed anew, not news: it is not written. Raises StoreUnavailable.
    """
    with store.write() as connection:
        last = _last(connection)
        if last is not None and (new.session < last.session or _same(last, new)):
            return None
        row = asdict(new) | {"score": _stored(new.score), "confidence": _stored(new.confidence)}
        connection.execute(insert(published_regimes).values(**row))
        return last if last is not None and last.label != new.label else None


def read_published(connection: Connection) -> tuple[Published, ...]:
    """Every published regime, in the order of publishing."""
    rows = connection.execute(select(published_regimes).order_by(published_regimes.c.id)).mappings()
    return tuple(_published(dict(row)) for row in rows)


def _last(connection: Connection) -> Published | None:
    row = (
        connection.execute(select(published_regimes).order_by(published_regimes.c.id.desc()).limit(1))
        .mappings()
        .first()
    )
    return None if row is None else _published(dict(row))


def _published(row: dict[str, object]) -> Published:
    del row["id"]
    missing = {name: nan for name in ("score", "confidence") if row[name] is None}
    return Published(**(row | missing))  # type: ignore[arg-type]


def _same(before: Published, after: Published) -> bool:
    """Whether a reader would see the same."""
    return (before.session, before.label) == (after.session, after.label) and all(
        abs(one - other) < SAME or (isnan(one) and isnan(other))
        for one, other in ((before.score, after.score), (before.confidence, after.confidence))
    )


def _stored(value: float) -> float | None:
    return None if isnan(value) else value
