"""Jumps after which the price is on another basis: unadjusted splits, spin-offs, another company under the ticker."""

from __future__ import annotations

import numpy as np

from dashboard.market.bars import FloatArray
from dashboard.market.quality.docket import BoolArray, Docket
from dashboard.market.quality.evidence import Moves, big_moves
from dashboard.market.quality.excursions import SPLIT_SIZE
from dashboard.market.quality.series import Series

CONFIRMED_AFTER = 5  # bars at the new level, the first one included
SHORT = 252  # bars: a history that can't fill the longest window (a year) is no loss
# New shares per old one. 3:2 is left out: spin-offs take a third of the price often enough (Mondelez and Howmet in one decade).
RATIOS = (2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 10.0, 15.0, 20.0, 25.0, 50.0, 100.0)
NEAR_RATIO = 0.02  # log: what the market itself moves that day
STILL = 0.12  # of the gap as the day's range: real gaps beyond 25 % had .14 and more
CALM = 0.5  # of the gap as the day's range
NOTE_UNKNOWN = 0.2  # of the gap as the range, where turnover isn't known
LIVELY = 10.0  # times the usual turnover: a split as large as 10:1 draws buyers


def judge_splits(docket: Docket, series: Series) -> None:
    """Decide on every gap of a quarter or more that no trading explains; see `quality` for why which rows go."""
    moves = big_moves(series)
    big = np.abs(moves.gap) >= SPLIT_SIZE
    one_price = np.isnan(moves.gap) & (np.abs(moves.moved) >= SPLIT_SIZE)
    proven = _proven(moves, big, one_price, series.index[moves.at])
    suspect = _suspect(moves, big, proven)
    unexplained = np.flatnonzero((proven | suspect) & ~series.volatility[moves.at])
    by_symbol = np.flatnonzero(np.diff(series.code[moves.at[unexplained]], prepend=-1))
    for group in np.split(unexplained, by_symbol[1:]) if len(unexplained) else []:
        _judge_symbol(docket, series, moves, group.tolist(), proven)


def _proven(moves: Moves, big: BoolArray, one_price: BoolArray, index: BoolArray) -> BoolArray:
    """By a usual split's ratio, a day on which nothing else happened, and volumes that scaled with it where there are any.

    An index has no shares: a gap by a round ratio on a still day is its rebasing.
    """
    span = moves.range / np.abs(moves.gap)
    ordinary = (moves.quiet & (span <= CALM)) | ((span <= STILL) & ~(moves.activity >= LIVELY))
    silent = np.isnan(moves.settled) | index
    gapped = big & moves.overnight & ordinary & np.where(silent, span <= STILL, moves.shares_scaled)
    unseen = one_price & moves.quiet & (moves.shares_scaled | index)
    proven: BoolArray = (gapped | unseen) & (_near_ratio(moves.gap) | _near_ratio(moves.moved))
    return proven


def _suspect(moves: Moves, big: BoolArray, proven: BoolArray) -> BoolArray:
    """Any other gap on an ordinary day's trading."""
    span = moves.range / np.abs(moves.gap)
    ordinary = (moves.quiet & (span <= CALM)) | (np.isnan(moves.activity) & (span <= NOTE_UNKNOWN))
    suspect: BoolArray = big & moves.overnight & ordinary & ~proven
    return suspect


def _near_ratio(move: FloatArray) -> BoolArray:
    """Whether a log move is a usual split's or reverse split's, give or take what the market moves."""
    near: BoolArray = (np.abs(np.abs(move)[:, None] - np.log(np.array(RATIOS))) <= NEAR_RATIO).any(axis=1)
    return near


def _judge_symbol(docket: Docket, series: Series, moves: Moves, group: list[int], proven: BoolArray) -> None:
    """From the last jump to the first; what lies behind a decided one is out and needs no verdict."""
    for place in reversed(group):
        at = int(moves.at[place])
        first, stop = int(series.start[at]), int(series.stop[at])
        phrase = _phrase(series, moves, place)
        behind_is_stored = not docket.given[series.rows[at - 1]]
        if proven[place] and (stop - at < CONFIRMED_AFTER or behind_is_stored):
            docket.set_aside(series.rows[at:stop], "split_like", phrase)
        elif proven[place] or at - first <= SHORT < stop - first:
            docket.set_aside(series.rows[first:at], "before_split", phrase)
            return
        else:
            docket.note(series.rows[[at]], "unadjusted_gap", phrase)


def _phrase(series: Series, moves: Moves, place: int) -> str:
    at, activity = int(moves.at[place]), float(moves.activity[place])
    traded = "unknown turnover" if np.isnan(activity) else f"{activity:.1f} times the usual turnover"
    factor = float(np.exp(moves.moved[place]))
    return (
        f"{series.session[at]}: close {series.close[at]:g} after {series.close[at - 1]:g} (×{factor:.3f}) on {traded}"
    )
