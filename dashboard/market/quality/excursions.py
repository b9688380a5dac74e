"""Prices that leap away and come back: single wrong bars, and splits applied to some of the rows only."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from dashboard.market.bars import FloatArray, IntArray
from dashboard.market.quality.days import Days
from dashboard.market.quality.docket import Docket
from dashboard.market.quality.evidence import BIG, Moves, big_moves
from dashboard.market.quality.series import MAD_TO_SD, Series, series_of, typical, window

RETURNS_TO = 0.3  # of the move may be missing when the price is back
CLOSE_ONLY_RETURNS_TO = 0.15  # where there is no open to see the gaps by
LONGEST = 20  # bars on the other level
SPLIT_SIZE = 0.25  # log: smaller than any split, and the least move for an excursion of more than one bar
HALVED = 0.69  # log 2: overnight to half or double and back is no market, whatever was traded
NEIGHBOURS = 10  # bars on either side that tell how wild the days were
CLUSTER = 60  # bars between two excursions of one half-applied split
MIXED_BAR = 0.75  # of the excursion's size as one bar's range: the bar mixes both levels


@dataclass(frozen=True, slots=True)
class Excursion:
    """Bars first..back-1 of a series stand on another level; bar `back` is the first on the old one again. size: log."""

    first: int
    back: int
    size: float


def judge_excursions(docket: Docket, series: Series, days: Days) -> Series:
    """Set aside single wrong bars and half-applied splits; returns the series of what stands.

    The 200 biggest reversals of 2010-2019 are mostly real (8 to 10 August 2011). What tells an error from a crash and its rebound:
    the error's bar lies apart from both neighbours, a gap in and a gap out, on an ordinary day's turnover.
    """
    moves = big_moves(series)
    if not len(moves.at):
        return series
    found = _excursions(series, moves)
    if not found:
        return series
    for cluster in _clusters(series, found):
        if len(cluster) == 1 and cluster[0].back == cluster[0].first + 1:
            _set_aside_spike(docket, series, cluster[0])
        else:
            _set_aside_flips(docket, series, cluster)
    return series_of(docket, days)


def _excursions(series: Series, moves: Moves) -> list[Excursion]:
    """Greedy from the left: each big move is paired with the first one that takes the price back."""
    leaves, returns = _may_leave(series, moves), _may_return(series, moves)
    found: list[Excursion] = []
    place, last = 0, len(moves.at)
    while place < last:
        back = _way_back(series, moves, place, returns) if leaves[place] else None
        if back is None:
            place += 1
            continue
        found.append(Excursion(int(moves.at[place]), int(moves.at[back]), float(abs(moves.moved[place]))))
        place = back + 1
    return found


def _may_leave(series: Series, moves: Moves) -> list[bool]:
    """A gap on a quiet day; or no open to see a gap by and a move wild even for its days; or a bar that mixes both levels."""
    size = np.abs(moves.moved)
    calm = size >= BIG * _local_scale(series, moves.at)
    gapped = moves.overnight & (moves.quiet | (np.isnan(moves.activity) & calm) | (size >= HALVED))
    unseen = np.isnan(moves.gap) & calm
    mixed = (size >= SPLIT_SIZE) & (moves.range >= MIXED_BAR * size) & ~moves.busy
    leave: list[bool] = (gapped | unseen | mixed).tolist()
    return leave


def _may_return(series: Series, moves: Moves) -> list[bool]:
    may: list[bool] = (moves.overnight | np.isnan(moves.gap)).tolist()
    return may


def _way_back(series: Series, moves: Moves, place: int, returns: list[bool]) -> int | None:
    """The index of the move that takes the price back, or None."""
    out, first = float(moves.moved[place]), int(moves.at[place])
    limit = min(first + LONGEST, int(series.stop[first]) - 1)
    for back in range(place + 1, len(moves.at)):
        if moves.at[back] > limit:
            return None
        gone = int(moves.at[back]) - first
        if gone > 1 and abs(out) < SPLIT_SIZE:
            return None
        home = float(moves.moved[back])
        slack = RETURNS_TO if np.isfinite(moves.gap[place]) else CLOSE_ONLY_RETURNS_TO
        if returns[back] and out * home < 0 and abs(out + home) <= slack * max(abs(out), abs(home)):
            return back
    return None


def _local_scale(series: Series, at: IntArray) -> FloatArray:
    """1.4826·median |return| of the ten bars before or after, whichever were wilder, without the move itself and the next one."""
    size = np.abs(series.moved)
    before = typical(size, window(series, at, NEIGHBOURS, 0))
    after = typical(size, window(series, at, 0, NEIGHBOURS + 1)[:, 1:])
    scale = MAD_TO_SD * np.fmax(before, after)
    return np.where(np.isnan(scale), series.scale[at], scale)


def _clusters(series: Series, found: list[Excursion]) -> list[list[Excursion]]:
    """Excursions of one symbol and of about one size that lie near each other."""
    clusters: list[list[Excursion]] = []
    for excursion in found:
        near = clusters[-1][-1] if clusters else None
        if (
            near is not None
            and series.code[near.first] == series.code[excursion.first]
            and excursion.first - near.back <= CLUSTER
            and abs(near.size - excursion.size) <= RETURNS_TO * near.size
        ):
            clusters[-1].append(excursion)
        else:
            clusters.append([excursion])
    return clusters


def _set_aside_spike(docket: Docket, series: Series, spike: Excursion) -> None:
    before, at, after = (float(series.close[i]) for i in (spike.first - 1, spike.first, spike.back))
    docket.set_aside(series.rows[[spike.first]], "spike", [f"close {at:g} between {before:g} and {after:g}"])


def _set_aside_flips(docket: Docket, series: Series, cluster: list[Excursion]) -> None:
    """The bars on the other level, and between the first flip and the last those whose range spans both levels."""
    away = np.concatenate([np.arange(e.first, e.back) for e in cluster])
    between = np.arange(cluster[0].first, cluster[-1].back + 1)
    span = np.log(series.high[between] / series.low[between])
    mixed = between[span >= MIXED_BAR * cluster[0].size]
    rows = np.union1d(away, mixed)
    factor = float(np.exp(cluster[0].size))
    docket.set_aside(series.rows[rows], "half_applied_split", f"flips by a factor of {factor:.3g}, {_times(cluster)}")


def _times(cluster: list[Excursion]) -> str:
    return "once" if len(cluster) == 1 else f"{len(cluster)} times"
