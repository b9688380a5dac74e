"""The seven rules of the reversal scan, long and short, in words and in sessions.

All windows are the stock's own bars, today's included unless "previous" is said. A rule whose figures are not all there (a bar
without a high, an average before its warm-up, no range at all) is not judged, and so does not speak for the row.

| rule         | long                                                     | short                                                    |
|--------------|----------------------------------------------------------|----------------------------------------------------------|
| reclaim      | close > SMA20, and a close < SMA20 in the previous 5     | close < SMA20, and a close > SMA20 in the previous 5     |
| higher_low   | lowest low of 5 bars > lowest low of the 5 before        | highest high of 5 bars < highest high of the 5 before    |
| strong_close | (close − low) / (high − low) ≥ .6                        | (high − close) / (high − low) ≥ .6                       |
| volume       | volume ≥ 1.2 · mean of the previous 20 volumes           | the same: volume has no direction                        |
| momentum     | close > close 5 bars ago                                 | close < close 5 bars ago                                 |
| breakout     | close > highest high of the previous 3                   | close < lowest low of the previous 3                     |
| rsi_turn     | RSI14 > RSI14 3 bars ago, and < 45 somewhere in 10 bars  | RSI14 < RSI14 3 bars ago, and > 55 somewhere in 10 bars  |

entry = close; stop = lowest low of 5 bars − .25 · ATR14 (short: highest high of 5 bars + .25 · ATR14); R = |entry − stop|.
A row needs five rules, and an ATR past its warm-up of 150 bars: without one there is no stop, and so no trade.
"""

from __future__ import annotations

LONG, SHORT = 1, -1
DIRECTIONS = {LONG: "long", SHORT: "short"}
RULES = ("reclaim", "higher_low", "strong_close", "volume", "momentum", "breakout", "rsi_turn")
OUT_OF = len(RULES)
NEEDED = 5

SMA_BARS = 20
CROSSED_WITHIN = 5
SWING_BARS = 5
STRONG = 0.6
VOLUME_BARS = 20
LOUD = 1.2
MOMENTUM_BARS = 5
BREAKOUT_BARS = 3
WILDER_BARS = 14
RSI_BACK = 3
RSI_WITHIN = 10
RSI_WEAK, RSI_FIRM = 45.0, 55.0
STOP_ATR = 0.25
TARGETS = (2.0, 3.0)

# Prices are decimals in binary: ten closes of 0.1 have a mean above 0.1. Closer than this, relative to the price, is equal.
SAME = 1e-12
SAME_SHARE = 1e-9  # of a bar's range, where 10.6 lies .5999999999999996 of the way from 10 to 11
