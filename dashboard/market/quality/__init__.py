"""Which rows of a file the dashboard believes, and for the others, why not.

Quarantine, not rejection (SPEC §2): every row that is not believed is kept aside as read, with its line, a short reason and a
phrase with its numbers. The checks, in this order:

1. Dates: after today, on a day without a session, or a block of another year's rows.
2. Each row on its own: no price, zero, high below low, close outside the range, an absurd adjusted close.
3. Rows of one session: identical ones collapse, those that disagree are all kept aside.
4. Bars without a trade, dead tickers; one series under several symbols; one session's bars under two dates.
5. Each symbol's own bars as a series: day and month swapped, volumes in hundreds, prices that leap away and come back, and
   prices that leap and stay.

Prices that leap and stay are the heart of it. A real crash must be believed; an unadjusted split must not: across it a moving
average, a 52-week high and a return are poison for a year. What tells them apart is not the size. At a split the price gaps overnight
and the day is like any other; a crash trades several times the usual value. The row at the jump can't be mended by dropping it,
and of the two sides the recent one is what the trader looks at. Hence:

- The gap has a usual split's ratio, the day is ordinary, and from then on as much money is traded as before (so the number of shares
  did change): all of the symbol's rows before it are on another basis and are
  kept aside (`before_split`), so that its figures say "warming up" instead of something false. The remedy is adjusted data.
- The same, but fewer than 5 bars follow: those bars are kept aside instead (`split_like`), because one wrong row of today must not
  cost ten years. So are they where the bars before are stored already: the symbol grows stale, visibly, until its history is
  delivered anew on the new basis.
- The day is ordinary but the gap has no split's ratio or the volumes did not scale with it, as at spin-offs: this proves nothing, so
  the bar is stored and the row noted (`unadjusted_gap`). Years of figures that are right on their own basis outweigh one year that
  straddles the gap (the one stock above its average on 2011-08-08 was Google, whose class C shares came in 2014). Only where a
  year or less lies before the gap it goes as `before_split`; so short a history is no loss.
- Prices that leap and come back are kept aside on the level that didn't last: `spike`, `half_applied_split`.

Point in time: the checks clean data, they are no figures, and they do look at following bars (a spike is known by its return). What
later sessions can change: a `split_like` tail becomes `before_split` for what lies before it once 5 bars confirm it, the last bar
can turn out a `spike` or a `copied_day`, and the usual range and volume around a symbol's last 30 bars settle. Everything else
depends only on bars before it or on decades of returns, and stays as it was.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from dashboard.market.bars import Bars, Quarantined
from dashboard.market.panel import Kind
from dashboard.market.quality.copies import fingerprint, judge_copied_days, judge_same_series
from dashboard.market.quality.dates import judge_dates
from dashboard.market.quality.days import Calendar, Days, days_of
from dashboard.market.quality.docket import Docket
from dashboard.market.quality.duplicates import judge_duplicates
from dashboard.market.quality.excursions import judge_excursions
from dashboard.market.quality.order import clean_bars, handfuls, in_order, part, quarantined, with_context
from dashboard.market.quality.reasons import NOTED, REASONS
from dashboard.market.quality.rows import judge_adjusted, judge_rows
from dashboard.market.quality.series import Series, series_of
from dashboard.market.quality.special import special_sessions
from dashboard.market.quality.splits import judge_splits
from dashboard.market.quality.swaps import judge_swapped_dates
from dashboard.market.quality.trading import judge_trading
from dashboard.market.quality.volumes import judge_volumes


# Garbage may overflow or divide by zero on its way: what comes out is NaN or infinite, and no comparison below believes that.
@np.errstate(all="ignore")
def check(
    bars: Bars, calendar: Calendar, today: np.datetime64, kinds: Mapping[str, Kind], context: Bars | None = None
) -> tuple[Bars, Quarantined]:
    """Part a file's rows into bars to store and rows kept aside.

    bars: the rows as delivered, in any order. calendar: the exchange's. today: its last closed session; later rows are set aside.
    kinds: by symbol, "stock" where unknown. context: the last 60 or so stored bars of the symbols, so that a file of one new
    row each is judged against their history; they are never returned nor set aside.
    Returns the bars sorted by (symbol, session) and unique in it, with only the symbols that have any, and the rows kept aside by
    line. For the reasons in `NOTED` the bar is stored too, without the value that was wrong; for all others it is not.
    """
    everything, given = with_context(bars, context)
    ordered, came_from = in_order(everything)
    given = given[came_from]
    days = days_of(ordered.session, calendar, today)
    dockets = [Docket(part(ordered, *span), given[span[0] : span[1]], kinds) for span in handfuls(ordered)]
    for docket in dockets:
        _judge_rows(docket, days, today)
    series = [series_of(docket, days) for docket in dockets]
    judge_same_series(dockets, series)
    judge_copied_days(dockets, series)
    for docket, own_bars in zip(dockets, series, strict=True):
        _judge_series(docket, own_bars, days)
    return clean_bars(dockets), quarantined(ordered.symbols, dockets)


def _judge_rows(docket: Docket, days: Days, today: np.datetime64) -> None:
    judge_dates(docket, days, today)
    judge_rows(docket)
    judge_duplicates(docket)
    judge_trading(docket)
    judge_adjusted(docket)


def _judge_series(docket: Docket, series: Series, days: Days) -> None:
    series = _standing(docket, series, days)
    judge_swapped_dates(docket, series, days)
    series = judge_volumes(docket, _standing(docket, series, days))
    series = judge_excursions(docket, series, days)
    judge_splits(docket, series)


def _standing(docket: Docket, series: Series, days: Days) -> Series:
    """The series as it stands now; made anew only if bars went since."""
    return series if int(docket.standing.sum()) == len(series) else series_of(docket, days)


__all__ = ["NOTED", "REASONS", "Calendar", "check", "fingerprint", "special_sessions"]
