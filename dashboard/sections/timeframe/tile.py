"""Where everything lies in the room of a tile: LANES symbols side by side, bar below bar, so that one instruction moves several on.

Room and memory are flat. Their indices are unsigned and their offsets constants: only then does the compiler see that no index
counts from the end, and that what is written is not what is read next, and makes vectors of the loops.
"""

from __future__ import annotations

import numpy as np

from dashboard.sections.timeframe import layout as at

LANES = 16  # symbols of a tile: two cache lines of each session
GROUP = 8  # tiles that are taken out of the panel together: so much of a row that the processor reads ahead
BLOCK = 128  # sessions that are passed at a time: a group's prices of so many fit in the second-level cache

Index = np.uint64
WIDTH, PAIRS = Index(LANES), Index(LANES // 2)
FIRST = Index(at.TAIL * LANES)  # where the first bar after the tail lies in a plane
ROWS = at.TAIL + BLOCK + 1  # one more than sessions: a week that came in running can end before the first of them
PLANE = ROWS * LANES

# Planes of a tile's prices: float64 [ROWS, LANES] each, the tail first.
CLOSES, HIGHS, LOWS = (Index(plane * PLANE) for plane in range(3))
PRICES = 3 * PLANE

# Planes of the room that all tiles share, the same rows: sums of the last 2, 4, 8 and 16 closes; the signs of the trend, in whose place
# the scores come; the pivots that each bar confirms, NaN where none. What has followed comes in the place of the sums of 2.
TWO, FOUR, EIGHT, SIXTEEN, TREND, TOPS, BOTTOMS = (Index(plane * PLANE) for plane in range(7))
SCORES, CHANGES = TREND, TWO
ROOM = 7 * PLANE

# So many bars before.
B1, B2, B3, B4, B5, B6, B7, B8, B9, B10 = (Index(bars * LANES) for bars in range(1, 11))
B15, B17, B19, B33, B49, HORIZON = (Index(bars * LANES) for bars in (15, 17, 19, 33, 49, at.HORIZON))

# Rows of a period's memory: float64 [MEMORY, LANES].
FAST, SLOW, SIGNAL, GAIN, LOSS, HIGH_NEW, HIGH_OLD, LOW_NEW, LOW_OLD, BARS, SCORE = (
    Index(row * LANES)
    for row in (at.AVERAGE_FAST, at.AVERAGE_SLOW, at.AVERAGE_SIGNAL, at.GAIN, at.LOSS, at.HIGH_NEW, at.HIGH_OLD, at.LOW_NEW,
                at.LOW_OLD, at.BARS, at.SCORE)
)  # fmt: skip
RUN_NUMBER, RUN_HIGH, RUN_LOW, RUN_CLOSE = (
    Index(row * LANES) for row in (at.RUN_NUMBER, at.RUN_HIGH, at.RUN_LOW, at.RUN_CLOSE)
)


def tiles_of(symbols: int) -> int:
    """How many tiles so many symbols fill; the last one may be filled in part."""
    return -(-symbols // LANES)
