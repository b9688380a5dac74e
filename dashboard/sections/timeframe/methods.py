"""What each figure of timeframe means, in a sentence for the trader: definition, parameters, source."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

METHODS: Mapping[str, str] = MappingProxyType(
    {
        "periods": "A symbol's own daily bars, and its weeks and months by the exchange's sessions: highest high, lowest low, last close. "
        "A week or month closes with the last session that the exchange's timetable has in it.",
        "closed, forming": "Closed is the score of the last closed bar; forming that of the running one as if it closed now. Forming "
        "is shown, never used: neither alignment nor any count holds it.",
        "trend": "Mean of the signs of close − SMA(n), n = 10, 20, 50 bars of the period; a close at its average counts 0. From bar 50.",
        "momentum": "Mean of the signs of ROC(10) and of the MACD(12, 26, 9) histogram. From bar 34. Appel (1979).",
        "oscillator": "(RSI(14) − 50) / 20, cut at −1 and 1; from bar 150, when the seed of Wilder's averages has faded. Wilder (1978).",
        "structure": "Sign of the last confirmed pivot high against the one before, and of the lows; mean of the two: higher highs and "
        "lows 1, lower highs and lows −1. A pivot exceeds the 5 bars to its left, is not exceeded by the 5 to its right, "
        "and counts from then on.",
        "score": "Mean of the votes that the period has, at least two; with 50 bars it always has them. A period without says "
        "insufficient_history (n of 50) and never borrows another's.",
        "flip_close": "The close of the running bar (or of the next one, where none runs) beyond which the period's score has the other "
        "sign than its closed score; of several the nearest to the last close. A close beyond the bar's extremes moves them.",
        "alignment": "Weighted mean of the closed scores: daily .40, weekly .35, monthly .25; a missing month drops out and the "
        "weights renormalise; without a daily or weekly score there is none.",
        "agreement": "|Σ w·s| / Σ w·|s|: 1 when all periods point one way, 0 when they cancel out.",
        "pattern": "By the sides of days, weeks and months: up up up aligned_up; down up up pullback_in_uptrend; up down up "
        "correction_turning_up; up up down turning_up; their mirrors aligned_down, rally_in_downtrend, recovery_turning_down and "
        "turning_down; any period at exactly 0 undecided. Without months, days and weeks decide alone.",
        "since": "The bar of the period with which its closed score came to be on the side that it is on.",
        "record": "Return over the 21 own bars after each alignment, by bucket of its score (±0.2, ±0.6), once the window has ended; of "
        "the symbol itself and of all listed stocks together. The windows overlap, so n counts far fewer independent outcomes.",
        "aligned_up_pct, aligned_down_pct": "Percent of stocks with an alignment whose periods all are up (down); missing unless 60 % of "
        "the listed stocks, and at least 20, have one.",
        "scans, scan_long, scan_short": "Long and short candidates, summed over those of the last 1, 5 and 20 sessions that have a "
        "count: the imported pair of the session, else the built-in reversal scan from the first session on which it could judge a "
        "stock. A session without a count is missing and never zero.",
    }
)
