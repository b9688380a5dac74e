"""From what was counted to the figures of every session: shares, lines, oscillators, the score."""

from __future__ import annotations

import numpy as np

from dashboard.indicators.averages import simple
from dashboard.indicators.percentile import YEAR, percentile
from dashboard.market.bars import FloatArray, IntArray
from dashboard.sections.breadth import layout as at
from dashboard.sections.breadth.coverage import compared, covered, mean_of_scored, percent, ratio, where
from dashboard.sections.breadth.mcclellan import mcclellan
from dashboard.sections.breadth.tally import Tally
from dashboard.sections.breadth.zweig import zweig

HIGH_LOW_SESSIONS = 10

Series = dict[str, FloatArray]


def series_of(tally: Tally, members: IntArray) -> Series:
    """Every series over all sessions, float64 [T] or [T, 4] for the four averages; members: int64 [T]."""
    return {
        **participation(tally, members),
        **averages(tally, members),
        **extremes(tally, members),
        **momentum(tally, members),
    }


def participation(tally: Tally, members: IntArray) -> Series:
    """Advances and declines, their volume, and all that follows from them."""
    total = tally.total
    enough = covered(compared(total), members)
    advances, declines, unchanged = (where(enough, total[:, k]) for k in (at.ADVANCES, at.DECLINES, at.UNCHANGED))
    net = advances - declines
    oscillator, summation = mcclellan(advances, declines)
    traded = covered(total[:, at.WITH_VOLUME], members)
    up, down = where(traded, tally.sums[:, at.UP_VOLUME]), where(traded, tally.sums[:, at.DOWN_VOLUME])
    return {
        "advances": advances,
        "declines": declines,
        "unchanged": unchanged,
        "ad_pct": percent(net, advances + declines + unchanged),
        "ad_line": np.where(enough, np.cumsum(np.where(enough, net, 0.0)), np.nan),
        "mcclellan": oscillator,
        "summation": summation,
        "up_volume": up,
        "down_volume": down,
        "trin": ratio(ratio(advances, declines), ratio(up, down)),
        "zweig": zweig(advances, declines),
    }


def averages(tally: Tally, members: IntArray) -> Series:
    """The share above each average, the score made of them, and where each stands in its own year."""
    valid, above = tally.total[:, list(at.VALID_SMA)], tally.total[:, list(at.ABOVE_SMA)]
    shares = where(covered(valid, members[:, None]), percent(above, valid))
    score = mean_of_scored(shares)
    ranked = np.column_stack([percentile(np.ascontiguousarray(share), YEAR) for share in shares.T])
    return {
        "above_sma_pct": shares,
        "above_sma_percentile": ranked,
        "score": score,
        "score_percentile": percentile(score, YEAR),
    }


def extremes(tally: Tally, members: IntArray) -> Series:
    """New highs and lows; a session without either has no share of highs, and the 10-session mean skips it."""
    total = tally.total
    enough = covered(total[:, at.VALID_RANGE], members)
    highs, lows = where(enough, total[:, at.NEW_HIGHS]), where(enough, total[:, at.NEW_LOWS])
    record = percent(highs, highs + lows)
    return {
        "new_highs": highs,
        "new_lows": lows,
        "record_high_pct": record,
        "high_low_index": simple(record, HIGH_LOW_SESSIONS),
    }


def momentum(tally: Tally, members: IntArray) -> Series:
    """RSI bands, and the share of symbols that traded more than their average volume."""
    total = tally.total
    with_rsi = covered(total[:, at.VALID_RSI], members)
    with_volume = covered(total[:, at.VALID_VOLUME], members)
    return {
        "rsi_overbought": where(with_rsi, total[:, at.OVERBOUGHT]),
        "rsi_oversold": where(with_rsi, total[:, at.OVERSOLD]),
        "rsi_median": where(with_rsi, tally.sums[:, at.MEDIAN_RSI]),
        "volume_breadth_pct": where(with_volume, percent(total[:, at.ABOVE_VOLUME], total[:, at.VALID_VOLUME])),
    }
