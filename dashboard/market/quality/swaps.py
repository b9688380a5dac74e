"""Day and month swapped: dates that look fine under values of another month."""

from __future__ import annotations

import numpy as np

from dashboard.market.quality.days import Days
from dashboard.market.quality.docket import Docket
from dashboard.market.quality.series import Series, median

TWELVE = 12  # only days up to the 12th can be taken for months
FEWEST_MOVES = 30  # of either sort
WILDER = 2.5  # times; no calendar effect moves the median return by half


def judge_swapped_dates(docket: Docket, series: Series, days: Days) -> None:
    """Set aside all rows of a symbol whose moves into days 1 to 12 are typically several times those between later days.

    The rows after the 12th are right, but a series without the first half of every month is none.
    """
    early = days.day_of_month(series.session) <= TWELVE
    size = np.abs(series.moved)
    for first in np.flatnonzero(series.opens).tolist():
        stop = int(series.stop[first])
        own, later = slice(first + 1, stop), ~early[first + 1 : stop] & ~early[first : stop - 1]
        into_early, between_later = size[own][early[own]], size[own][later]
        if min(len(into_early), len(between_later)) < FEWEST_MOVES:
            continue
        wild, calm = median(into_early), median(between_later)
        if wild > WILDER * calm > 0:
            phrase = f"median move {100 * wild:.1f} % into days 1 to 12, {100 * calm:.1f} % between later days"
            docket.set_aside(series.rows[first:stop], "swapped_dates", phrase)
