"""What each answer of regime holds: name, meaning, unit."""

from __future__ import annotations

from dashboard.fields import (
    Schema,
    column,
    count,
    day,
    flag,
    keyed,
    maybe,
    moment,
    number,
    one_of,
    record,
    row_of,
    rows,
    share,
    text,
    whole,
    whys,
)  # fmt: skip
from dashboard.sections.regime.names import DIRECTIONS, LABELS, LEVELS, SURE

COMPONENTS = ("trend", "momentum", "breadth", "volatility", "scanner", "model")
FRACTION = "as a fraction: 0.05 is 5 %"
PRICE = "the market's currency"
LABEL = one_of(*LABELS, meaning="The regime")
DIRECTION = one_of(*DIRECTIONS, meaning="Its direction")
SCORE = number("Weighted mean of the components", "−1 to 1", -1, 1)
CONFIDENCE = share("Probability that the direction holds for ten sessions, as measured so far")
OVER = ("1", "5", "20")


def current() -> Schema:
    """Of `current`."""
    return record(
        **_label(),
        score=maybe(SCORE),
        level=maybe(one_of(*LEVELS, meaning="The score in words")),
        score_change=keyed(maybe(number("", "−2 to 2", -2, 2)), *OVER, meaning="By sessions"),
        coverage=maybe(share("Weight of the components that are there")),
        confidence=maybe(CONFIDENCE),
        confidence_level=maybe(one_of(*(words for _, words in SURE), meaning="The same in words")),
        calibrated=maybe(flag("Whether it was right as often as it said, on this market")),
        calibration=text("The same in words"),
        reliability=_reliability(),
        components=row_of(_component(), len(COMPONENTS)),
        probabilities=keyed(maybe(share()), "bull", "neutral", "bear", meaning="Of the model's states, filtered"),
        to_change=maybe(_to_change()),
        blocked=maybe(record("Why the label is not its score's.", would_be=maybe(LABEL), reason=text("The rule"))),
        policy=maybe(_policy()),
        transitions=_transitions(),
        expected_duration=maybe(number("Mean length of this label so far", "sessions", least=0)),
        conflicts=maybe(text("Which components disagree, in one sentence")),
        scanner=maybe(_reading("Of this session.")),
        scanner_running=maybe(_reading("Of the session that is running.")),
        model=_model(),
        benchmark=_benchmark(),
        persistence=maybe(number("Mean autocorrelation of moves that carried on", least=0)),
        reasons=whys(),
    )


def _label() -> dict[str, Schema]:
    return {
        "label": maybe(LABEL),
        "direction": maybe(DIRECTION),
        "age_sessions": maybe(count("Since the label began", "sessions")),
        "since": maybe(day("When it began")),
        "direction_age_sessions": maybe(count("Since the direction began", "sessions")),
        "previous": maybe(LABEL),
        "previous_sessions": maybe(count("How long that one lasted", "sessions")),
    }


def _reliability() -> Schema:
    bucket = record(said=share("Mean confidence"), happened=share("Came true"), n=count("Cases"))
    return record(
        "What confidence was worth so far.",
        n=count("Outcomes judged"),
        base_rate=maybe(share("Came true in all")),
        brier=maybe(number("Brier score", least=0, most=1)),
        base_brier=maybe(number("Brier score of always saying the base rate", least=0, most=1)),
        skill=maybe(number("1 − Brier / base Brier", most=1)),
        calibration_error=maybe(share("Mean distance of said from happened")),
        calibrated=maybe(flag("Whether that is small enough")),
        bins=rows(bucket, "By confidence"),
        horizon_sessions=count("How far ahead it speaks", "sessions"),
        outcomes=count("Outcomes known"),
        outcomes_needed=count("Before the first confidence"),
        largest_calibration_error=share("Up to which it counts as calibrated"),
        base_rate_now=maybe(share("What always saying the base rate would say now")),
    )


def _component() -> Schema:
    return record(
        name=one_of(*COMPONENTS),
        value=maybe(number("", "−1 to 1", -1, 1)),
        weight=maybe(share("Its part of what is there")),
        of_all=share("Its part of all six"),
        contribution=maybe(number("Weight times value", "−1 to 1", -1, 1)),
        coverage=maybe(share("Part of what it could rest on")),
        age_sessions=maybe(count("Since it was last there", "sessions")),
        reason=maybe(text("Why it is missing, as a code")),
    )


def _to_change() -> Schema:
    way = record(
        label=LABEL,
        edge=number("Edge of the band", "score"),
        distance=number("How far the score is from it", "score"),
        at_once=number("Score that changes the label at once", "score"),
        at_once_label=LABEL,
        at_once_distance=number("How far that is", "score"),
        turns_direction=flag("Whether the direction turns too"),
        stood_sessions=count("Beyond the edge so far", "sessions"),
        dwell=count("Beyond the edge before the label follows", "sessions"),
    )
    return record(
        "What would change the label.",
        up=maybe(way),
        down=maybe(way),
        dwell_left=count("Until the label may change", "sessions"),
        direction_dwell_left=count("Until the direction may change", "sessions"),
        sentence=text("The same in words"),
    )


def _policy() -> Schema:
    return record(
        "What the label allows.",
        label=LABEL,
        gross_exposure_cap=number("Gross exposure", "times equity", least=0),
        bias=one_of("both", "long", "short", meaning="Sides of new trades"),
        max_positions=count("Positions at most"),
        stop_multiplier=number("Stop's distance", "times the scan's", least=0),
        entries_allowed=flag("Whether new trades are"),
        text=text("The same in words"),
    )


def _transitions() -> Schema:
    n = len(LABELS)
    return record(
        "From each label (rows) to each (columns), session by session so far.",
        labels=row_of(LABEL, n),
        counts=row_of(row_of(count(), n), n),
        probabilities=row_of(maybe(row_of(share(), n)), n),
    )


def _reading(meaning: str) -> Schema:
    return record(
        meaning,
        long=count("Long candidates"),
        short=count("Short candidates"),
        balance=number("(long − short) / (long + short + 20)", least=-1, most=1),
        source=one_of("built_in", "imported", "missing"),
        kind=one_of("daily", "hourly"),
        at=maybe(text("When it was taken, exchange time")),
        age_sessions=count("Always of the session itself", "sessions"),
    )


def _model() -> Schema:
    return record(
        "When the model was fitted.",
        refits=rows(day(), "Before which sessions so far"),
        next_refit_in=whole("Until the next", "sessions"),
        next_refit=maybe(day("When that is")),
        first_fit_returns=count("Returns before the first fit"),
        refit_every=count("Between fits", "sessions"),
    )


def _benchmark() -> Schema:
    return record(
        "What prices the regime rests on.",
        symbol=maybe(text("Symbol")),
        name=maybe(text("Name")),
        basis=text("benchmark, or what stands in for it"),
        close=maybe(number("Last close", PRICE)),
        volatility=maybe(text("Symbol of its implied volatility")),
    )


def history() -> Schema:
    """Of `history`."""
    return record(
        session=column(day("Session")),
        label=column(LABEL),
        direction=column(DIRECTION),
        score=column(SCORE),
        confidence=column(CONFIDENCE),
        p_bull=column(share("P(bull) of the model")),
        coverage=column(share("Weight of the components that are there")),
        age_sessions=column(count("Since the label began", "sessions")),
        close=column(number("Benchmark's close", PRICE)),
        **_events(),
    )


def _events() -> dict[str, Schema]:
    change = record(
        "One change of label.",
        {"from": maybe(LABEL)},
        on=day("When"),
        to=LABEL,
        direction=DIRECTION,
        age=maybe(count("How long the one before lasted", "sessions")),
        score=maybe(SCORE),
        confidence=maybe(CONFIDENCE),
        reason=text("Which rule, in words"),
    )
    blocked = record(
        "Runs on which a rule held the label back, as columns.",
        {"from": column(day("First session")), "to": column(day("Last session"))},
        sessions=column(count("How many", "sessions")),
        label=column(LABEL),
        would_be=column(LABEL),
        reason=column(text("The rule")),
    )
    spent = keyed(keyed(count("", "sessions"), *LABELS), "21", "63", "252", meaning="Time in each label, by window")
    return {
        "changes": rows(change, "Every change of label, oldest first"),
        "blocked": blocked,
        "time_in_label": spent,
        "published": rows(_published(), "What was published then, beside what is computed now"),
        "revisions": count("How many of these differ"),
    }


def _published() -> Schema:
    shown = {"label": maybe(LABEL), "score": maybe(SCORE), "confidence": maybe(CONFIDENCE)}
    return record(
        session=day("Session"),
        published_at=moment("When it was written down"),
        direction=DIRECTION,
        **shown,
        now=record("The same computed now.", **shown),
        revised=flag("Whether a reader would see a difference"),
    )


def strategy() -> Schema:
    """Of `strategy`."""
    return record(
        label=maybe(LABEL),
        policy=row_of(_policy(), len(LABELS)),
        record=row_of(_followed(), len(LABELS)),
        record_of=record(
            "What the record is of.",
            benchmark=maybe(text("Symbol")),
            ahead_sessions=count("Return over", "sessions"),
            edge_at_p=share("Up to which p counts"),
            least_sessions=count("Fewer tell nothing", "sessions"),
        ),
        walk_forward=_walk_forward(),
    )


def _followed() -> Schema:
    return record(
        "What followed a label so far.",
        label=LABEL,
        n=count("Sessions with a known outcome", "sessions"),
        return_next_day=maybe(number("Mean return of the next session", FRACTION)),
        return_21=maybe(number("Mean return over 21 sessions", FRACTION)),
        hit_rate=maybe(share("Rose over 21 sessions")),
        worst=maybe(number("Worst return over 21 sessions", FRACTION)),
        difference=maybe(number("Mean return less that of all sessions", FRACTION)),
        p=maybe(share("As large a difference by chance")),
        edge=flag("Whether one is measured"),
        words=text("The same in words"),
    )


def _walk_forward() -> Schema:
    rule = record(
        name=one_of("labels", "hmm", "jump", "sma200", "buy_and_hold"),
        sessions=count("Days it ran", "sessions"),
        cagr=maybe(number("Growth a year", FRACTION)),
        sharpe=maybe(number("Sharpe ratio, annualised")),
        max_drawdown=maybe(number("Deepest fall", FRACTION, least=0)),
        calmar=maybe(number("Growth over deepest fall")),
        exposure=maybe(number("Mean exposure", "times equity")),
        changes_per_year=maybe(number("Changes of exposure a year", least=0)),
        turnover_per_year=maybe(number("Turnover a year", "times equity", least=0)),
    )
    return record(
        "Exposure by label beside plain rules, each knowing only its past.",
        {"from": maybe(day("First session"))},
        sessions=count("Sessions compared", "sessions"),
        cost_bps=number("Cost of a change", "basis points", least=0),
        execution=text("When a change takes effect"),
        strategies=rows(rule, "One row a rule"),
        reason=maybe(text("Why there is none")),
    )


def components() -> Schema:
    """Of `components`."""
    each = column(number("", "−1 to 1", -1, 1))
    return record(
        session=column(day("Session")),
        value=keyed(each, *COMPONENTS, meaning="By component"),
        contribution=keyed(each, *COMPONENTS, meaning="By component: weight times value"),
        score=column(SCORE),
        persistence=column(number("How far moves have carried on", least=0)),
    )
