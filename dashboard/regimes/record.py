"""The record of the labels: what followed each of them, tested against the sessions of the others, as of any session."""

from __future__ import annotations

from dataclasses import dataclass
from math import erfc, sqrt

import numpy as np
from numpy.typing import NDArray

from dashboard.market.bars import FloatArray
from dashboard.regimes.labels import LABELS, CodeArray, direction_of

AHEAD = 21  # sessions: a month
EDGE = 0.05  # the p-value above which there is no measured edge
LEAST_SESSIONS = 30  # on either side of the comparison, before it is made at all


@dataclass(frozen=True, slots=True)
class LabelRecord:
    """What followed a label, from outcomes known at a session. Fractions; None where there is nothing to average or to test.

    n: sessions with a known month ahead. next_day, month: mean close-to-close returns over 1 and AHEAD sessions. hit_rate: share
    of positive months. worst: the worst month. difference: the month's mean less that of all other sessions; p: of there being none
    (Newey-West 1987, AHEAD − 1 lags, because months overlap). edge: p is at most EDGE, and the difference is not against the
    label's direction: a downtrend after which prices rise most has none.
    """

    label: str
    n: int
    next_day: float | None = None
    month: float | None = None
    hit_rate: float | None = None
    worst: float | None = None
    difference: float | None = None
    p: float | None = None
    edge: bool = False


def ahead(close: FloatArray, sessions: int) -> FloatArray:
    """close[t + sessions] / close[t] − 1, float64 [n]; NaN for the last `sessions`."""
    returns = np.full(len(close), np.nan)
    if len(close) > sessions:
        returns[:-sessions] = close[sessions:] / close[:-sessions] - 1.0
    return returns


def record(close: FloatArray, labels: CodeArray) -> tuple[LabelRecord, ...]:
    """One line for each of LABELS. close: own closes [n] of the benchmark up to the session that asks; labels: int8 [n]."""
    day, month = ahead(close, 1), ahead(close, AHEAD)
    known = (labels >= 0) & ~np.isnan(month)
    day, month, codes = day[known], month[known], labels[known]
    return tuple(_line(code, codes == code, day, month) for code in range(len(LABELS)))


def _line(code: int, chosen: NDArray[np.bool_], day: FloatArray, month: FloatArray) -> LabelRecord:
    n, months, others = int(chosen.sum()), month[chosen], month[~chosen]
    if n == 0:
        return LabelRecord(LABELS[code], 0)
    tested = min(n, len(others)) >= LEAST_SESSIONS
    difference = float(months.mean() - others.mean()) if len(others) else None
    p = difference_p(month, chosen) if tested else None
    edge = p is not None and p <= EDGE and (difference or 0.0) * direction_of(code) >= 0
    return LabelRecord(
        LABELS[code], n, float(day[chosen].mean()), float(months.mean()), float(np.mean(months > 0)),
        float(months.min()), difference, p, edge,
    )  # fmt: skip


def difference_p(values: FloatArray, chosen: NDArray[np.bool_], lags: int = AHEAD - 1) -> float:
    """Two-sided p of the chosen values' mean being the others', float: least squares on a constant and the choice, the
    covariance after Newey and West (1987) with Bartlett weights. values: [n], in time order; both groups must have members."""
    design = np.column_stack([np.ones(len(values)), chosen.astype(np.float64)])
    inverse = np.linalg.inv(design.T @ design)
    slope = inverse @ (design.T @ values)
    moments = design * (values - design @ slope)[:, None]
    meat = moments.T @ moments
    for lag in range(1, min(lags, len(values) - 1) + 1):
        together = moments[lag:].T @ moments[:-lag]
        meat += (1.0 - lag / (lags + 1.0)) * (together + together.T)
    variance = float((inverse @ meat @ inverse)[1, 1])
    return erfc(abs(float(slope[1])) / sqrt(2.0 * variance)) if variance > 0 else 1.0


def transitions(labels: CodeArray) -> NDArray[np.int64]:
    """Counts [7, 7] of a session's label (row) and the next one's (column); labels: int8 [n] up to the session that asks."""
    now, following = labels[:-1], labels[1:]
    both = (now >= 0) & (following >= 0)
    counts = np.zeros((len(LABELS), len(LABELS)), dtype=np.int64)
    np.add.at(counts, (now[both], following[both]), 1)
    return counts


def expected_duration(counts: NDArray[np.int64], label: int) -> float | None:
    """How many sessions that label has lasted on average, from the counts; None where it has never been seen to end."""
    left = int(counts[label].sum() - counts[label, label])
    return float(counts[label].sum() / left) if left else None
