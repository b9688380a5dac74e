"""What each figure of breadth means, in a sentence for the trader: definition, parameters, source."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

METHODS: Mapping[str, str] = MappingProxyType(
    {
        "coverage": "A figure is shown only when at least 60 % of the listed symbols, and at least 20, have it; else it is missing.",
        "own bars": "A symbol that did not trade in a session is out of that session's counts; its averages run over its own bars.",
        "advances, declines, unchanged": "Close against the symbol's previous own close, symbols that traded this session.",
        "ad_pct": "100 · (advances − declines) / (advances + declines + unchanged).",
        "ad_line": "Running sum of advances − declines over the sessions with sufficient coverage.",
        "trin": "(advances / declines) / (up volume / down volume); above 1 is bearish; missing when a divisor is 0. Arms (1967).",
        "above_sma_pct": "Percent of the symbols with n own closes that closed above their n-session average (20, 50, 100, 200). "
        "A close equal to its average is not above.",
        "above_sma_percentile, score_percentile": "Percent of the last 252 own values that are at or below today's, itself included; "
        "missing before there are 252.",
        "change": "Today's figure minus the one 1, 5 or 20 sessions earlier, in percentage points.",
        "new_highs, new_lows": "Close above (below) all of the symbol's previous 251 own closes.",
        "record_high_pct": "100 · highs / (highs + lows), missing when there are neither.",
        "high_low_index": "Mean of record_high_pct over the last 10 sessions that have one; sessions without highs or lows are skipped.",
        "mcclellan": "1000 · (A − D) / (A + D) averaged with α = .10 minus the same with α = .05, seeded with the first value, shown "
        "from the 100th. McClellan (1970).",
        "summation": "1000 + 19 · E(.05) − 9 · E(.10): the running sum of the oscillator, independent of where the record begins.",
        "zweig": "10-session exponential average (seeded with the mean of the first ten) of A / (A + D). A thrust is a rise from below "
        ".40 to above .615 within 10 sessions of the last low, one per episode. Zweig (1986). Forward returns are the benchmark's, "
        "from the thrust's close, and shown once they have ended.",
        "volume_breadth_pct": "Percent of symbols whose volume exceeds the mean of their previous 20 volumes.",
        "rsi_bands": "Symbols with Wilder's RSI(14) above 70 and below 30, and the median; from a symbol's 150th bar; a stock that has "
        "always been flat has none. Wilder (1978).",
        "sectors": "Per sector, with n members: shares above averages, advances and declines, median 5- and 20-bar return. A sector "
        "needs 60 % of its members. Stance is the label of its own score; rank_change is the places gained over 5 sessions.",
        "movers": "Symbols whose close crossed SMA 50 or 200 since their last own bar; the ten best and worst by 5-bar return; "
        "the ten largest volumes of at least twice the mean of the previous 20.",
        "score, label": "Mean of the percentages above SMA 20, 50 and 200: from 70 strong_bullish, from 60 bullish, above 40 neutral, "
        "above 30 bearish, else strong_bearish.",
        "universe": "With listing dates each session counts the symbols listed then; else today's list, which hides those that left.",
    }
)
