"""Copied data: one session's bars under two dates, and one series under several symbols."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Sequence

import numpy as np

from dashboard.market.bars import Bars, FloatArray, IntArray, SessionArray
from dashboard.market.quality.docket import BoolArray, Docket
from dashboard.market.quality.series import Series

SAME_VOLUME = 0.05  # two true bars with four equal prices also agree this far in volume once in a dozen times
FEWEST_DISTINCT = 3  # of the four prices
FEWEST_TICKS = 10  # the bar's range in the symbol's smallest steps
FEWEST_CLOSES = 50  # to find the smallest step
FEWEST_SYMBOLS = 5  # on one session, and
LEAST_SHARE = 0.01  # of the symbols that traded both sessions, and
ABOVE_CHANCE = 10  # times the file's own rate of equal neighbours (cheap stocks with coarse ticks repeat by chance)

FEWEST_ROWS = 20
FEWEST_PRICES = 10  # a pegged or stale series equals every other one like it
FULL_YEAR = 200  # rows


def judge_copied_days(dockets: Sequence[Docket], series: Sequence[Series]) -> None:
    """Set aside bars that equal the bar of the session next to them in open, high, low and close, with a range.

    A symbol's pair counts when the volumes agree too, or when more symbols repeat on that session than chance explains. The
    earlier one goes: where it can be checked against another source it was the copy in 311 of 333 cases, and kept it would show
    the next session's prices a day early. Only where the earlier one is stored already, the later goes (a stale feed).
    """
    if not dockets:
        return
    pairs = [_equal_pairs(s) for s in series]
    crowded = _crowded_sessions(series, pairs)
    for docket, s, pair in zip(dockets, series, pairs, strict=True):
        earlier = pair[np.isin(s.session[pair + 1], crowded) | _no_chance(s, pair)]
        rows = np.where(docket.given[s.rows[earlier]], s.rows[earlier], s.rows[earlier + 1])
        phrases = [f"equals {later} in open, high, low and close" for later in s.session[earlier + 1]]
        docket.set_aside(rows, "copied_day", phrases)


def _equal_pairs(series: Series) -> IntArray:
    """Indices i of bars that equal bar i+1, the same symbol's on the very next session, in four prices that aren't all one."""
    same = (series.sessions_since()[1:] == 1) & (series.high[:-1] > series.low[:-1])
    for values in (series.close, series.open, series.high, series.low):
        same &= values[1:] == values[:-1]
    return np.flatnonzero(same)


def _no_chance(series: Series, pair: IntArray) -> BoolArray:
    """The volumes agree too, and the bar has more to it than a few coarse ticks (Apple in 1984: 25 dollars, eighths)."""
    volume, following = series.volume[pair], series.volume[pair + 1]
    agree: BoolArray = (volume > 0) & (np.abs(following - volume) <= SAME_VOLUME * volume)
    agree &= _distinct_prices(series, pair) >= FEWEST_DISTINCT
    for place in np.flatnonzero(agree).tolist():
        agree[place] = _many_ticks(series, int(pair[place]))
    return agree


def _many_ticks(series: Series, bar: int) -> bool:
    """Whether the bar's range is ten or more of the symbol's smallest steps; True where too few closes tell the step."""
    close = series.close[series.start[bar] : series.stop[bar]]
    if len(close) < FEWEST_CLOSES:
        return True
    step = np.diff(np.unique(close)).min(initial=np.inf)
    return bool(series.high[bar] - series.low[bar] >= FEWEST_TICKS * step)


def _distinct_prices(series: Series, at: IntArray) -> IntArray:
    prices = np.sort(np.stack([series.open[at], series.high[at], series.low[at], series.close[at]], axis=1), axis=1)
    distinct: IntArray = 1 + np.sum(np.diff(prices, axis=1) > 0, axis=1)
    return distinct


def _crowded_sessions(series: Sequence[Series], pairs: Sequence[IntArray]) -> SessionArray:
    """The later sessions on which more symbols repeat their bar than chance explains."""
    later = np.concatenate([s.session[p + 1] for s, p in zip(series, pairs, strict=True)])
    if not len(later):
        return later
    sessions, counts = np.unique(later, return_counts=True)
    all_bars = sum(len(s) for s in series)
    traded = np.array([sum(int((s.session == session).sum()) for s in series) for session in sessions])
    expected = traded * len(later) / all_bars
    crowded: SessionArray = sessions[
        (counts >= FEWEST_SYMBOLS) & (counts >= LEAST_SHARE * traded) & (counts >= ABOVE_CHANCE * expected)
    ]
    return crowded


def judge_same_series(dockets: Sequence[Docket], series: Sequence[Series]) -> None:
    """Set aside all rows of symbols whose closes are another symbol's: nothing tells whose series it is."""
    holders: dict[str, list[tuple[Docket, int]]] = defaultdict(list)
    for docket, s in zip(dockets, series, strict=True):
        given = docket.given[s.rows]
        for first in np.flatnonzero(s.opens).tolist():
            last = int(s.stop[first])
            own = slice(first, last)
            identity = _identity(s.session[own][given[own]], s.close[own][given[own]])
            if identity is not None:
                holders[identity].append((docket, int(s.code[first])))
    for shared in holders.values():
        if len(shared) > 1:
            _set_aside_holders(shared)


def _set_aside_holders(shared: Sequence[tuple[Docket, int]]) -> None:
    names = sorted(docket.bars.symbols[code] for docket, code in shared)
    listed = ", ".join(names[:5]) + (f" and {len(names) - 5} more" if len(names) > 5 else "")
    for docket, code in shared:
        rows = np.flatnonzero((docket.bars.code == code) & docket.standing)
        docket.set_aside(rows, "same_series", f"the same closes as {listed}")


def fingerprint(bars: Bars) -> str | None:
    """Identity of one symbol's price series: equal for two symbols whose closes are the same. None where too little is known.

    bars: clean bars of one symbol, ascending. The identity is that of the last full calendar year (200 bars or more), so that
    two files of one series that begin and end on different days are still found; of a shorter series, that of all its bars.
    """
    return _identity(bars.session, bars.close)


def _identity(session: SessionArray, close: FloatArray) -> str | None:
    begin, end = _last_full_year(session)
    session, close = session[begin:end], close[begin:end]
    if len(close) < FEWEST_ROWS or len(np.unique(close)) < FEWEST_PRICES:
        return None
    content = session.astype("datetime64[D]").astype(np.int64).tobytes() + close.astype(np.float32).tobytes()
    return hashlib.blake2b(content, digest_size=16).hexdigest()


def _last_full_year(session: SessionArray) -> tuple[int, int]:
    """First row and the one behind the last of the latest calendar year with 200 bars; all rows where no year has."""
    end = len(session)
    while end >= FULL_YEAR:
        begin = int(np.searchsorted(session, session[end - 1].astype("datetime64[Y]").astype("datetime64[D]")))
        if end - begin >= FULL_YEAR:
            return begin, end
        end = begin
    return 0, len(session)
