"""The windows and thresholds of the index section, in own bars unless a name says sessions or months."""

from __future__ import annotations

SMA_WINDOWS = (20, 50, 100, 200)
SLOPE = 10
ROC_WINDOWS = (21, 63, 126, 252)
RSI, ATR, ADX = 14, 14, 14
YEAR = 252
VOLATILITY = 20
CROSS = (50, 200)

TSMOM_RETURN = 252
TSMOM_TARGET = 0.40  # volatility a year that one position is scaled to: Moskowitz, Ooi, Pedersen (2012), p. 236
TSMOM_CENTRE_OF_MASS = 60.0

FABER_MONTHS = 10

PIVOT = 5
PAIR_LEAST, PAIR_MOST = 5, 60
BREADTH_APART_SESSIONS = 20
DOW_PATIENCE_SESSIONS = 21
DEADLINE_SESSIONS = 63
HORIZON = 21
LISTED_SESSIONS = 252

# How many own bars each figure needs before it is shown. The first dotted name that fits a missing figure is its.
NEEDS = {
    **{f"sma.{n}": n for n in SMA_WINDOWS},
    **{f"slope.{n}": n + SLOPE for n in SMA_WINDOWS},
    "crosses": CROSS[1] + 1,
    **{f"roc.{n}": n + 1 for n in ROC_WINDOWS},
    "rsi": 150,
    "macd": 34,
    "adx": 250,
    "plus_di": 250,
    "minus_di": 250,
    "atr": 150,
    "range_52w": YEAR,
    "volatility": VOLATILITY + 1,
    "volatility_percentile": VOLATILITY + YEAR,
    "tsmom": TSMOM_RETURN + 1,
}  # fmt: skip
