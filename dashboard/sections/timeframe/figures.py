"""What every figure of timeframe means and where it stands on the card: definition, parameters, source, its past, the bars it rests on."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from dashboard.section import Figure, Place, on_demand, past

_PASTS = "dashboard.sections.timeframe.pasts"
PERIODS = ("daily", "weekly", "monthly")
FAMILIES = ("trend", "momentum", "oscillator", "structure")
SYMBOLS, EVERY_BAR, STOCKS = (on_demand(_PASTS, name) for name in ("symbols", "every_bar_of", "stocks"))
CLOSED, FORMING, VOTE, BARS = (on_demand(_PASTS, name) for name in ("closed", "forming", "vote", "bars_of"))
SCORE, AGREEMENT, PATTERN = (on_demand(_PASTS, name) for name in ("score", "agreement", "pattern"))
# As `patterns.NAMES` has them, which a page is rendered without; a test compares the two.
PATTERNS = (
    "aligned_up",
    "aligned_down",
    "pullback_in_uptrend",
    "rally_in_downtrend",
    "correction_turning_up",
    "recovery_turning_down",
    "turning_up",
    "turning_down",
    "undecided",
)


def _fixed(function: Callable[..., Any], *fixed: str) -> Callable[..., Any]:
    """The function of a result, a session and a row, with what else it takes already given."""
    return lambda result, t, of: function(result, t, of, *fixed)


def _votes(family: str) -> dict[str, Place]:
    """The places of one vote: closed of each period, and forming, which has no past of its own."""
    closed = {
        f"{period}_{family}": Place(
            period, _fixed(VOTE, period, family), f"all/periods.{period}.closed.votes.{family}", _fixed(BARS, period),
            SYMBOLS,
        )
        for period in PERIODS
    }  # fmt: skip
    forming = {
        f"{period}_forming_{family}": Place(
            f"{period}, forming", None, f"all/periods.{period}.forming.votes.{family}", rows=SYMBOLS
        )
        for period in PERIODS[1:]
    }
    return closed | forming


VOTES = {
    "trend": Figure(
        "Trend vote",
        "Mean of the signs of close − SMA(n), n = 10, 20, 50 bars of the period; a close at its average counts "
        "0. From bar 50.",
        ("SMA 10, 20, 50 of the period",),
        digits=2,
        signed=True,
        places=_votes("trend"),
    ),
    "momentum": Figure(
        "Momentum vote",
        "Mean of the signs of ROC(10) and of the MACD(12, 26, 9) histogram. From bar 34.",
        ("ROC 10", "MACD 12, 26, 9"),
        "Appel (1979)",
        digits=2,
        signed=True,
        places=_votes("momentum"),
    ),
    "oscillator": Figure(
        "Oscillator vote",
        "(RSI(14) − 50) / 20, cut at −1 and 1; from bar 150, when the seed of Wilder's averages has faded.",
        ("RSI 14", "from bar 150"),
        "Wilder (1978), p. 65",
        digits=2,
        signed=True,
        places=_votes("oscillator"),
    ),
    "structure": Figure(
        "Structure vote",
        "Sign of the last confirmed pivot high against the one before, and of the lows; mean of the two: higher "
        "highs and "
        "lows 1, lower highs and lows −1. A pivot exceeds the 5 bars to its left, is not exceeded by the 5 to "
        "its right, and counts from "
        "then on.",
        ("pivots of 5 and 5 bars",),
        digits=2,
        signed=True,
        places=_votes("structure"),
    ),
    "period_score": Figure(
        "Score of a period",
        "Mean of the votes that the period has, at least two; with 50 bars it always has them. A period without says "
        "insufficient_history (n of 50) and never borrows another's.",
        ("at least two votes", "50 bars"),
        digits=2,
        signed=True,
        places={
            **{
                f"{p}_score": Place(p, _fixed(CLOSED, p), f"all/periods.{p}.closed.score", _fixed(BARS, p), SYMBOLS)
                for p in PERIODS
            },
            **{
                f"{p}_forming_score": Place(
                    f"{p}, forming",
                    _fixed(FORMING, p),
                    f"all/periods.{p}.forming.score",
                    _fixed(BARS, p),
                    SYMBOLS,
                )
                for p in PERIODS[1:]
            },
        },
    ),
    "periods": Figure(
        "Periods",
        "A symbol's own daily bars, and its weeks and months by the exchange's sessions: highest high, lowest "
        "low, last close. A "
        "week or month closes with the last session that the exchange's timetable has in it.",
        places={"grid_row": Place(inputs=EVERY_BAR, rows=SYMBOLS)},
    ),
    "forming": Figure(
        "Closed and forming",
        "Closed is the score of the last closed bar; forming that of the running one as if it closed now. "
        "Forming is shown, "
        "never used: neither alignment nor any count holds it.",
    ),
    "flip_close": Figure(
        "Would flip",
        "The close of the running bar (or of the next one, where none runs) beyond which the period's score has "
        "the other sign "
        "than its closed score; of several the nearest to the last close. A close beyond the bar's extremes "
        "moves them.",
        digits=2,
        places={f"{p}_flip": Place(p, None, f"all/periods.{p}.flip_close", _fixed(BARS, p), SYMBOLS) for p in PERIODS},
    ),
    "since": Figure("Since", "The bar of the period with which its closed score came to be on the side that it is on."),
}

ALIGNMENT = {
    "alignment": Figure(
        "Alignment",
        "Weighted mean of the closed scores: daily .40, weekly .35, monthly .25; a missing month drops out and "
        "the weights "
        "renormalise; without a daily or weekly score there is none.",
        ("weights .40, .35, .25",),
        digits=2,
        signed=True,
        places={
            "score": Place("", SCORE, "alignment/score", EVERY_BAR, SYMBOLS),
            "bar": Place("on its scale", SCORE, "alignment/score", EVERY_BAR, SYMBOLS),
            "of": Place("of", None, "alignment/symbol", EVERY_BAR, SYMBOLS),
            "of_name": Place("of", None, "alignment/symbol", EVERY_BAR, SYMBOLS),
        },
    ),
    "agreement": Figure(
        "Agreement",
        "|Σ w·s| / Σ w·|s|: 1 when all periods point one way, 0 when they cancel out.",
        ("weights .40, .35, .25",),
        digits=2,
        places={"agreement": Place("", AGREEMENT, "alignment/agreement", EVERY_BAR, SYMBOLS)},
    ),
    "pattern": Figure(
        "Pattern",
        "By the sides of days, weeks and months: up up up aligned_up; down up up pullback_in_uptrend; up down up "
        "correction_turning_up; up up down turning_up; their mirrors aligned_down, rally_in_downtrend, "
        "recovery_turning_down and "
        "turning_down; any period at exactly 0 undecided. Without months, days and weeks decide alone.",
        names=PATTERNS,
        places={
            "pattern": Place("", PATTERN, "alignment/pattern", EVERY_BAR, SYMBOLS),
            "sentence": Place("in a sentence", PATTERN, "alignment/sentence", EVERY_BAR, SYMBOLS),
        },
    ),
    "record": Figure(
        "What followed",
        "Return over the 21 own bars after each alignment, by bucket of its score (±0.2, ±0.6), once the window "
        "has ended; of the "
        "symbol itself and of all listed stocks together. The windows overlap, so n counts far fewer independent "
        "outcomes.",
        ("21 own bars", "buckets at ±0.2, ±0.6"),
        places={"overlap": Place(), "record_row": Place()},
    ),
    "aligned_pct": Figure(
        "Stocks aligned up and down",
        "Percent of stocks with an alignment whose periods all are up (down); missing unless 60 % of the listed "
        "stocks, and at least 20, have one.",
        ("60 % of the listed stocks, and at least 20",),
        unit="%",
        places={
            "up_pct": Place("up", past("aligned_up_pct"), "alignment/universe.up_pct", STOCKS),
            "down_pct": Place("down", past("aligned_down_pct"), "alignment/universe.down_pct", STOCKS),
            "count": Place("listed here", past("aligned_up_pct"), "alignment/universe.up_pct", STOCKS),
        },
    ),
    "scans": Figure(
        "Scan history",
        "Long and short candidates, summed over those of the last 1, 5 and 20 sessions that have a count: the "
        "imported pair of the "
        "session, else the built-in reversal scan from the first session on which it could judge a stock. A "
        "session without a count is "
        "missing and never zero.",
        ("1, 5, 20 sessions",),
        unit="candidates",
        digits=0,
        places={
            "scans": Place(),
            "scan_row": Place(),
            "scan_long": Place("long, per session", past("scan_long")),
            "scan_short": Place("short, per session", past("scan_short")),
        },
    ),
}

FIGURES = {**ALIGNMENT, **VOTES}
