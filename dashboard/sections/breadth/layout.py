"""The rows of the arrays that the kernel works on: what it remembers per symbol, what it counts per session, what it lists."""

from __future__ import annotations

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

# State, float64 [FLOATS, S]. The running sums of the four SMA windows stand first, in the order of SMA_WINDOWS.
VOLUME_SUM, GAIN, LOSS, PEAK, VOLUME_PEAK, PREVIOUS, HIGHEST, LOWEST = range(4, 12)
RUNNING, RECENT = (
    12,
    14,
)  # two rows each, like HIGHEST and LOWEST: of the running chunk of sessions, and of the last finished one
FLOATS = 16

# State, int64 [ROWS, S]: rows of the panel. The oldest bar of each SMA window stands first; OLDEST_* likewise; *_ROW is where the
# extreme is; GAP and VOLUME_GAP are the last session without a bar; BARS and VOLUME_BARS count the own bars so far; SIDE, and
# the three after it, is where the last own close stood by each average (UNKNOWN, BELOW, ABOVE).
OLDEST_SHORT, OLDEST_RANGE, OLDEST_VOLUME, HIGHEST_ROW, LOWEST_ROW, GAP, VOLUME_GAP, BARS, VOLUME_BARS, SIDE = range(
    4, 14
)
ROWS = 17
UNKNOWN, BELOW, ABOVE = 0, 1, 2

# State, float64 [2, S, CHUNKS]: highest and lowest close of each finished run of CHUNK sessions, a ring over the last
# CHUNKS of them.
CHUNK = 16
CHUNKS = 32

# What a symbol's bar says, counted per session and sector: int32 [T, G, COUNTS]. The first eight are valid and above for each
# SMA window in turn.
VALID_SMA, ABOVE_SMA = (0, 2, 4, 6), (1, 3, 5, 7)
TRADED, ADVANCES, DECLINES, UNCHANGED = 8, 9, 10, 11
VALID_RANGE, NEW_HIGHS, NEW_LOWS = 12, 13, 14
VALID_RSI, OVERBOUGHT, OVERSOLD = 15, 16, 17
WITH_VOLUME, VALID_VOLUME, ABOVE_VOLUME = 18, 19, 20
VALID_SHORT, VALID_LONG = 21, 22
COUNTS = 23

# A symbol's session code, int64, holds one bit for each: spread over four fields of 16 bits, so that adding up the lowest bits
# of the fields counts four at once, for up to FIELD_ROOM codes.
FIELD_BITS, FIELD_FLAGS, FIELDS = 16, 6, 4
FIELD_ROOM = 1 << (FIELD_BITS - 1)
FIELD_MASK = (1 << FIELD_BITS) - 1
LOWEST_BITS = sum(1 << (FIELD_BITS * field) for field in range(FIELDS))
FLAG = tuple(1 << (k % FIELD_FLAGS + FIELD_BITS * (k // FIELD_FLAGS)) for k in range(COUNTS))
CROSSED_50, CROSSED_200 = 1 << 12, 1 << 13  # not counted: the close is on the other side than the last own close was
CROSSED = (0, CROSSED_50, 0, CROSSED_200)

# Per symbol and session, float64 [FIGURES, S]: what medians and rankings are selected from.
RSI, SHORT, LONG, RATIO, CHANGE = range(5)
FIGURES = 5

# Sums, float64 [T, SUMS], per session; medians, float64 [T, G, 2], per session and sector.
UP_VOLUME, DOWN_VOLUME, MEDIAN_RSI = range(3)
SUMS = 3
MEDIAN_SHORT, MEDIAN_LONG = 0, 1

# Listed symbols: what for, and float64 [.., VALUES] of each.
UP_50, DOWN_50, UP_200, DOWN_200, TOP_RETURN, BOTTOM_RETURN, UNUSUAL = range(7)
CLOSE, RETURN_5, RETURN_1, VOLUME_RATIO = range(4)
VALUES = 4
