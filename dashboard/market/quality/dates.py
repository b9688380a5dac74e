"""Dates that cannot be: after today, on days without a session, or a whole block of another year's rows under this year's dates."""

from __future__ import annotations

import numpy as np

from dashboard.market.bars import IntArray
from dashboard.market.quality.days import Days
from dashboard.market.quality.docket import BoolArray, Docket

HOLE = 60  # sessions: a quarter without a bar is no holiday
MOST_OFF_DAYS = 0.05  # share of a true block's rows that may fall on days without a session (weekend sessions are 1 %)


def judge_dates(docket: Docket, days: Days, today: np.datetime64) -> None:
    """Set aside missing and future dates, blocks with another year's dates, and rows of days without a session, in this order."""
    sessions = docket.bars.session
    docket.set_aside(np.flatnonzero(np.isnat(sessions)), "no_date", "no date")
    future = np.flatnonzero(sessions > today)
    docket.set_aside(future, "future_date", f"the last closed session is {today}")
    off = ~days.holds(sessions) & docket.standing & docket.given
    if not off.any():
        return
    relabelled = np.flatnonzero(docket.standing & _relabelled(docket, days.number(sessions), off))
    docket.set_aside(
        relabelled, "relabelled_dates", "its block has rows on weekends or holidays after a hole of a quarter or more"
    )
    unheld = np.flatnonzero(off & docket.standing)
    docket.set_aside(unheld, "no_session", [f"{day} is no session" for day in sessions[unheld]])


def _relabelled(docket: Docket, number: IntArray, off: BoolArray) -> BoolArray:
    """Bool [R]: rows of a block that follows a hole and of which more than one row in twenty is off the calendar."""
    opens, follows_hole = _blocks(docket.bars.code, number)
    block = np.cumsum(opens) - 1
    rows_in = np.bincount(block)
    off_in = np.bincount(block, weights=off)
    wrong = follows_hole & (off_in >= 2) & (off_in > MOST_OFF_DAYS * rows_in)
    relabelled: BoolArray = wrong[block]
    return relabelled


def _blocks(code: IntArray, number: IntArray) -> tuple[BoolArray, BoolArray]:
    """Bool [R], whether a row opens a block; bool [B], whether that block lies behind a hole in the same symbol."""
    opens = np.ones(len(code), dtype=bool)
    same_symbol = code[1:] == code[:-1]
    hole = number[1:] - number[:-1] > HOLE
    opens[1:] = ~same_symbol | hole
    follows = np.zeros(len(code), dtype=bool)
    follows[1:] = same_symbol & hole
    return opens, follows[opens]
