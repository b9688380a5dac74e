"""What moves together: correlations over the last sessions, clusters of them, and how many bets a book really is."""

from __future__ import annotations

import numpy as np

from dashboard.indicators.compiled import compiled
from dashboard.market.bars import FloatArray, IntArray

SESSIONS = 60
FEWEST = 40  # sessions on which both traded; fewer say too little about a pair
ALIKE = 0.7
SLACK = 1e-12  # pairs whose means differ only by rounding are equally close


def correlations(close: FloatArray, columns: IntArray, sessions: int = SESSIONS, fewest: int = FEWEST) -> FloatArray:
    """Correlation of the log returns of columns of close, float64 [T, N], over its last `sessions`, float64 [C, C].

    A pair counts the sessions on which both traded then and the session before: what a stock made up after a silence covers
    more time than what the other did that day. NaN with fewer than `fewest` of them, without movement, or for a column of −1
    (what is no part of the market); the diagonal is 1 even then. Uses nothing but the last sessions + 1 rows.
    """
    prices = close[-(sessions + 1) :]
    chosen = np.where(columns[None, :] >= 0, prices[:, np.maximum(columns, 0)], np.nan)
    return pairwise(np.ascontiguousarray(np.diff(np.log(chosen), axis=0).T), fewest)


@compiled
def pairwise(returns: FloatArray, fewest: int) -> FloatArray:
    """Pearson's correlation of the rows of returns, float64 [C, S], each pair over the places where both are known."""
    count = len(returns)
    correlation = np.eye(count)
    for a in range(count):
        for b in range(a + 1, count):
            correlation[a, b] = correlation[b, a] = correlated(returns[a], returns[b], fewest)
    return correlation


@compiled
def correlated(x: FloatArray, y: FloatArray, fewest: int) -> float:
    """Pearson's correlation where both are known, NaN if that is too seldom or one of them stands still."""
    n, mean_x, mean_y = 0, 0.0, 0.0
    for k in range(len(x)):
        if not np.isnan(x[k] + y[k]):
            n += 1
            mean_x += x[k]
            mean_y += y[k]
    if n < max(fewest, 2):
        return np.nan
    mean_x, mean_y, square_x, square_y, product = mean_x / n, mean_y / n, 0.0, 0.0, 0.0
    for k in range(len(x)):
        if not np.isnan(x[k] + y[k]):
            square_x += (x[k] - mean_x) ** 2
            square_y += (y[k] - mean_y) ** 2
            product += (x[k] - mean_x) * (y[k] - mean_y)
    if square_x <= 0.0 or square_y <= 0.0:
        return np.nan
    return float(min(1.0, max(-1.0, product / np.sqrt(square_x * square_y))))


def clusters(correlation: FloatArray, threshold: float = ALIKE) -> list[list[int]]:
    """Groups of positions [C] that move together, largest first, then by their first member; those alone are left out.

    Average linkage: the two groups whose members correlate most on average are joined, as long as that is at least the
    threshold; of equal ones the first. Pairs of unknown correlation (NaN) don't count in the average, and alone join nothing.
    """
    groups = [[k] for k in range(len(correlation))]
    known = ~np.isnan(correlation) & ~np.eye(len(correlation), dtype=bool)
    total, pairs = np.where(known, correlation, 0.0), known.astype(np.float64)
    while (found := _closest(total, pairs, threshold)) is not None:
        a, b = found
        groups[a] += groups[b]
        for sums in (total, pairs):
            _join(sums, a, b)
    together = [sorted(groups[k]) for k in range(len(groups)) if len(groups[k]) > 1 and pairs[k, k] == 0.0]
    return sorted(together, key=lambda group: (-len(group), group[0]))


def _closest(total: FloatArray, pairs: FloatArray, threshold: float) -> tuple[int, int] | None:
    """The first two groups, a < b, whose mean correlation is the highest of all, if it is at least the threshold."""
    mean = np.divide(total, pairs, out=np.full_like(total, -np.inf), where=pairs > 0)
    mean[np.tril_indices(len(mean))] = -np.inf
    highest = float(mean.max(initial=-np.inf))
    if highest < threshold - SLACK:
        return None
    a, b = np.unravel_index(int(np.argmax(mean >= highest - SLACK)), mean.shape)
    return int(a), int(b)


def _join(sums: FloatArray, a: int, b: int) -> None:
    """Add group b's sums to group a's, and take b out; its diagonal says that it is gone."""
    sums[a] += sums[b]
    sums[:, a] += sums[:, b]
    sums[b] = sums[:, b] = sums[a, a] = 0.0
    sums[b, b] = 1.0


def effective_bets(amounts: FloatArray, correlation: FloatArray) -> float | None:
    """How many independent bets of equal size are as diversified as these: (Σ|x|)²/(x'ρx), from 1 to how many there are.

    amounts: x, float64 [C], what each stands to lose or its value times its volatility, below 0 when short; correlation [C, C],
    of which an unknown pair counts as one bet. Choueifaty, Froidure, Reynier (2013): the diversification ratio, squared. A hedge can
    bring x'ρx near 0; there are never more bets than positions. None without any.
    """
    x = np.asarray(amounts, dtype=np.float64)
    held = x != 0.0
    if not held.any():
        return None
    x, alike = x[held], correlation[np.ix_(held, held)]
    together = np.outer(x, x)
    joint = float(np.where(np.isnan(alike), np.abs(together), together * alike).sum())
    most = float(len(x))
    gross = float(np.abs(x).sum())
    return most if joint * most <= gross**2 else max(1.0, gross**2 / joint)
