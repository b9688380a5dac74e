"""Persistence: whether this market's moves have carried on, measured by the variance ratio of its own past.

Where returns are uncorrelated, the variance of ten-session moves is ten times that of one session (Lo and MacKinlay 1988).
More says that moves carry on, so a trend is news worth acting on early; less says that they are taken back. American indices
stood near 2 in the 1970s and below 1 in the 2010s: a trend rule that is right for one is wrong for the other, so the evidence
of trend and the speed of its averages follow what the market itself has shown so far.
"""

from __future__ import annotations

import numpy as np

from dashboard.indicators.compiled import compiled
from dashboard.market.bars import FloatArray

HORIZON = 10  # sessions of the long move
MEMORY = 1000  # centre of mass of the weights, in sessions: four years
DOUBT = 252.0  # sessions' worth of belief in a ratio of 1, before anything was seen
LARGEST = 3.0  # a return counts at most as three of its day's standard deviations
FULL_AT = 1.5  # the ratio from which moves count as carrying on altogether; at 1 and below, not at all


@compiled
def variance_ratio(scaled: FloatArray) -> FloatArray:
    """Variance of HORIZON-session moves over HORIZON times that of one session, float64 [n], exponentially weighted.

    scaled: float64 [n], each return in units of the volatility known before it; NaN counts as unknown and is skipped.
    """
    ratios = np.empty(len(scaled))
    decay = MEMORY / (1.0 + MEMORY)
    long, short = DOUBT, DOUBT
    last = np.zeros(HORIZON)
    seen = 0
    for t in range(len(scaled)):
        if not np.isnan(scaled[t]):
            move = min(max(scaled[t], -LARGEST), LARGEST)
            last[seen % HORIZON] = move
            seen += 1
            if seen >= HORIZON:
                total = 0.0
                for k in range(HORIZON):
                    total += last[k]
                long = decay * long + total * total / HORIZON
                short = decay * short + move * move
        ratios[t] = long / short
    return ratios


def persistence(returns: FloatArray, volatility: FloatArray) -> FloatArray:
    """How far moves have carried on, float64 [n] in [0, 1], at each session's close.

    returns: log returns [n], the first NaN. volatility: per session, known at each close [n]; NaN before there is one.
    """
    known_before = np.concatenate([[np.nan], volatility[:-1]])
    scaled = np.divide(returns, known_before, out=np.full(len(returns), np.nan), where=known_before > 0)
    return np.clip((variance_ratio(scaled) - 1.0) / (FULL_AT - 1.0), 0.0, 1.0)
