"""Several rows of one symbol and session: identical ones collapse, ones that disagree are all kept aside."""

from __future__ import annotations

import numpy as np

from dashboard.market.bars import VALUE_COLUMNS, IntArray
from dashboard.market.quality.docket import BoolArray, Docket

MIXED = 0.5  # share of a symbol's sessions with disagreeing rows above which none of its rows can be told apart
FEWEST_SESSIONS = 10


def judge_duplicates(docket: Docket) -> None:
    """Rows that are invalid on their own are out already, so a zero row beside a good one (a delisting day) costs nothing.

    Of rows that disagree none is chosen: the largest volume, the last row and the continuous price were each wrong in some
    market (bonds under an equity's symbol, block deals, odd lots).
    """
    if _repeats(docket, np.flatnonzero(docket.standing)).any():
        _collapse(docket)
        _disagree(docket)


def _collapse(docket: Docket) -> None:
    """Set aside every row that equals an earlier one of its session in all values."""
    rows = _crowded(docket)
    values = np.stack([getattr(docket.bars, column)[rows] for column in VALUE_COLUMNS], axis=1)
    keyed = np.column_stack(
        [docket.bars.code[rows], docket.bars.session[rows].astype(np.int64), np.nan_to_num(values, nan=-1.0)]
    )
    _, kept = np.unique(keyed, axis=0, return_index=True)
    repeated = np.delete(rows, kept)
    docket.set_aside(repeated, "identical_duplicate", "equals another row of the session in every value")


def _disagree(docket: Docket) -> None:
    rows = _crowded(docket)
    if not len(rows):
        return
    symbols = len(docket.bars.symbols)
    opens = ~_repeats(docket, rows)
    per_session = np.bincount(np.cumsum(opens) - 1)
    crowded_sessions = np.bincount(docket.bars.code[rows[opens]], minlength=symbols)
    phrases = np.array([f"{n} rows of this session disagree" for n in per_session.tolist()], dtype=object)[
        np.cumsum(opens) - 1
    ]
    standing = np.flatnonzero(docket.standing)
    sessions = np.bincount(docket.bars.code[standing[~_repeats(docket, standing)]], minlength=symbols)
    mixed = (crowded_sessions > MIXED * sessions) & (sessions >= FEWEST_SESSIONS)
    in_mixed = np.flatnonzero(mixed[docket.bars.code] & docket.standing)
    docket.set_aside(in_mixed, "mixed_series", "most of the symbol's sessions have several rows that disagree")
    docket.set_aside(rows, "duplicates_disagree", phrases.tolist())


def _crowded(docket: Docket) -> IntArray:
    """The standing rows that share their symbol and session with another standing row."""
    rows = np.flatnonzero(docket.standing)
    repeats = _repeats(docket, rows)
    shared = repeats.copy()
    shared[:-1] |= repeats[1:]
    return rows[shared]


def _repeats(docket: Docket, rows: IntArray) -> BoolArray:
    """Bool [len(rows)]: whether a row has the symbol and session of the row before it."""
    repeats = np.zeros(len(rows), dtype=bool)
    code, session = docket.bars.code[rows], docket.bars.session[rows]
    repeats[1:] = (code[1:] == code[:-1]) & (session[1:] == session[:-1])
    return repeats
