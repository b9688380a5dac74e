"""The rows of the arrays that the kernel works on: what is remembered of a symbol's period, what is known before a bar, what is counted."""

from __future__ import annotations

DAILY, WEEKLY, MONTHLY = range(3)
PERIODS = 3

TREND_WINDOWS = (10, 20, 50)
MOMENTUM_BARS = 10
FAST, SLOW, SIGNAL = 12, 26, 9
STRENGTH_BARS, STRENGTH_SCALE = 14, 20.0
PIVOT_SIDE = 5

# Bars a vote needs, the running one included.
TREND_NEEDS, MOMENTUM_NEEDS, OSCILLATOR_NEEDS = TREND_WINDOWS[-1], SLOW + SIGNAL - 1, 150
LEAST_VOTES = 2
SURE_BARS = TREND_NEEDS  # with so many bars trend and momentum have voted, whatever the pivots

# The tail that a continuation starts from: TAIL closes of each period, the newest last, 0 before the first.
TAIL = 50

# Remembered per symbol and period, float64 [MEMORY].
AVERAGE_FAST, AVERAGE_SLOW, AVERAGE_SIGNAL, GAIN, LOSS = range(5)
HIGH_NEW, HIGH_OLD, LOW_NEW, LOW_OLD = range(5, 9)  # the last two confirmed pivots, NaN before there are any
BARS, SCORE = 9, 10  # closed bars so far, and the last one's score
RUN_NUMBER, RUN_HIGH, RUN_LOW, RUN_CLOSE = range(11, 15)  # the running bar, RUN_NUMBER -1 where none is
MEMORY = 15

# Known before each bar, float64 [KNOWN, bars]: the averages stand first, as in the memory; then the sums of the 9, 19 and 49
# closes before the bar.
SUM_SHORT, SUM_MIDDLE, SUM_LONG = range(5, 8)
KNOWN = 8

# Counted per session over the stocks, int32 [COUNTS].
WITH_ALIGNMENT, ALIGNED_UP, ALIGNED_DOWN = range(3)
COUNTS = 3

# The record: alignment scores in buckets, and what followed over HORIZON own bars, float64 [BUCKETS, OUTCOME].
HORIZON = 21
BUCKET_BOUNDS = (-0.6, -0.2, 0.2, 0.6)
BUCKETS = 5
OUTCOMES, RETURNS, RISES = range(3)
OUTCOME = 3

WEIGHTS = (0.40, 0.35, 0.25)

# A bar that is to be judged as if it closed somewhere, float64 [CASE]: what is known before it (KNOWN places), the closes 10 bars and
# one bar before it, how many bars precede it, its extremes so far (NaN for a bar that has not begun), and what structure says: the
# side of highs if it confirms no pivot, the price its high must not exceed to confirm one, the side then; the same of lows.
CASE_EARLIER, CASE_PREVIOUS, CASE_BEFORE, CASE_HIGH, CASE_LOW = range(8, 13)
CASE_HIGH_SIDE, CASE_HIGH_LIMIT, CASE_HIGH_THEN, CASE_LOW_SIDE, CASE_LOW_LIMIT, CASE_LOW_THEN = range(13, 19)
CASE = 19
