"""What every figure of breadth means and where it stands on the card: definition, parameters, source, its past, what it was made of."""

from __future__ import annotations

from dashboard.section import Figure, Inputs, Place, moved, past
from dashboard.sections.breadth import inputs as of
from dashboard.sections.breadth import layout as at
from dashboard.sections.breadth import pasts
from dashboard.sections.breadth.labels import LABELS

CHANGES = (1, 5, 20)
COVERAGE = "60 % of the listed symbols, and at least 20"


def _place(name: str, words: str = "", value: str = "", inputs: Inputs = of.ISSUES) -> Place:
    """A place whose past is the series of that name."""
    return Place(words, past(name), f"current/{value or name}", inputs)


PARTICIPATION = {
    "advances": Figure(
        "Advances, declines, unchanged",
        "Close against the symbol's previous own close, of the symbols that traded this session.",
        ("two own closes", COVERAGE),
        unit="stocks",
        digits=0,
        places={name: _place(name, name) for name in ("advances", "declines", "unchanged")},
    ),
    "volume": Figure(
        "Up and down volume",
        "Shares traded in the symbols that advanced, and in those that declined.",
        ("two own closes", COVERAGE),
        unit="shares",
        digits=0,
        places={
            "up_volume": _place("up_volume", "up", inputs=of.VOLUMES),
            "down_volume": _place("down_volume", "down", inputs=of.VOLUMES),
        },
    ),
    "ad_pct": Figure(
        "A/D balance",
        "100 · (advances − declines) / (advances + declines + unchanged).",
        (COVERAGE,),
        unit="%",
        signed=True,
        places={"ad_pct": _place("ad_pct")},
    ),
    "ad_line": Figure(
        "A/D line",
        "Running sum of advances − declines over the sessions with sufficient coverage. Its level depends on where the "
        "record begins; its direction does not.",
        (COVERAGE,),
        "Ayres (1926), Hughes (1951)",
        "issues",
        digits=0,
        signed=True,
        places={"ad_line": _place("ad_line")},
    ),
    "trin": Figure(
        "TRIN",
        "(advances / declines) / (up volume / down volume): above 1 the decliners took more than their share of "
        "volume, which is "
        "bearish. Missing when a divisor is 0.",
        (COVERAGE,),
        "Arms (1967)",
        digits=2,
        places={"trin": _place("trin", inputs=of.VOLUMES)},
    ),
    "mcclellan": Figure(
        "McClellan oscillator",
        "1000 · (A − D) / (A + D) averaged with α = .10 minus the same with α = .05.",
        ("α .10 and .05", "seeded with the first value", "shown from the 100th"),
        "McClellan (1970)",
        signed=True,
        places={"mcclellan": _place("mcclellan", inputs=of.of_sessions(39, "net advances"))},
    ),
    "summation": Figure(
        "McClellan summation",
        "1000 + 19 · E(.05) − 9 · E(.10): the running sum of the oscillator in closed form, so it does not depend "
        "on where the record begins. 1000 is neutral.",
        ("α .10 and .05", "shown from the 100th value"),
        "McClellan (1970)",
        digits=0,
        places={"summation": _place("summation", inputs=of.of_sessions(39, "net advances"))},
    ),
    "zweig": Figure(
        "Zweig breadth thrust",
        "10-session exponential average (seeded with the mean of the first ten) of A / (A + D). A thrust is a rise "
        "from below .40 to above .615 within 10 sessions of the last low, one per episode. Forward returns are "
        "the benchmark's, from the "
        "thrust's close, and shown once they have ended.",
        ("EMA 10", "below .40 to above .615", "within 10 sessions"),
        "Zweig (1986)",
        digits=3,
        places={
            "zweig_value": Place("", past("zweig"), "current/zweig.value", of.of_sessions(10, "shares of advances")),
            "zweig_state": Place(
                "state", past("zweig"), "current/zweig.value", of.of_sessions(10, "shares of advances")
            ),
            "zweig_note": Place(
                "state", past("zweig"), "current/zweig.value", of.of_sessions(10, "shares of advances")
            ),
            "thrust_row": Place(
                "past thrusts", past("zweig"), "current/zweig.value", of.of_sessions(10, "shares of advances")
            ),
        },
    ),
}

AVERAGES = {
    "above_sma_pct": Figure(
        "Above the moving average",
        "Percent of the symbols with n own closes that closed above their n-session average. A close equal to "
        "its average is not above.",
        ("n = 20, 50, 100, 200 own closes", COVERAGE),
        unit="%",
        places={
            f"above_{n}": Place(f"SMA {n}", past("above_sma_pct", k), f"current/above_sma_pct.{n}", of.AVERAGES[n])
            for k, n in enumerate(at.SMA_WINDOWS)
        },
    ),
    "valid": Figure(
        "Coverage of an average",
        "How many listed symbols traded this session and have the n own closes that their average needs; below "
        "the least coverage the share is missing, never 0.",
        ("n = 20, 50, 100, 200 own closes", COVERAGE),
        unit="stocks",
        digits=0,
        places={f"valid_{n}": Place(f"SMA {n}", None, f"current/valid.{n}", of.AVERAGES[n]) for n in at.SMA_WINDOWS},
    ),
    "above_sma_change": Figure(
        "Change of the share above its average",
        "Today's share minus the one 1, 5 or 20 sessions earlier.",
        ("1, 5, 20 sessions",),
        unit="points",
        signed=True,
        places={
            f"change_{n}_{s}": Place(
                f"SMA {n}, {s} session{'' if s == 1 else 's'}",
                moved(past("above_sma_pct", k), s),
                f"current/above_sma_change.{n}.{s}",
                of.AVERAGES[n],
            )
            for k, n in enumerate(at.SMA_WINDOWS)
            for s in CHANGES
        },
    ),
    "above_sma_percentile": Figure(
        "Percentile of the share above its average",
        "Percent of the last 252 own values that are at or below today's, itself included; "
        "missing before there are 252.",
        ("252 own values",),
        unit="%",
        digits=0,
        places={
            f"percentile_{n}": Place(
                f"SMA {n}", past("above_sma_percentile", k), f"current/above_sma_percentile.{n}", of.AVERAGES[n]
            )
            for k, n in enumerate(at.SMA_WINDOWS)
        },
    ),
    "score": Figure(
        "Breadth score",
        "Mean of the percentages above SMA 20, 50 and 200.",
        ("SMA 20, 50, 200", COVERAGE),
        unit="of 100",
        places={
            "score": _place("score", inputs=of.of_averages),
            "marker": _place("score", "on its scale", "score", of.of_averages),
        },
    ),
    "score_change": Figure(
        "Change of the score",
        "Today's score minus the one 1, 5 or 20 sessions earlier.",
        ("1, 5, 20 sessions",),
        unit="points",
        signed=True,
        places={
            f"score_change_{s}": Place(
                f"{s} session{'' if s == 1 else 's'}",
                moved(past("score"), s),
                f"current/score_change.{s}",
                of.of_averages,
            )
            for s in CHANGES
        },
    ),
    "score_percentile": Figure(
        "Percentile of the score",
        "Percent of the last 252 own scores that are at or below today's, itself included; missing before there "
        "are 252.",
        ("252 own values",),
        unit="%",
        digits=0,
        places={"score_percentile": _place("score_percentile", inputs=of.of_averages)},
    ),
    "label": Figure(
        "Breadth label",
        "The score on one scale: from 70 strong bullish, from 60 bullish, above 40 neutral, above 30 bearish, "
        "else strong "
        "bearish.",
        ("70, 60, 40, 30",),
        names=LABELS,
        places={
            "label": Place("", pasts.label_code, "current/label", of.of_averages),
            "label_since": Place("since", pasts.label_code, "current/label_since", of.of_averages),
        },
    ),
}

EXTREMES = {
    "new_highs": Figure(
        "New highs and lows",
        "Symbols whose close is above (below) all of their previous 251 own closes.",
        ("251 own closes before", COVERAGE),
        unit="stocks",
        digits=0,
        places={
            "new_highs": _place("new_highs", "highs", inputs=of.RANGES),
            "new_lows": _place("new_lows", "lows", inputs=of.RANGES),
        },
    ),
    "record_high_pct": Figure(
        "Record high percent",
        "100 · highs / (highs + lows), missing when there are neither.",
        ("251 own closes before",),
        unit="%",
        places={"record_high_pct": _place("record_high_pct", inputs=of.RANGES)},
    ),
    "high_low_index": Figure(
        "High-low index",
        "Mean of record high percent over the last 10 sessions that have one; sessions without highs or lows are "
        "skipped.",
        ("10 sessions",),
        unit="%",
        places={"high_low_index": _place("high_low_index", inputs=of.RANGES)},
    ),
    "volume_breadth_pct": Figure(
        "Volume above average",
        "Percent of symbols whose volume exceeds the mean of their previous 20 volumes.",
        ("20 volumes before",),
        unit="%",
        places={"volume_breadth_pct": _place("volume_breadth_pct", inputs=of.UNUSUAL)},
    ),
    "rsi_bands": Figure(
        "RSI above 70 and below 30",
        "Symbols with Wilder's RSI(14) above 70 and below 30; from a symbol's 150th bar. A stock that has "
        "always been flat has none.",
        ("RSI 14", "70 and 30", "150 own bars"),
        "Wilder (1978), p. 65",
        "stocks",
        digits=0,
        places={
            "rsi_overbought": _place("rsi_overbought", "above 70", "rsi_bands.overbought", of.STRENGTHS),
            "rsi_oversold": _place("rsi_oversold", "below 30", "rsi_bands.oversold", of.STRENGTHS),
        },
    ),
    "rsi_median": Figure(
        "Median RSI",
        "The median of Wilder's RSI(14) over the symbols that have one.",
        ("RSI 14", "150 own bars"),
        "Wilder (1978), p. 65",
        places={"rsi_median": _place("rsi_median", "", "rsi_bands.median", of.STRENGTHS)},
    ),
}

PARTS = {
    "sectors": Figure(
        "Sectors",
        "Per sector, with n members: share above averages, advances and declines, median 5- and 20-bar return. "
        "Stance is the "
        "label of the sector's own score; the arrow beside its rank is the places gained over 5 sessions.",
        ("60 % of the sector's members", "5 sessions for the change of rank"),
        places={"sector_row": Place(rows=pasts.sectors)},
    ),
    "sector_share": Figure(
        "A sector above its averages",
        "Percent of the sector's symbols with n own closes that closed above their n-session average.",
        ("n = 20, 50, 200 own closes", "60 % of the sector's members"),
        unit="%",
        places={
            f"sector_{n}": Place(f"SMA {n}", pasts.sector_share(k), "", of.AVERAGES[n], pasts.sectors)
            for k, n in enumerate(at.SMA_WINDOWS)
            if n != 100
        },
    ),
    "sector_ad": Figure(
        "A/D balance of a sector",
        "100 · (advances − declines) / those that traded, of the sector.",
        ("60 % of the sector's members",),
        unit="%",
        signed=True,
        places={"sector_ad": Place("", pasts.sector_balance, "", of.ISSUES, pasts.sectors)},
    ),
    "sector_return": Figure(
        "Median return of a sector",
        "The median return of the sector's symbols over their own last bars.",
        ("5 and 20 own bars",),
        unit="%",
        signed=True,
        places={
            "sector_return_5": Place(
                "5 bars", pasts.sector_return(at.MEDIAN_SHORT, at.VALID_SHORT), rows=pasts.sectors
            ),
            "sector_return_20": Place(
                "20 bars", pasts.sector_return(at.MEDIAN_LONG, at.VALID_LONG), rows=pasts.sectors
            ),
        },
    ),
    "movers": Figure(
        "Movers",
        "Symbols whose close crossed SMA 50 or 200 since their last own bar; the ten best and worst by 5-bar "
        "return; the ten "
        "largest volumes of at least twice the mean of the previous 20.",
        ("SMA 50, 200", "5 bars", "twice the mean of 20 volumes"),
        places={"movers_note": Place(), "mover_row": Place()},
    ),
    "coverage": Figure(
        "Coverage",
        "A figure is shown only when at least 60 % of the listed symbols, and at least 20, have it; else it is "
        "missing.",
        (COVERAGE,),
    ),
    "own_bars": Figure(
        "Own bars",
        "A symbol that did not trade in a session is out of that session's counts; its averages run over its own bars.",
    ),
    "universe": Figure(
        "Universe",
        "With listing dates each session counts the symbols listed then; else today's list, which hides those "
        "that left.",
        places={"universe": Place("", None, "current/universe.note")},
    ),
}

FIGURES = {**AVERAGES, **PARTICIPATION, **EXTREMES, **PARTS}
