"""The rows of the arrays that the kernel works on: what it remembers per symbol, what it counts per session, what it lists.

Symbols stand sector by sector in lanes, TILE of them to a tile, and each tile's arrays are flat: row k of them begins at
element k · TILE. Because those distances are constants, the compiler knows that rows don't overlap and uses vector instructions.
"""

from __future__ import annotations

# Lanes of a tile, whose state stays in the nearest caches, where rows a power of two apart would displace each other.
TILE = 240
BLOCK = 16  # sessions that a tile is taken through before the next one's turn

SMA_WINDOWS = (20, 50, 100, 200)
RANGE_WINDOW = 251
VOLUME_WINDOW = 20
RSI_WINDOW = 14
RSI_WARM_UP = 150
OVERBOUGHT_ABOVE, OVERSOLD_BELOW = 70.0, 30.0
SHORT_RETURN = 5  # the long return is over the shortest SMA window, whose leaving bar it is measured from
TOP = 10
UNUSUAL_VOLUME = 2.0
THRUST_HORIZONS = (21, 63, 252)
THRUST_WITHIN = 10
SCORED = (0, 1, 3)  # the places of 20, 50 and 200 in SMA_WINDOWS

# The windows whose leaving bar is looked up; the short return's stands last.
CLOSE_WINDOWS, VOLUME_WINDOWS = (*SMA_WINDOWS, SHORT_RETURN), (VOLUME_WINDOW,)

# State of a tile, float64: the running sums of the four SMA windows, Wilder's averages, the last own close, the own bars so far,
# the largest value ever; the same of volumes.
SUM = tuple(k * TILE for k in range(4))
GAIN, LOSS, PREVIOUS, BARS, PEAK = (k * TILE for k in range(4, 9))
VOLUME_SUM, VOLUME_PEAK, VOLUME_BARS = (k * TILE for k in range(9, 12))

# The range of the last RANGE_WINDOW closes, rows on from HIGHS and from LOWS: the extremes of the CHUNK of sessions that is
# running, of the FULL finished ones before it, of the one before those, which still reaches into the range, and a ring of all
# that are finished. The range is the running one's sessions so far, FULL chunks, and what is left of the one that reaches in.
CHUNK, FULL = 21, 11
RUNNING, INSIDE, REACHING, CHUNKS = 0, TILE, 2 * TILE, 3 * TILE
KEPT = FULL + 1
HIGHS, LOWS = 12 * TILE, (12 + 3 + KEPT) * TILE
FLOATS = 12 + 2 * (3 + KEPT)

# State of a tile per series (close, volume), int64: panel rows of the first bar (-1: none yet) and of the last session without
# one since (NEVER: none), and per window the oldest bar in it, kept only where such a gap lies in the window. Of closes, what the
# last own one said of its averages as well.
BEGIN, GAP, OLDEST = 0, TILE, 2 * TILE
NEVER = -1_000_000_000  # before the beginning of any window
SIDES = (2 + len(CLOSE_WINDOWS)) * TILE
CLOSE_ROWS, VOLUME_ROWS = 3 + len(CLOSE_WINDOWS), 2 + len(VOLUME_WINDOWS)

# A tile's session, float64: who is listed (1 or 0), the moves since the last own close, and the bars that leave the windows (0: none
# does), in their order.
MEMBER, CHANGE = (k * TILE for k in range(2))
LEAVING = tuple(k * TILE for k in range(2, 7))
LEAVING_VOLUME = 7 * TILE
SESSION_ROWS = 8

# What a symbol's bar says, counted per session and sector: int32 [T, G, COUNTS]. The first eight are valid and above for each
# SMA window in turn.
VALID_SMA, ABOVE_SMA = (0, 2, 4, 6), (1, 3, 5, 7)
TRADED, ADVANCES, DECLINES, UNCHANGED = 8, 9, 10, 11
VALID_RSI, OVERBOUGHT, OVERSOLD, WITH_VOLUME = 12, 13, 14, 15
VALID_RANGE, NEW_HIGHS, NEW_LOWS = 16, 17, 18
VALID_VOLUME, ABOVE_VOLUME, VALID_SHORT, VALID_LONG = 19, 20, 21, 22
COUNTS = 23

# They are counted in words, int64, one field of FIELD_BITS bits for each: the sum of up to FIELD_ROOM words holds all of their counts.
FIELD_BITS, FIELDS = 8, 8
FIELD_ROOM = (1 << FIELD_BITS) - 1
FIELD_MASK = (1 << FIELD_BITS) - 1
FLAG = tuple(1 << (FIELD_BITS * (k % FIELDS)) for k in range(COUNTS))
AVERAGES, MOVES, REST = (k * TILE for k in range(3))
CROSSED, DOUBTS = (
    3 * TILE,
    4 * TILE,
)  # not counted: how a close crossed an average; what can't be told without looking further
WORDS = 5
HIGH, LOW = 1, 2
CROSSED_UP_50, CROSSED_DOWN_50, CROSSED_UP_200, CROSSED_DOWN_200 = 1, 2, 4, 8
CROSSED_50, CROSSED_200 = CROSSED_UP_50 | CROSSED_DOWN_50, CROSSED_UP_200 | CROSSED_DOWN_200

# Per lane and session, float64 [BLOCK, lanes]: what medians and rankings are selected from.
RSI, SHORT, LONG, RATIO = range(4)
FIGURES = 4

# Sums, float64 [T, SUMS], per session; medians, float64 [T, G, 2], per session and sector.
UP_VOLUME, DOWN_VOLUME, MEDIAN_RSI = range(3)
SUMS = 3
MEDIAN_SHORT, MEDIAN_LONG = 0, 1

# Listed symbols: what for, and float64 [.., VALUES] of each; the rankings among them, from TOP_RETURN on.
UP_50, DOWN_50, UP_200, DOWN_200, TOP_RETURN, BOTTOM_RETURN, UNUSUAL = range(7)
RANKINGS = 3
CLOSE, RETURN_5, RETURN_1, VOLUME_RATIO = range(4)
VALUES = 4
