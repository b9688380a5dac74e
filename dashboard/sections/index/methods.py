"""What each figure of the index section means, in a sentence for the trader: definition, parameters, source."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

METHODS: Mapping[str, str] = MappingProxyType(
    {
        "indices": "The indices that the market names, else every instrument of kind index; a volatility index is none. An index that "
        "did not trade, or has no bars, is missing, never neutral.",
        "own bars": "Every figure runs over the index's own bars; warm-up: RSI and ATR 150 bars, ADX and DI 250, SMA n.",
        "value, above": "SMA(n) is the mean of the last n own closes, n = 20, 50, 100, 200; a close equal to it is not above.",
        "distance_pct, distance_atr": "Close against the average, in percent of it, and in ATR(14): what a normal day moves.",
        "slope_pct": "Change of the average over 10 sessions in percent, a session.",
        "flip_close": "The close of the next session beyond which `above` would change: the mean of the last n − 1 closes, since "
        "c > (S + c) / n when c > S / (n − 1).",
        "crosses": "The last session on which SMA 50 went above SMA 200 (golden) or below it (death), and its age in sessions; equal "
        "averages change nothing.",
        "faber": "Month-end close above the mean of the last ten month-end closes; a month is closed at its last exchange session. The "
        "forming month says what today's close would make of it, and decides nothing. Faber (2007).",
        "trend": "Of the indices with both averages (at least 60 % of those that have begun): strong when all are above (below) SMA 50 "
        "and SMA 200; up "
        "when two thirds of these votes are above and the mean distance to SMA 200 is positive; down likewise; else mixed.",
        "roc": "Close / close n own bars ago − 1, n = 21, 63, 126, 252, a fraction.",
        "rsi": "Wilder's RSI(14); a flat series has none. Wilder (1978).",
        "macd": "EMA 12 − EMA 26, its EMA 9, and the difference, in points, as TA-Lib seeds them. Appel (1979).",
        "adx, plus_di, minus_di": "Wilder's directional movement over 14 bars. Wilder (1978).",
        "atr, atr_pct": "Wilder's average true range over 14 bars, in points and in percent of the close.",
        "drawdown_pct": "Close against the highest close so far, in percent.",
        "range_52w": "Where the close stands between the lowest low (0) and the highest high (1) of the last 252 own bars.",
        "volatility, volatility_percentile": "Standard deviation of the last 20 log returns · √252, a fraction; and the percent of its "
        "last 252 values that are at or below it.",
        "tsmom": "Sign of the 252-session return; position = sign · 40 % / sigma, for the next session; sigma is exponentially weighted "
        "with a centre of mass of 60 sessions. Moskowitz, Ooi, Pedersen (2012).",
        "rsi_regular, macd_regular": "Two successive pivots (5, 5) of the RSI or the MACD histogram, 5 to 60 bars apart: the price goes "
        "further between them and the oscillator does not. Price is the close on the oscillator's pivot bar.",
        "rsi_hidden, macd_hidden": "The same with the roles changed: the oscillator goes further and the price does not.",
        "dow_non_confirmation": "An index makes a pivot (5, 5) on closes that is its 252-bar high (low), and another has had no such "
        "high (low) from 21 sessions before until the pivot is known. Hamilton (1922), Rhea (1932).",
        "breadth (divergence)": "An index makes such a high (low) beyond its previous one, 20 or more sessions before, and the "
        "share of stocks above their SMA 50 makes a lower high (higher low) within the pivot's eleven bars than at that one.",
        "confirmed_on": "The session whose close made the divergence known, five bars after its pivot: before it there is none.",
        "strength": "By how much the second pivot falls short, in standard deviations of what fell short (its last 252 values; for Dow "
        "the laggard's 21-bar return).",
        "status": "Open, until the index closes beyond the swing between the pivots (confirmed) or beyond the pivot's own eleven bars "
        "(failed; for Dow: until every laggard has closed beyond its own extreme); after 63 sessions of neither, expired.",
        "record": "Return of the index over the 21 bars after confirmed_on, of all past ones of the kind and direction whose 21 bars "
        "had ended, against the usual 21-bar return of the same index. Significance: Newey-West over overlapping outcomes in time and "
        "across indices, Student's t by independent episodes. p > .05 or under 20 cases in 10 episodes: no measured edge. Of twelve "
        "groups one in twenty passes by chance.",
    }
)
