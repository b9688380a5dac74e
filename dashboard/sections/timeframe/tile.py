"""Where everything lies in the room of a tile: LANES symbols side by side, bar below bar, so that one instruction moves several on.

Room and memory are flat. Their indices are unsigned and their offsets constants: only then does the compiler see that no index
counts from the end, and that what is written is not what is read next, and makes vectors of the loops.
"""

from __future__ import annotations

import numpy as np

from dashboard.sections.timeframe import layout as at

LANES = 16  # symbols of a tile: two cache lines of each session
GROUP = 8  # tiles that are taken out of the panel together: so much of a row that the processor reads ahead
BLOCK = (
    128  # bars that are judged at a time, after the TAIL bars before them: their planes fit in the second-level cache
)

Index = np.uint64
WIDTH = Index(LANES)
PLANE = (at.TAIL + BLOCK) * LANES

# Planes of a room: float64 [TAIL + BLOCK, LANES] each. Sums of the last 2, 4, 8, 16 and 32 closes, extremes of the last 3 and 5 bars.
CLOSES, HIGHS, LOWS, TWO, FOUR, EIGHT, SIXTEEN, MANY, TOP_THREE, TOP, BOTTOM_THREE, BOTTOM, TREND, STEPS, SCORES = (
    Index(plane * PLANE) for plane in range(15)
)
ROOM = 15 * PLANE

# Prices of a tile: float64 [rows, 3, LANES], flat, closes, highs and lows of each row; a close is NaN where there is no bar.
CLOSE, HIGH, LOW = (Index(price * LANES) for price in range(3))
ROW = Index(3 * LANES)

# So many bars before.
B1, B2, B3, B4, B5, B6, B8, B9, B10, B16, B17, B19, B33, B49 = (
    Index(bars * LANES) for bars in (1, 2, 3, 4, 5, 6, 8, 9, 10, 16, 17, 19, 33, 49)
)

# Rows of a period's memory: float64 [MEMORY, LANES].
FAST, SLOW, SIGNAL, GAIN, LOSS, HIGH_NEW, HIGH_OLD, LOW_NEW, LOW_OLD, BARS = (
    Index(row * LANES)
    for row in (at.AVERAGE_FAST, at.AVERAGE_SLOW, at.AVERAGE_SIGNAL, at.GAIN, at.LOSS, at.HIGH_NEW, at.HIGH_OLD, at.LOW_NEW,
                at.LOW_OLD, at.BARS)
)  # fmt: skip


def tiles_of(symbols: int) -> int:
    """How many tiles so many symbols fill; the last one may be filled in part."""
    return -(-symbols // LANES)
