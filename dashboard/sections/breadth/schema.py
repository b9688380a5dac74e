"""What each answer of breadth holds: name, meaning, unit."""

from __future__ import annotations

from dashboard.fields import (
    Schema,
    column,
    count,
    day,
    keyed,
    maybe,
    number,
    one_of,
    percent,
    record,
    rows,
    share,
    text,
    whole,
    whys,
)  # fmt: skip
from dashboard.sections.breadth.labels import LABELS
from dashboard.sections.breadth.layout import SMA_WINDOWS, THRUST_HORIZONS, TOP
from dashboard.sections.breadth.views import CHANGES

WINDOWS = tuple(str(window) for window in SMA_WINDOWS)
OVER = tuple(str(sessions) for sessions in CHANGES)

LINES = {
    "ad_pct": percent("Net advances of all that moved", -100, 100),
    "ad_line": number("Net advances added up since the beginning", "stocks"),
    "trin": number("Arms index: advance ratio over volume ratio", least=0),
    "up_volume": number("Volume of those that rose", "shares", least=0),
    "down_volume": number("Volume of those that fell", "shares", least=0),
    "record_high_pct": percent("New highs of all new extremes", 0, 100),
    "high_low_index": percent("Mean of that over ten sessions", 0, 100),
    "mcclellan": number("McClellan oscillator, ratio-adjusted"),
    "summation": number("McClellan summation index"),
    "volume_breadth_pct": percent("Stocks whose volume is above its own average", 0, 100),
    "score": percent("Mean of the shares above 20, 50 and 200", 0, 100),
    "score_percentile": percent("Where the score stands in its own last year", 0, 100),
}
TALLIES = {
    "advances": count("Stocks that closed higher", "stocks"),
    "declines": count("Stocks that closed lower", "stocks"),
    "unchanged": count("Stocks that closed where they were", "stocks"),
    "new_highs": count("Highest closes of 52 weeks", "stocks"),
    "new_lows": count("Lowest closes of 52 weeks", "stocks"),
}
LABEL = one_of(*LABELS, meaning="What the score is called")
SHARE = percent("Stocks above their average of so many closes", 0, 100)
VALID = count("Stocks that have such an average", "stocks")
MEMBERS = count("Stocks listed", "stocks")
MOVE = maybe(number("Change over so many sessions", "percentage points"))


def current() -> Schema:
    """Of `current`."""
    return record(
        **{name: maybe(each) for name, each in (TALLIES | LINES).items()},
        above_sma_pct=keyed(maybe(SHARE), *WINDOWS, meaning="By window"),
        valid=keyed(VALID, *WINDOWS, meaning="By window"),
        above_sma_change=keyed(keyed(MOVE, *OVER), *WINDOWS, meaning="By window, by sessions"),
        above_sma_percentile=keyed(
            maybe(percent("Where it stands in its own last year", 0, 100)), *WINDOWS, meaning="By window"
        ),
        members=MEMBERS,
        rsi_bands=record(
            "Wilder's RSI of every stock.",
            overbought=maybe(count("Above 70", "stocks")),
            oversold=maybe(count("Below 30", "stocks")),
            median=maybe(number("Median", least=0, most=100)),
            valid=count("Stocks that have one", "stocks"),
        ),
        zweig=_zweig(),
        sectors=rows(_sector(), "Best first"),
        movers=_movers(),
        label=maybe(LABEL),
        label_since=maybe(day("Since when the label has stood")),
        score_change=keyed(MOVE, *OVER, meaning="By sessions"),
        universe=record(
            "Which stocks count.",
            basis=one_of("listing_dates", "todays_list", meaning="Whether their listing dates are known"),
            note=text("What that means for the past"),
        ),
        reasons=whys(),
    )


def _zweig() -> Schema:
    forward = keyed(maybe(percent("Of the benchmark, after so many sessions")), *map(str, THRUST_HORIZONS))
    past = record(session=day("When it thrust"), armed_on=day("When it was armed"), forward_pct=forward)
    return record(
        "Zweig's breadth thrust.",
        value=maybe(share("Average of advances of all that moved, over ten sessions")),
        state=one_of("none", "armed", "thrust"),
        armed_on=maybe(day("When the average fell below 0.40")),
        sessions_left=maybe(whole("Until which it must pass 0.615", "sessions")),
        benchmark=maybe(text("What the returns after a thrust are of")),
        thrusts=rows(past, "Those so far"),
    )


def _sector() -> Schema:
    return record(
        sector=text("Name"),
        n=count("Stocks in it", "stocks"),
        valid=count("Of these, stocks with figures", "stocks"),
        above_sma_pct=keyed(maybe(SHARE), "20", "50", "200", meaning="By window"),
        score=maybe(percent("Mean of those three", 0, 100)),
        advances=count("Stocks that closed higher", "stocks"),
        declines=count("Stocks that closed lower", "stocks"),
        ad_pct=maybe(percent("Net advances", -100, 100)),
        return_5_pct=maybe(percent("Median return over 5 bars")),
        return_20_pct=maybe(percent("Median return over 20 bars")),
        stance=maybe(one_of(*LABELS, meaning="What its score is called")),
        rank=maybe(whole("By score; 1 is best", least=1)),
        rank_change=maybe(whole("Places won or lost since five sessions ago")),
    )


def _movers() -> Schema:
    listed = record(
        symbol=text("Symbol"),
        name=text("Name"),
        sector=maybe(text("Sector")),
        close=number("Last price", "the market's currency", least=0),
        return_5_pct=maybe(percent("Return over 5 own bars")),
        return_1_pct=maybe(percent("Return over 1 own bar")),
        volume_ratio=maybe(number("Volume over its average of 20 own bars", "times", least=0)),
    )
    crossed = record(up=rows(listed, "Closed above it"), down=rows(listed, "Closed below it"))
    return record(
        "Stocks worth naming.",
        crossed=keyed(crossed, "50", "200", meaning="Who crossed an average, by window"),
        top=rows(listed, "Best of five bars", most=TOP),
        bottom=rows(listed, "Worst of five bars", most=TOP),
        unusual_volume=rows(listed, "Traded at least twice as much as usual", most=TOP),
    )


def sma() -> Schema:
    """Of `sma`."""
    return record(
        session=column(day("Session")),
        above_sma_pct=keyed(column(SHARE), *WINDOWS, meaning="By window"),
        valid=keyed(column(VALID), *WINDOWS, meaning="By window"),
        members=column(MEMBERS),
    )


def history() -> Schema:
    """Of `history`."""
    return record(
        session=column(day("Session")),
        **{name: column(each) for name, each in (TALLIES | LINES).items()},
        zweig=column(share("Average of advances of all that moved, over ten sessions")),
        rsi_overbought=column(count("RSI above 70", "stocks")),
        rsi_oversold=column(count("RSI below 30", "stocks")),
        rsi_median=column(number("Median RSI", least=0, most=100)),
        label=column(LABEL),
        valid=column(count("Stocks the score rests on", "stocks")),
        members=column(MEMBERS),
    )
