"""Special sessions: the few weekend or holiday sessions a year that an exchange's calendar doesn't know (Muhurat, budget days)."""

from __future__ import annotations

import numpy as np

from dashboard.market.bars import Quarantined, SessionArray

MOST = 0.5  # of the universe must have a bar that day
FEWEST_SYMBOLS = 5  # one cryptocurrency in a folder of its own is not a market that met on a Saturday
MOST_A_YEAR = 12  # sessions; a market that trades every weekend has another calendar, not special sessions


def special_sessions(off_calendar: Quarantined, universe: int) -> SessionArray:
    """The days off the calendar on which most of the market traded, ascending.

    off_calendar: the rows of reason `no_session` gathered over the whole import (rows of other reasons are passed over, so a
    year of relabelled rows makes no sessions). universe: the number of symbols with bars. A year with more than twelve such days
    has none: then it is the calendar that is wrong, and one sentence about that helps more than a hundred special sessions.
    """
    unheld = off_calendar.reason == "no_session"
    bars = off_calendar.bars.take(unheld.astype(bool))
    names, code = np.unique(np.array(bars.symbols, dtype=str)[bars.code], return_inverse=True)
    traded = np.unique(np.stack([bars.session.astype(np.int64), code.astype(np.int64)]), axis=1)
    days, symbols = np.unique(traded[0], return_counts=True)
    special = days[symbols >= max(FEWEST_SYMBOLS, MOST * max(universe, len(names)))].astype("datetime64[D]")
    years, in_year, how_many = np.unique(special.astype("datetime64[Y]"), return_inverse=True, return_counts=True)
    promoted: SessionArray = special[how_many[in_year] <= MOST_A_YEAR] if len(years) else special
    return promoted
