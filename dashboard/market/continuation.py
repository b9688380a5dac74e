"""Continuation: whether fetched bars go on where the stored ones end, and what a split or a dividend since then makes of those before.

A provider gives every past close as it looks today: divided by the splits and lowered by the dividends since. So on sessions that both
have,

1. the ratio of fetched to stored close is 1, or that of the splits since the last common session, on every common session alike;
2. the ratio of the adjusted closes may differ only where shares were split or went ex dividend since;
3. anything else is a jump: another company under the symbol, a wrong currency, garbage. Nothing is taken then.

The stored bars before are multiplied by those ratios, which is what the provider itself would say of them.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from dashboard.errors import Discontinuous
from dashboard.market.bars import Bars, FloatArray
from dashboard.market.sources.providers import Events

TOLERANCE = 0.005  # of a close: providers round and correct
LARGEST_DIVIDEND = 0.5  # of a close, between two looks
SPLIT_TOLERANCE = 0.02  # of a split's ratio, which the fetched closes carry rounded


@dataclass(frozen=True, slots=True)
class Rebasing:
    """What the stored bars are multiplied by. price: open, high, low and close (volume is divided); adjusted: the adjusted close."""

    price: float = 1.0
    adjusted: float = 1.0

    @property
    def changes(self) -> bool:
        """Whether anything stored has to be written anew."""
        return self.price != 1.0 or self.adjusted != 1.0

    def of(self, stored: Bars) -> Bars:
        """Stored bars on the new basis."""
        prices = {name: getattr(stored, name) * self.price for name in ("open", "high", "low", "close")}
        return replace(stored, **prices, adj_close=stored.adj_close * self.adjusted, volume=stored.volume / self.price)


def rebasing(stored: Bars, fetched: Bars, events: Events, *, total_return: bool = False) -> Rebasing:
    """How to bring one symbol's stored bars to the basis of the fetched ones; both by session, with common sessions.

    total_return: the closes themselves are adjusted for dividends. Raises Discontinuous when there is no common session, or the
    closes differ by more than what happened to the shares.
    """
    common, ours, theirs = np.intersect1d(stored.session, fetched.session, return_indices=True)
    if not len(common):
        raise Discontinuous("it has no session in common with what is stored, so nothing says that it goes on there")
    price = _ratio(fetched.close[theirs] / stored.close[ours], common, "close")
    last = common[-1]
    splits = [ratio for day, ratio in events.splits.items() if day > last and ratio > 0]
    expected = 1.0 / float(np.prod(splits)) if splits else 1.0
    off, paid = price / expected - 1.0, any(day > last for day in events.dividends)
    if total_return and paid and -LARGEST_DIVIDEND < off < 0.0:
        return Rebasing(price, price)
    if abs(off) > (SPLIT_TOLERANCE if splits else TOLERANCE):
        raise Discontinuous(_jump(stored.close[ours][-1], fetched.close[theirs][-1], last))
    moved = bool(splits) or paid
    own, other = stored.adj_close[ours], fetched.adj_close[theirs]
    if not moved or np.isnan(own).any() or np.isnan(other).any():
        return Rebasing(expected, expected)
    return Rebasing(expected, _ratio(other / own, common, "adjusted close"))


def on_basis(fetched: Bars, adjusted: str, *, has_adjusted: bool) -> Bars:
    """Fetched bars in the form in which the market keeps its own: with an adjusted close beside, without, or adjusted throughout."""
    if has_adjusted:
        return fetched
    none = np.full(len(fetched), np.nan)
    if adjusted != "all":
        return replace(fetched, adj_close=none)
    factor: FloatArray = np.where(np.isnan(fetched.adj_close), 1.0, fetched.adj_close / fetched.close)
    prices = {name: getattr(fetched, name) * factor for name in ("open", "high", "low", "close")}
    return replace(fetched, **prices, adj_close=none)


def _ratio(ratios: FloatArray, sessions: np.ndarray[tuple[int], np.dtype[np.datetime64]], what: str) -> float:
    """The one ratio of all common sessions."""
    middle = float(np.median(ratios))
    off = np.abs(ratios / middle - 1.0)
    if not np.isfinite(ratios).all() or (off > TOLERANCE).any():
        where = sessions[int(np.nanargmax(off))] if np.isfinite(off).any() else sessions[-1]
        raise Discontinuous(
            f"its {what} on {where} is not the stored one while that of other sessions is, so nothing was taken"
        )
    return middle


def _jump(ours: float, theirs: float, session: np.datetime64) -> str:
    return f"its close on {session} is {theirs:.6g} where {ours:.6g} is stored, and no split since explains that, so nothing was taken"
