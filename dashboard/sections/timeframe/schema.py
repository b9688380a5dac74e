"""What each answer of timeframe holds: name, meaning, unit. Scores run from −1 to 1: all votes down, all votes up."""

from __future__ import annotations

from dashboard.fields import (
    Schema,
    column,
    count,
    day,
    either,
    flag,
    keyed,
    maybe,
    number,
    one_of,
    percent,
    record,
    row_of,
    rows,
    share,
    text,
    whys,
)  # fmt: skip
from dashboard.sections.timeframe.alignment_view import BUCKET_NAMES
from dashboard.sections.timeframe.patterns import NAMES as PATTERN_NAMES
from dashboard.sections.timeframe.period_view import FAMILIES
from dashboard.sections.timeframe.period_view import NAMES as PERIODS
from dashboard.sections.timeframe.scans_view import WINDOWS

PRICE = "the market's currency"
SCORE = number("Mean of the votes", "−1 to 1", -1, 1)
PATTERN = one_of(*PATTERN_NAMES, meaning="How days, weeks and months stand to one another")
AGREEMENT = share("1 when all periods point one way")
VOTES = keyed(maybe(number("", "−1 to 1", -1, 1)), *FAMILIES, meaning="Vote of each family")
NO_BENCHMARK = maybe(text("null where the market has no benchmark"))
SCORES = keyed(maybe(SCORE), *PERIODS, meaning="Closed score of each period")
FIGURES = {
    "forming": maybe(record("With the running bar.", score=maybe(SCORE), votes=VOTES)),
    "closes_on": maybe(day("When the running bar closes")),
    "flip_close": maybe(number("Close of the next bar that turns the score", PRICE)),
    "flip": record(
        "What that takes.",
        direction=maybe(one_of("above", "below")),
        distance_pct=maybe(percent("How far from the last close")),
        flips_now=flag("Whether the running bar does it already"),
    ),
    "history": record(bars=count("Closed bars so far", "bars"), needed=count("Bars that are needed", "bars")),
    "reasons": whys(),
}
CLOSED = {
    "score": maybe(SCORE),
    "votes": VOTES,
    "since": maybe(day("Since when it has been on its side of 0")),
    "closed_on": maybe(day("Last bar of the last closed one")),
}


def everything() -> Schema:
    """Of `all`, of the benchmark with indices and scans, or of one symbol."""
    period = record("One period.", closed=record("At its last close.", **CLOSED), **FIGURES)
    of_symbol = {
        "symbol": NO_BENCHMARK,
        "name": maybe(text("Name")),
        "traded": flag("Whether it traded in this session"),
        "periods": either(keyed(period, *PERIODS), record(), meaning="By period; empty without a benchmark"),
        "alignment": maybe(record("How they stand to one another.", **_alignment())),
        "reasons": whys(),
    }
    return either(
        record(**of_symbol, indices=rows(_index(), "One row an index"), scans=_scans()),
        record(**of_symbol),
        meaning="With symbol: without indices and scans",
    )


def _alignment() -> dict[str, Schema]:
    return {
        "symbol": text("Whose"),
        "score": maybe(number("Weighted mean of the closed scores", "−1 to 1", -1, 1)),
        "agreement": maybe(AGREEMENT),
        "pattern": maybe(PATTERN),
        "sentence": maybe(text("The conflict in one sentence, or that there is none")),
        "scores": SCORES,
        "periods": count("Periods with a score"),
        "reasons": whys(),
    }


def _index() -> Schema:
    period = record(
        closed=maybe(SCORE),
        forming=maybe(SCORE),
        flip_close=maybe(number("Close that turns it", PRICE)),
        flip_distance_pct=maybe(percent("How far that is")),
    )
    named = {"name": text("Name"), "traded": flag("Whether it traded in this session")}
    return record(**(_alignment() | named | {"periods": keyed(period, *PERIODS)}))


def _scans() -> Schema:
    window = record(
        sessions=one_of(*WINDOWS, meaning="Over so many sessions"),
        covered=count("Of these, sessions with a scan", "sessions"),
        long=maybe(count("Long candidates")),
        short=maybe(count("Short candidates")),
        sources=keyed(count("", "sessions"), "built_in", "imported", meaning="Whose scans"),
    )
    return record(
        available=flag("Whether there are any"), reason=maybe(text("Why not")), windows=row_of(window, len(WINDOWS))
    )


def alignment() -> Schema:
    """Of `alignment`, of the benchmark with the universe, or of one symbol."""
    full = _alignment() | {"record": _record()}
    without = {name: maybe(full[name]) for name in ("symbol", "score", "agreement", "pattern", "sentence", "record")}
    universe = record(
        "Of all stocks.",
        record=maybe(_record()),
        valid=count("Stocks with an alignment", "stocks"),
        members=count("Stocks listed", "stocks"),
        up_pct=maybe(percent("Aligned upwards", 0, 100)),
        down_pct=maybe(percent("Aligned downwards", 0, 100)),
        reason=maybe(text("Why there is none, as a code")),
    )
    market = {"universe": universe, "patterns": row_of(PATTERN, len(PATTERN_NAMES)), "symbols": _symbols()}
    return either(
        record(**full, **market),
        record(**without, **market),
        record(**full),
        meaning="With symbol: without the universe",
    )


def _record() -> Schema:
    several = len(BUCKET_NAMES) + 1
    return record(
        "What followed such alignments so far.",
        bucket=row_of(one_of(*BUCKET_NAMES, "all"), several, "Lowest alignments first"),
        range=row_of(text(), several, "Its scores"),
        n=row_of(count(), several, "Outcomes known"),
        mean_pct=row_of(maybe(percent()), several, "Mean return after"),
        hit_rate_pct=row_of(maybe(percent("", 0, 100)), several, "Rose"),
        horizon=count("Return over", "own bars"),
        overlap=text("What to make of it"),
    )


def _symbols() -> Schema:
    return record(
        "Every stock with an alignment as columns, most aligned upwards first.",
        symbol=column(text("Symbol")),
        name=column(text("Name")),
        sector=column(text("Sector")),
        **{name: column(SCORE) for name in PERIODS},
        score=column(SCORE),
        agreement=column(AGREEMENT),
        pattern=column(PATTERN),
    )


def history() -> Schema:
    """Of `history`."""
    return record(
        session=column(day("Session")),
        **{name: column(SCORE) for name in (*PERIODS, "weekly_forming", "monthly_forming", "score")},
        agreement=column(AGREEMENT),
        aligned_up_pct=column(percent("Stocks aligned upwards", 0, 100)),
        aligned_down_pct=column(percent("Stocks aligned downwards", 0, 100)),
        scan_long=column(number("Long candidates of the scan", least=0)),
        scan_short=column(number("Short candidates of the scan", least=0)),
        valid=column(count("Stocks with an alignment", "stocks")),
        members=column(count("Stocks listed", "stocks")),
    )


def period() -> Schema:
    """Of `daily`, `weekly` and `monthly`."""
    bars = record(
        "The last bars, the running one last.",
        session=column(day("Last own bar in it")),
        **{name: column(number(name.capitalize(), PRICE, least=0)) for name in ("open", "high", "low", "close")},
        score=column(SCORE),
        forming=column(flag("Whether it is still running")),
    )
    whole = record(
        symbol=text("Symbol"),
        name=text("Name"),
        period=one_of(*PERIODS),
        last_bar=maybe(day("Its last bar")),
        **CLOSED,
        **FIGURES,
        bars=bars,
    )
    return either(whole, record(symbol=NO_BENCHMARK, reasons=whys()), meaning="Without a benchmark: only why")
