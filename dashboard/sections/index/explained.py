"""What every figure of the index section means and where it stands on the card: definition, source, past, the bars it rests on."""

from __future__ import annotations

from dashboard.section import Figure, Place, Trace, past
from dashboard.sections.index import pasts
from dashboard.sections.index.trend import LABELS
from dashboard.sections.index.windows import ROC_WINDOWS, SMA_WINDOWS

WARM_UP, WARM_UP_ADX = 150, 250  # own bars, as `indicators.warm_up` has them


def _own(words: str, trace: Trace, value: str, bars: int) -> Place:
    """A place in the row of one index."""
    return Place(words, trace, value, pasts.bars(bars), pasts.symbols)


TREND = {
    "trend": Figure(
        "Trend of the indices",
        "Of the indices with both averages (at least 60 % of those that have begun): strong when all are above (below) "
        "SMA 50 and SMA 200; up when two thirds of these votes are above and the mean distance to SMA 200 is "
        "positive; down likewise; else "
        "mixed.",
        ("SMA 50 and 200", "two thirds of the votes", "60 % of the indices"),
        names=LABELS,
        places={
            "label": Place("", past("trend"), "sma/trend.label", pasts.judged),
            "since": Place("since", past("trend"), "sma/trend.since", pasts.judged),
            "judged": Place("judged", past("trend_judged"), "sma/trend.valid", pasts.judged),
        },
    ),
    "above": Figure(
        "Indices above their average",
        "Indices whose close is above their 50- or 200-session average; a close equal to it is not above.",
        ("SMA 50 and 200",),
        unit="indices",
        digits=0,
        places={
            f"above_{n}": Place(f"SMA {n}", past(f"trend_above_{n}"), f"sma/trend.above.{n}", pasts.judged)
            for n in (50, 200)
        },
    ),
    "mean_distance": Figure(
        "Mean distance to the average",
        "Mean, over the indices that have both averages, of the close against the average in percent of it.",
        ("SMA 50 and 200",),
        unit="%",
        signed=True,
        places={
            f"distance_{n}": Place(
                f"SMA {n}", past(f"trend_distance_{n}"), f"sma/trend.mean_distance_pct.{n}", pasts.judged
            )
            for n in (50, 200)
        },
    ),
    "indices": Figure(
        "Indices",
        "The indices that the market names, else every instrument of kind index; a volatility index is none. An "
        "index that did not "
        "trade, or has no bars, is missing, never neutral.",
    ),
    "own_bars": Figure(
        "Own bars",
        "Every figure runs over the index's own bars.",
        ("RSI and ATR from 150 bars", "ADX and DI from 250", "SMA n from n"),
    ),
}

LADDER = {
    "close": Figure(
        "Close",
        "The index's close of this session.",
        digits=2,
        places={
            "close": _own("", pasts.figure("close"), "sma/close", 1),
            "chart_note": _own("", pasts.figure("close"), "sma/close", 1),
        },
    ),
    "distance": Figure(
        "Distance to its average",
        "Close against SMA(n), the mean of the last n own closes, in percent of it; beside it in ATR(14), what a "
        "normal day moves.",
        ("n = 20, 50, 100, 200 own closes", "ATR 14"),
        unit="%",
        signed=True,
        places={f"sma_{n}": _own(f"SMA {n}", pasts.distance(n), f"sma/sma.{n}.distance_pct", n) for n in SMA_WINDOWS}
        | {"ladder_row": _own("SMA 50", pasts.distance(50), "sma/sma.50.distance_pct", 50)},
    ),
    "slope": Figure(
        "Slope",
        "Change of the average over 10 sessions in percent, a session.",
        ("10 sessions",),
        unit="% a session",
        signed=True,
        digits=3,
    ),
    "flip_close": Figure(
        "Flips at",
        "The close of the next session beyond which `above` would change: the mean of the last n − 1 closes, "
        "since c > (S + c) / n "
        "when c > S / (n − 1).",
    ),
    "crosses": Figure(
        "Golden and death cross",
        "The last session on which SMA 50 went above SMA 200 (golden) or below it (death), and its age in sessions; "
        "equal averages change nothing. Shown: how far SMA 50 lies from SMA 200.",
        ("SMA 50 and 200",),
        unit="%",
        signed=True,
        places={"cross": _own("", pasts.apart, "sma/crosses.distance_pct", 200)},
    ),
    "faber": Figure(
        "Faber's state",
        "Month-end close above the mean of the last ten month-end closes; a month is closed at its last exchange "
        "session. The "
        "forming month says what today's close would make of it, and decides nothing.",
        ("10 months",),
        "Faber (2007)",
        places={"faber": Place("", None, "sma/faber.state", pasts.bars(210), pasts.symbols)},
    ),
}

MOMENTUM = {
    "roc": Figure(
        "Return",
        "Close / close n own bars ago − 1.",
        ("21, 63, 126, 252 own bars",),
        unit="%",
        scale=100.0,
        signed=True,
        places={
            f"roc_{n}": _own(f"{n} bars", pasts.figure(f"roc_{n}"), f"momentum/roc.{n}", n + 1) for n in ROC_WINDOWS
        },
    ),
    "rsi": Figure(
        "RSI",
        "Wilder's RSI(14); a flat series has none.",
        ("14 bars", "from 150"),
        "Wilder (1978), p. 65",
        places={"rsi": _own("", pasts.figure("rsi"), "momentum/rsi", WARM_UP)},
    ),
    "macd": Figure(
        "MACD histogram",
        "EMA 12 − EMA 26, less its EMA 9, in points, as TA-Lib seeds them.",
        ("12, 26, 9",),
        "Appel (1979)",
        "points",
        digits=2,
        signed=True,
        places={"macd_histogram": _own("", pasts.figure("macd_histogram"), "momentum/macd.histogram", 34)},
    ),
    "adx": Figure(
        "ADX, +DI, −DI",
        "Wilder's directional movement over 14 bars.",
        ("14 bars", "from 250"),
        "Wilder (1978)",
        places={
            name: _own(words, pasts.figure(name), f"momentum/{name}", WARM_UP_ADX)
            for name, words in (("adx", "ADX"), ("plus_di", "+DI"), ("minus_di", "−DI"))
        },
    ),
    "atr_pct": Figure(
        "ATR",
        "Wilder's average true range over 14 bars, in percent of the close.",
        ("14 bars", "from 150"),
        "Wilder (1978), p. 21",
        "%",
        digits=2,
        places={"atr_pct": _own("", pasts.atr_pct, "momentum/atr_pct", WARM_UP)},
    ),
    "drawdown_pct": Figure(
        "Drawdown",
        "Close against the highest close so far.",
        unit="%",
        signed=True,
        places={"drawdown_pct": _own("", pasts.figure("drawdown", 100.0), "momentum/drawdown_pct", 1)},
    ),
    "range_52w": Figure(
        "52-week range",
        "Where the close stands between the lowest low (0) and the highest high (100) of the last 252 own bars.",
        ("252 own bars",),
        unit="%",
        scale=100.0,
        digits=0,
        places={"range_52w": _own("", pasts.range_52w, "momentum/range_52w", 252)},
    ),
    "volatility": Figure(
        "Volatility",
        "Standard deviation of the last 20 log returns · √252; beside it the percent of its last 252 values at "
        "or below it.",
        ("20 returns", "252 a year"),
        unit="%",
        scale=100.0,
        places={"volatility": _own("", pasts.figure("volatility"), "momentum/volatility", 21)},
    ),
    "tsmom": Figure(
        "Trend position",
        "Time-series momentum: the sign of the 252-session return times 40 % / sigma, for the next session, in "
        "units of the capital; sigma is "
        "exponentially weighted with a centre of mass of 60 sessions.",
        ("252 sessions", "40 % volatility a year", "centre of mass 60"),
        "Moskowitz, Ooi, Pedersen (2012)",
        "×",
        digits=2,
        signed=True,
        places={"tsmom": _own("", pasts.position, "momentum/tsmom.position", 253)},
    ),
}

DIVERGENCES = {
    "divergences": Figure(
        "Divergences",
        "RSI and MACD, regular: two successive pivots (5, 5) of the oscillator, 5 to 60 bars apart, between "
        "which the price goes further and the "
        "oscillator does not; hidden: the other way round. Price is the close on the oscillator's pivot bar. "
        "Known five bars after the pivot: before, "
        "there is none.",
        ("pivots of 5 and 5 bars", "5 to 60 bars apart", "63 sessions to be confirmed"),
        places={"divergence_note": Place(), "face_note": Place(), "divergence_row": Place(rows=pasts.symbols)},
    ),
    "dow_non_confirmation": Figure(
        "Dow non-confirmation",
        "An index makes a pivot (5, 5) on closes that is its 252-bar high (low), and another has had no such "
        "high (low) from 21 sessions "
        "before until the pivot is known.",
        ("252 bars", "21 sessions before"),
        "Hamilton (1922), Rhea (1932)",
    ),
    "breadth_divergence": Figure(
        "Divergence from breadth",
        "An index makes such a high (low) beyond its previous one, 20 or more sessions before, and the share of "
        "stocks above their SMA 50 "
        "makes a lower high (higher low) within the pivot's eleven bars than at that one.",
        ("252 bars", "20 sessions apart", "SMA 50"),
    ),
    "strength": Figure(
        "Strength",
        "By how much the second pivot falls short, in standard deviations of what fell short (its last 252 "
        "values; for Dow the laggard's 21-bar return).",
        ("252 values",),
        unit="sd",
        digits=2,
        places={"divergence_strength": Place(rows=pasts.symbols)},
    ),
    "status": Figure(
        "Status of a divergence",
        "Open, until the index closes beyond the swing between the pivots (confirmed) or beyond the pivot's own "
        "eleven bars (failed; for Dow: "
        "until every laggard has closed beyond its own extreme); after 63 sessions of neither, expired.",
        ("63 sessions",),
        places={"divergence_status": Place(rows=pasts.symbols)},
    ),
    "record": Figure(
        "What divergences were worth",
        "Return of the index over the 21 bars after it became known, of all past ones of the kind and direction "
        "whose 21 bars had ended, "
        "against the usual 21-bar return of the same index. Significance: Newey-West over overlapping outcomes "
        "in time and across indices, Student's t by "
        "independent episodes. Of twelve groups one in twenty passes by chance.",
        ("21 bars ahead", "p of at most .05", "20 cases in 10 episodes"),
        "Newey, West (1987)",
        places={"record_row": Place()},
    ),
}

FIGURES = {**TREND, **LADDER, **MOMENTUM, **DIVERGENCES}
