"""What every figure of the regime means and where it stands on the card: definition, parameters, source, its past, what it was made of."""

from __future__ import annotations

from dashboard.section import Figure, Place, on_demand, past
from dashboard.sections.regime.names import DIRECTIONS, LABELS

_PASTS = "dashboard.sections.regime.pasts"
MADE_OF, COMPONENTS = on_demand(_PASTS, "made_of"), on_demand(_PASTS, "names")
EDGES = "edges at ±.05, ±.30, ±.60"
HORIZON = "10 sessions ahead"


def _row(words: str, trace: str) -> Place:
    """A column of the table of components: its past is that of the row's component."""
    return Place(words, on_demand(_PASTS, trace), inputs=MADE_OF, rows=COMPONENTS)


def _told(*names: str, value: str = "") -> dict[str, Place]:
    """Places at which words stand that have no past of their own."""
    return {name: Place(value=value, inputs=MADE_OF) for name in names}


VERDICT = {
    "label": Figure(
        "Market regime",
        "Seven bands of the score. A label changes once the score has passed its edge by .10 or stood beyond it for 20 "
        "sessions; a direction, bull or bear, once it has passed by .50 or stood beyond for 20 sessions. A label "
        "lasts at least 5 "
        "sessions, a direction 20.",
        (EDGES, "margin .10", "margin of a direction .50", "dwell 5 and 20 sessions"),
        names=LABELS,
        places={
            "label": Place("", past("label"), "current/label", MADE_OF),
            "since": Place("since", past("label"), "current/since", MADE_OF),
            "previous": Place("before", past("label"), "current/previous", MADE_OF),
        },
        turn=on_demand("dashboard.sections.regime.turn", "turn"),
    ),
    "direction": Figure(
        "Direction",
        "Bear below choppy, bull above it. It turns once the score has passed its edge by .50 or stood beyond it "
        "for 20 "
        "sessions, and lasts at least 20.",
        ("margin .50", "dwell 20 sessions"),
        names=DIRECTIONS,
    ),
    "score": Figure(
        "Regime score",
        "Σ weight · value of the components that are there, from −1 to +1. No score under half of all weight, or "
        "without "
        "the trend.",
        ("weights 1, 1, ½, ½, ¼, ½", "at least half of all weight"),
        digits=2,
        signed=True,
        places={
            "score": Place("", past("score"), "current/score", MADE_OF),
            "level": Place("in words", past("score"), "current/level", MADE_OF),
            "scale": Place("on its scale", past("score"), "current/score", MADE_OF),
            "triggers": Place("on its scale", past("score"), "current/score", MADE_OF),
            "marker": Place("on its scale", past("score"), "current/score", MADE_OF),
        },
    ),
    "score_change": Figure(
        "Change of the score",
        "Today's score minus the one 1, 5 and 20 of the benchmark's own sessions earlier; the past shown is that of "
        "one session.",
        ("1, 5, 20 sessions",),
        digits=2,
        signed=True,
        places={"score_change": Place("", on_demand(_PASTS, "change_1"), "current/score_change.1", MADE_OF)},
    ),
    "confidence": Figure(
        "Confidence",
        "Share of past sessions in the same situation whose direction was the same 10 sessions later: by how far "
        "the score "
        "was from changing it, in its own ten-session moves, and for how long it had stood outside. Only "
        "outcomes known then; after 250.",
        (HORIZON, "250 past outcomes"),
        unit="%",
        scale=100.0,
        digits=0,
        places={
            "confidence": Place("", past("confidence"), "current/confidence", MADE_OF),
            "confidence_level": Place("in words", past("confidence"), "current/confidence_level", MADE_OF),
        },
    ),
    "base_rate": Figure(
        "Direction held, of all",
        "How often the direction was the same 10 sessions later, over all sessions whose outcome was known: what "
        "a confidence has to beat.",
        (HORIZON,),
        unit="%",
        scale=100.0,
        digits=1,
        places={
            "base_rate_now": Place("known today", past("base_rate"), "current/reliability.base_rate_now"),
            "base_rate": Place("of the judged sessions", None, "current/reliability.base_rate"),
        },
    ),
    "conflicts": Figure(
        "Conflict",
        "The components beyond ±.10 that point against the direction.",
        ("±.10",),
        places=_told("conflicts", value="current/conflicts"),
    ),
    "to_change": Figure(
        "What would change it",
        "How far the score is from both edges of its band, where it would change the label at once, and how long it "
        "has stood beyond already.",
        ("margin .10", "margin of a direction .50", "dwell 5 and 20 sessions"),
        places={"to_change": Place("", past("score"), "current/to_change.sentence", MADE_OF)},
    ),
    "blocked": Figure(
        "Held back",
        "A session on which the score's band asks for another label than the rules allow, and which rule it was.",
        ("margin .10", "dwell 5 and 20 sessions"),
        places=_told("blocked", "blocked_line", value="current/blocked.reason"),
    ),
    "policy": Figure(
        "What a label allows",
        "Gross exposure, side, positions, multiplier of the stop, new entries. One table, in one file.",
        places={**_told("allows", value="current/policy.text"), "policy_row": Place()},
    ),
}

MADE = {
    "components": Figure(
        "Components",
        "Six, each from −1 to +1, known at the close: trend, momentum, breadth, volatility, scanner, model. "
        "Weights 1, 1, ½, ½, "
        "¼, ½. One that is missing drops out, the others' weights are scaled up, and coverage falls; it is never "
        "taken as 0.",
        ("weights 1, 1, ½, ½, ¼, ½",),
        digits=2,
        signed=True,
        places={"component_row": _row("", "value"), "component_value": _row("value", "value")},
    ),
    "contribution": Figure(
        "Contribution",
        "Weight · value of a component; all of them add up to the score.",
        ("weights 1, 1, ½, ½, ¼, ½",),
        digits=2,
        signed=True,
        places={"component_contribution": _row("", "contribution")},
    ),
    "weight": Figure(
        "Weight",
        "The component's share of the weight of those that are there.",
        ("weights 1, 1, ½, ½, ¼, ½",),
        unit="%",
        scale=100.0,
        digits=0,
        places={"component_weight": _row("", "weight")},
    ),
    "coverage": Figure(
        "Coverage",
        "Share of all weight that the components which are there carry; of one component, the share of what it "
        "could rest on "
        "that it does rest on.",
        ("at least half for a score",),
        unit="%",
        scale=100.0,
        digits=0,
        places={
            "coverage_note": Place("", past("coverage"), "current/coverage", MADE_OF),
            "component_coverage": Place("of a component", inputs=MADE_OF, rows=COMPONENTS),
        },
    ),
    "trend": Figure(
        "Trend",
        "Close against SMA 50 and SMA 200 and the slope of SMA 200 over 20 sessions, each in units of what a "
        "random walk of the "
        "benchmark's own volatility would do, clipped to ±1.",
        ("SMA 50 and 200", "slope over 20 sessions", "centre of mass 60 sessions"),
        "Moskowitz, Ooi, Pedersen (2012)",
        digits=2,
        signed=True,
    ),
    "momentum": Figure(
        "Momentum",
        "Returns over 63, 126 and 252 sessions in their own standard deviations, clipped to ±1, and averaged.",
        ("63, 126, 252 sessions",),
        "Moskowitz, Ooi, Pedersen (2012)",
        digits=2,
        signed=True,
    ),
    "persistence": Figure(
        "Moves carry on",
        "Whether this market's moves have carried on: variance ratio of ten-session moves, weighted over about "
        "four years, 0 "
        "at a ratio of 1 and below, 1 from 1.5. It makes averages faster and trend, momentum and breadth count "
        "for more.",
        ("10-session moves", "about four years"),
        "Lo, MacKinlay (1988)",
        digits=2,
        places={"persistence": Place("", past("persistence"), "current/persistence")},
    ),
    "breadth": Figure(
        "Breadth",
        "2 · mean share of stocks above SMA 20, 50 and 200 − 1; missing where under 60 % of members or 20 stocks "
        "have the bars.",
        ("SMA 20, 50, 200", "60 % of members, and at least 20"),
        digits=2,
        signed=True,
    ),
    "volatility": Figure(
        "Volatility",
        "1 − 2 · percentile, among the last 252 sessions, of volatility over a quarter: realised, and the "
        "volatility index where "
        "there is one. The calmest is +1, the wildest −1.",
        ("63 sessions", "percentile of 252"),
        digits=2,
        signed=True,
    ),
    "scanner": Figure(
        "Scans",
        "(long − short) / (long + short + 20) of the session's scans: 1 against 0 is next to nothing. An "
        "imported pair where there is "
        "one, else the built-in scan; half a pair or none is missing and not 0.",
        ("shrunk by 20 scans",),
        digits=2,
        signed=True,
        places={"scans": Place("", past("components", 4), "", MADE_OF), **_told("running", "running_line")},
    ),
    "model": Figure(
        "Model, P(bull) and P(bear)",
        "P(bull) − P(bear) of a two-state Markov model with Student-t returns (5 degrees of freedom), filtered, "
        "refitted every 126 returns on all that is past, the first time after 504. It has no neutral state.",
        ("refitted every 126 returns", "first after 504", "5 degrees of freedom"),
        "Hamilton (1989)",
        "%",
        100.0,
        1,
        places={
            "p_bull": Place("P(bull)", past("probabilities", 0), "current/probabilities.bull"),
            "p_bear": Place("P(bear)", past("probabilities", 2), "current/probabilities.bear"),
            **_told("refitted"),
        },
    ),
    "benchmark": Figure(
        "Measured on",
        "The index that the market names, else its first index, else an index of its stocks, equally weighted. "
        "The card says "
        "which. A session without its close has no figures and keeps its label.",
        digits=2,
        places={
            "measured_on": Place("close", past("close"), "current/benchmark.close"),
            "year_note": Place("close", past("close"), "current/benchmark.close"),
        },
    ),
}

RECORD = {
    "reliability": Figure(
        "What confidence was worth",
        "Every past confidence against what happened: Brier score, skill over the base rate known then, expected "
        "calibration error over ten bins. Skill of 0 or less, or an error over .05: not calibrated here.",
        ("ten bins", "error of at most .05"),
        "Brier (1950); Naeini, Cooper, Hauskrecht (2015)",
        digits=3,
        places={
            "calibration": Place("", None, "current/calibration"),
            "calibration_again": Place("", None, "current/calibration"),
            "brier": Place("Brier score", None, "current/reliability.brier"),
            "skill": Place("skill", None, "current/reliability.skill"),
            "calibration_error": Place("calibration error", None, "current/reliability.calibration_error"),
        },
    ),
    "transitions": Figure(
        "What usually follows",
        "How often a session's label was followed by each label the next session, so far; and how many sessions this "
        "label has lasted on average.",
        unit="sessions",
        digits=0,
        places={"follows": Place(), "expected_duration": Place("lasts", None, "current/expected_duration")},
    ),
    "time_in_label": Figure(
        "Time in each label",
        "How many of the last 21, 63 and 252 sessions had each label.",
        ("21, 63, 252 sessions",),
        names=LABELS,
        places={f"time_{n}": Place(f"{n} sessions", past("label")) for n in (21, 63, 252)},
    ),
    "published": Figure(
        "Shown then",
        "What was shown for a session at the time beside what is computed of it now. It differs only where the "
        "data of that day "
        "were corrected or the method was changed.",
        places={"events_note": Place(), "event_row": Place()},
    ),
    "record": Figure(
        "What followed each label",
        "On the benchmark: mean return of the next session and of 21, share of positive ones, the worst. p that its "
        "21-session mean differs from that of all other sessions. p > .05: no measured edge; of seven labels one "
        "in three markets "
        "shows one by chance.",
        ("1 and 21 sessions ahead", "20 lags", "p of at most .05"),
        "Newey, West (1987)",
        places={"record_note": Place()},
    ),
    "walk_forward": Figure(
        "Exposure by label, tested",
        "Held from each close over the next session, 10 bps a change, beside buy-and-hold, close above SMA 200, a "
        "two-state Gaussian Markov model and a jump model, all over the same sessions; nothing fitted on what it "
        "is judged by.",
        ("10 bps a change", "next-session execution"),
        "Shu, Yu, Mulvey (2024)",
        places={"walk_note": Place(), "walk_row": Place()},
    ),
}

FIGURES = {**VERDICT, **MADE, **RECORD}
