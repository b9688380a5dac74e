"""What became of the indices between two sessions: the trend, flips over averages, crosses, Faber's state, and divergences."""

from __future__ import annotations

import numpy as np

from dashboard.section import Change, Leaning, Result
from dashboard.sections.index.events import CONFIRMED, EXPIRED, FAILED
from dashboard.sections.index.glance import LEANING
from dashboard.sections.index.record import Record, record_of
from dashboard.sections.index.trend import LABELS, TIE
from dashboard.sections.index.windows import FABER_MONTHS

FLIPS = (50, 200)  # an average of 20 is crossed too often to be news
KINDS = ("RSI", "hidden RSI", "MACD", "hidden MACD", "Dow", "breadth")
ENDS = {CONFIRMED: "was confirmed", FAILED: "failed", EXPIRED: "expired"}


def changes(result: Result, then: int, now: int) -> list[Change]:
    """Trend and flips as they stand at the two sessions; crosses, months and divergences that fell between them."""
    record = record_of(result)
    found = _trend(result, then, now)
    for index in range(len(record.symbols)):
        found += (
            _flips(result, index, then, now) + _crosses(result, index, then, now) + _faber(result, index, then, now)
        )
    found += _divergences(result, then, now)
    return sorted(found, key=lambda change: change.session)


def _trend(result: Result, then: int, now: int) -> list[Change]:
    codes = result.series["trend"][then : now + 1]
    if np.isnan(codes[[0, -1]]).any() or codes[0] == codes[-1]:
        return []
    before, after = (LABELS[int(code)] for code in codes[[0, -1]])
    words = f"The trend over all indices went from {_words(before)} to {_words(after)}"
    return [Change(result.labels[int(record_of(result).trend_since[now])], words, LEANING[after])]


def _words(label: str) -> str:
    return label.replace("_", " ")


def _flips(result: Result, index: int, then: int, now: int) -> list[Change]:
    close = result.series["close"][then : now + 1, index]
    found = []
    for window in FLIPS:
        average = result.series[f"sma_{window}"][then : now + 1, index]
        known = np.flatnonzero(~np.isnan(close) & ~np.isnan(average))
        above = close[known] > average[known] * (1.0 + TIE)
        if len(known) < 2 or known[0] != 0 or above[0] == above[-1]:
            continue
        since = then + int(known[int(np.flatnonzero(above != above[-1])[-1]) + 1])
        words = f"{record_of(result).symbols[index]} closed {'above' if above[-1] else 'below'} its SMA {window}"
        found.append(Change(result.labels[since], words, _way(bool(above[-1]))))
    return found


def _way(is_up: bool) -> Leaning:
    return "up" if is_up else "down"


def _crosses(result: Result, index: int, then: int, now: int) -> list[Change]:
    record = record_of(result)
    last = {"golden": int(record.golden[now, index]), "death": int(record.death[now, index])}
    return [
        Change(
            result.labels[row],
            f"{record.symbols[index]} made a {kind} cross: SMA 50 went {way} SMA 200",
            _way(kind == "golden"),
        )
        for (kind, row), way in zip(last.items(), ("above", "below"), strict=True)
        if row > then
    ]


def _faber(result: Result, index: int, then: int, now: int) -> list[Change]:
    """The months that closed in between and turned the state."""
    record = record_of(result)
    months = record.months[index]
    closed = [k for k, row in enumerate(months.rows.tolist()) if then < row <= now and k > 0]
    turned = [k for k in closed if not np.isnan(months.average[k - 1]) and months.above[k] != months.above[k - 1]]
    return [
        Change(
            result.labels[months.rows[k]],
            f"{record.symbols[index]} closed the month {'above' if months.above[k] else 'below'} its average of {FABER_MONTHS} months",
            _way(bool(months.above[k])),
        )
        for k in turned
    ]


def _divergences(result: Result, then: int, now: int) -> list[Change]:
    found = record_of(result).found
    made = [_made(result, k) for k in range(found.known_by(then), found.known_by(now))]
    ended = [k for k, row in enumerate(found.ended.tolist()) if then < row <= now]
    return made + [_ended(result, k) for k in ended]


def _named(record: Record, k: int) -> str:
    found = record.found
    direction = "bullish" if found.direction[k] > 0 else "bearish"
    return f"{direction} {KINDS[int(found.kind[k])]} divergence of {record.symbols[int(found.index[k])]}"


def _made(result: Result, k: int) -> Change:
    record = record_of(result)
    words = f"New: {_named(record, k)}, {result.labels[record.found.earlier[k]]} against {result.labels[record.found.pivot[k]]}"
    return Change(result.labels[record.found.known[k]], words, _way(record.found.direction[k] > 0))


def _ended(result: Result, k: int) -> Change:
    record, found = record_of(result), record_of(result).found
    status = int(found.status[k])
    words = f"The {_named(record, k)}, known since {result.labels[found.known[k]]}, {ENDS[status]}"
    return Change(result.labels[found.ended[k]], words, _way(found.direction[k] > 0) if status == CONFIRMED else "flat")
