"""What each answer of index holds: name, meaning, unit. An index's row is the same alone and among the others."""

from __future__ import annotations

from dashboard.fields import (
    Schema,
    by_name,
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
    rows,
    share,
    text,
    whys,
)  # fmt: skip
from dashboard.sections.index.events import DIRECTIONS, KINDS, STATUSES
from dashboard.sections.index.trend import LABELS
from dashboard.sections.index.windows import CROSS, ROC_WINDOWS, SMA_WINDOWS

PRICE = "the market's currency"
WHO = {
    "symbol": text("Symbol"),
    "name": text("Name"),
    "close": maybe(number("Last close", PRICE, least=0)),
    "bars": count("Own bars so far", "bars"),
}
NEEDS = by_name(count("", "bars"), "How many own bars each figure needs")


def sma() -> Schema:
    """Of `sma`, of all indices or of one."""
    whole_answer = record(indices=rows(_ladder(), "One row an index"), trend=_trend(), needs=NEEDS)
    return either(whole_answer, _ladder(), meaning="With symbol: that index's row alone")


def _ladder() -> Schema:
    average = record(
        value=maybe(number("The average", PRICE, least=0)),
        distance_pct=maybe(percent("Of the close from it")),
        distance_atr=maybe(number("Of the close from it", "ATR")),
        slope_pct=maybe(percent("Change of the average per session")),
        above=maybe(flag("Whether the close is above")),
        flip_close=maybe(number("Tomorrow's close that changes sides", PRICE)),
        flip_pct=maybe(percent("How far that is")),
    )
    return record(
        **WHO,
        sma=keyed(average, *map(str, SMA_WINDOWS), meaning="By window"),
        crosses=_crosses(),
        faber=_faber(),
        reasons=whys(),
    )


def _crosses() -> Schema:
    when = {"session": day("When"), "age_sessions": count("Since", "sessions")}
    return record(
        "Of the 50 and the 200.",
        golden=maybe(record("The last one upwards.", **when)),
        death=maybe(record("The last one downwards.", **when)),
        last=maybe(record("The last one.", kind=one_of("golden", "death"), **when)),
        distance_pct=maybe(percent("Of the 50 from the 200")),
        above=maybe(flag("Whether the 50 is above the 200")),
    )


def _faber() -> Schema:
    closed = record(
        session=day("Its last session"), close=number("Its close", PRICE), value=maybe(number("Its average", PRICE))
    )
    forming = record(
        close=number("So far", PRICE),
        value=number("Average with it", PRICE),
        above=flag("Whether it would be above"),
        flip_close=number("Month's close that changes sides", PRICE),
        closes_on=maybe(day("When the month closes")),
    )
    return record(
        "Faber (2007): the month's close against its average of ten months.",
        state=maybe(one_of("above", "below")),
        since=maybe(day("Since which month's close")),
        months=maybe(count("For how long", "months")),
        closed=maybe({**closed, "description": "The last closed month"}),
        closed_months=count("Months so far", "months"),
        forming=maybe({**forming, "description": "The running month"}),
    )


def _trend() -> Schema:
    windows = tuple(str(window) for window in CROSS)
    return record(
        "Over all indices.",
        label=maybe(one_of(*LABELS, meaning="What the score is called")),
        since=maybe(day("Since when")),
        score=maybe(percent("Votes above the 50 and the 200", 0, 100)),
        valid=count("Indices judged"),
        members=count("Indices in all"),
        missing=rows(text(), "Those not judged"),
        above=keyed(maybe(count("Indices above")), *windows, meaning="By window"),
        mean_distance_pct=keyed(maybe(percent("Mean distance")), *windows, meaning="By window"),
        reason=maybe(text("Why there is no label, as a code")),
    )


def momentum() -> Schema:
    """Of `momentum`, of all indices or of one."""
    return either(
        record(indices=rows(_momentum(), "One row an index"), needs=NEEDS),
        _momentum(),
        meaning="With symbol: that index's row alone",
    )


def _momentum() -> Schema:
    fraction = "as a fraction: 0.05 is 5 %"
    return record(
        **WHO,
        roc=keyed(maybe(number("Return over so many bars", fraction)), *map(str, ROC_WINDOWS), meaning="By window"),
        macd=record(
            "12, 26, 9.",
            line=maybe(number("Line", PRICE)),
            signal=maybe(number("Signal", PRICE)),
            histogram=maybe(number("Line less signal", PRICE)),
        ),
        rsi=maybe(number("Wilder's RSI of 14", least=0, most=100)),
        adx=maybe(number("Wilder's ADX of 14", least=0, most=100)),
        plus_di=maybe(number("Wilder's +DI", least=0, most=100)),
        minus_di=maybe(number("Wilder's −DI", least=0, most=100)),
        atr=maybe(number("Wilder's ATR of 14", PRICE, least=0)),
        atr_pct=maybe(percent("ATR of the close", least=0)),
        drawdown_pct=maybe(percent("From the highest close so far", most=0)),
        range_52w=maybe(share("Where the close stands between low and high of a year")),
        high_52w=maybe(number("Highest of a year", PRICE)),
        low_52w=maybe(number("Lowest of a year", PRICE)),
        volatility=maybe(number("Of 21 returns, annualised", fraction, least=0)),
        volatility_percentile=maybe(percent("Where that stands in its own last year", 0, 100)),
        tsmom=record(
            "Time-series momentum (Moskowitz, Ooi, Pedersen 2012).",
            sign=maybe(one_of(-1, 0, 1, meaning="Of the return over a year")),
            position=maybe(number("Sign over volatility, for 40 % a year", "times equity")),
            sigma=maybe(number("Volatility ahead, annualised", fraction, least=0)),
        ),
        reasons=whys(),
    )


def divergence() -> Schema:
    """Of `divergence`, of all indices or of one."""
    return record(
        divergences=rows(_divergence(), "Those of the last year, newest first"),
        counts=keyed(count(), *STATUSES, meaning="By status"),
        listed_sessions=count("How far the list goes back", "sessions"),
        records=rows(_track(), "What followed each kind so far"),
        reasons=whys(),
    )


def _divergence() -> Schema:
    pair = {"earlier": number("At the earlier pivot"), "pivot": number("At the pivot")}
    return record(
        kind=one_of(*KINDS),
        direction=one_of(*DIRECTIONS.values(), meaning="Where it points"),
        symbol=text("Whose"),
        against=maybe(rows(text(), "Indices that did not confirm")),
        earlier_on=day("Earlier pivot"),
        pivot_on=day("Later pivot"),
        confirmed_on=day("When it could be known"),
        strength=maybe(number("How far the two part", "ATR and like units", least=0)),
        status=one_of(*STATUSES),
        status_on=day("Since when"),
        expires_on=maybe(day("When it ends undecided")),
        sessions_left=maybe(count("Until then", "sessions")),
        price=record("Of the index.", **pair),
        other=maybe(record("Of what it parts from.", **pair)),
        confirms_beyond=maybe(number("Close that confirms it", PRICE)),
        fails_beyond=maybe(number("Close that fails it", PRICE)),
        record=_track(),
        reasons=whys(),
    )


def _track() -> Schema:
    return record(
        "What followed its kind so far.",
        kind=one_of(*KINDS),
        direction=one_of(*DIRECTIONS.values()),
        horizon=count("Return over", "sessions"),
        n=count("Cases that have ended"),
        episodes=count("Of these, not overlapping"),
        mean_21_pct=maybe(percent("Mean return after")),
        usual_21_pct=maybe(percent("Mean return of any session")),
        excess_21_pct=maybe(percent("The difference")),
        hit_rate=maybe(share("Went where it points")),
        usual_hit_rate=maybe(share("Any session did")),
        p=maybe(share("As good a mean without an edge")),
        edge=maybe(one_of("measured", "none", "against")),
        words=text("The same in words"),
    )


def history() -> Schema:
    """Of `history`, of all indices or of one."""
    lines = {
        "close": number("Close", PRICE),
        "sma_50": number("Average of 50 closes", PRICE),
        "sma_200": number("Average of 200 closes", PRICE),
        "rsi": number("Wilder's RSI of 14", least=0, most=100),
        "macd_histogram": number("MACD's line less its signal", PRICE),
        "drawdown_pct": percent("From the highest close so far", most=0),
    }
    session = column(day("Session"))
    every = record(session=session, **{name: by_name(column(each), "By symbol") for name, each in lines.items()})
    one = record(session=session, **{name: column(each) for name, each in lines.items()})
    return either(every, one, meaning="With symbol: that index's columns alone")
