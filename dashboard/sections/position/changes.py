"""What became of the sizes between two sessions: the exposure that is allowed and recommended, and trades in and out of the list."""

from __future__ import annotations

from dashboard.scanner.rules import DIRECTIONS
from dashboard.section import Change, Leaning, Result
from dashboard.sections.position.plan import Plan, plan
from dashboard.sections.position.record import record_of

LEAST = 0.05  # percent of equity: what rounds to the same figure is no change
NAMED = 8  # symbols that a sentence names


def changes(result: Result, then: int, now: int) -> list[Change]:
    """The two sessions' plans for the account of today beside each other; nothing without a label at both."""
    record = record_of(result)
    before, after = (plan(record, t, record.account) for t in (then, now))
    if before is None or after is None:
        return []
    return [*_gross(result.labels[now], before, after), *_list(result.labels[now], before, after)]


def _gross(session: str, before: Plan, after: Plan) -> list[Change]:
    caps, gross = (
        [100.0 * each.allowed.gross for each in (before, after)],
        [each.sized.totals.gross_pct for each in (before, after)],
    )
    found = []
    if abs(caps[1] - caps[0]) >= LEAST:
        words = f"Gross exposure allowed went from {caps[0]:.0f} % to {caps[1]:.0f} % of equity"
        found.append(Change(session, words, _way(caps)))
    if abs(gross[1] - gross[0]) >= LEAST:
        words = f"Gross exposure with the recommended trades went from {gross[0]:.1f} % to {gross[1]:.1f} %"
        found.append(Change(session, words, _way(gross)))
    return found


def _way(pair: list[float]) -> Leaning:
    return "up" if pair[1] > pair[0] else "down"


def _list(session: str, before: Plan, after: Plan) -> list[Change]:
    old, new = (_trades(each) for each in (before, after))
    came, went = [one for one in new if one not in old], [one for one in old if one not in new]
    return [
        Change(session, f"{words} the list: {_named(some)}") for words, some in (("On", came), ("Off", went)) if some
    ]


def _trades(made: Plan) -> list[str]:
    return [f"{one.candidate.symbol} {DIRECTIONS[one.candidate.direction]}" for one in made.sized.trades]


def _named(some: list[str]) -> str:
    more = len(some) - NAMED
    return ", ".join(some[:NAMED]) + (f" and {more} more" if more > 0 else "")
