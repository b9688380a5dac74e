"""What each answer of position holds: name, meaning, unit."""

from __future__ import annotations

from dashboard.fields import (
    Schema,
    by_name,
    column,
    count,
    day,
    flag,
    keyed,
    maybe,
    number,
    one_of,
    optional,
    record,
    row_of,
    rows,
    share,
    text,
    whole,
    whys,
)  # fmt: skip
from dashboard.market.account import LABELS
from dashboard.market.account_fields import SHOWN
from dashboard.sizing.caps import CAPS

PRICE = "the market's currency"
MONEY = "the account's currency"
FRACTION = "as a fraction: 0.05 is 5 %"
LABEL = one_of(*LABELS, meaning="The regime")
SIDE = one_of("long", "short")
BIAS = one_of("both", "long", "short", meaning="Sides of new trades")
REGIME = one_of("bear", "neutral", "bull")
OF_EQUITY = "% of equity"
BY = text("A cap, or evidence, volume, minimum, positions, duplicate, unusable, cut")
SHARES = maybe(count("Shares it alone would allow; null: any number", "shares"))


def _of_equity(meaning: str) -> Schema:
    return number(meaning, OF_EQUITY)


def recommendations() -> Schema:
    """Of `recommendations`."""
    return record(
        account=SHOWN,
        regime=maybe(_regime()),
        trades=rows(_trade(), "Sized, in the order in which they were given room"),
        dropped=rows(_dropped(), "The best candidates without a trade", most=50),
        dropped_by=by_name(count("", "candidates"), "By what, most first"),
        binding=by_name(count("", "trades"), "Which caps bind, most often first"),
        totals=maybe(_totals()),
        change=maybe(_change()),
        kelly=rows(_group(), "The evidence that sizes them"),
        candidates=maybe(_candidates()),
        held=maybe(_held()),
        reasons=whys(),
    )


def _regime() -> Schema:
    return record(
        "What the regime allows.",
        label=LABEL,
        direction=REGIME,
        bias=BIAS,
        entries_allowed=flag("Whether new trades are"),
        gross_cap_pct=_of_equity("Gross exposure at most"),
        gross_cap_from=one_of("policy", "account", meaning="Who says so"),
        max_positions=count("Positions at most"),
        stop_multiplier=number("Stop's distance", "times the scan's", least=0),
        text=text("The policy in words"),
        age_sessions=count("Since the label began", "sessions"),
    )


def _prices() -> dict[str, Schema]:
    return {
        "name": text("Name"),
        "sector": maybe(text("Sector")),
        "entry": number("Entry, the last close", PRICE, least=0),
        "stop": number("Stop", PRICE),
        "target": maybe(number("Target", PRICE)),
        "r_per_share": number("Entry to stop", f"{PRICE} a share", least=0),
        "lot": whole("Shares traded at once", "shares", least=1),
        "traded_value": maybe(number("Daily value traded", PRICE, least=0)),
        "score": maybe(number("Rules of the scan that hold", least=0)),
        "out_of": maybe(number("Of how many", least=0)),
        "kelly": maybe(number("Fraction of equity that the evidence recommends to risk", FRACTION, least=0)),
        "expected_r": maybe(number("Mean outcome of such trades", "R")),
    }


def _trade() -> Schema:
    return record(
        symbol=text("Symbol"),
        direction=SIDE,
        **_prices(),
        shares=whole("Size", "shares", least=1),
        value=number("Size", MONEY, least=0),
        weight_pct=_of_equity("Size"),
        risk_amount=number("Lost at the stop", MONEY, least=0),
        risk_pct=_of_equity("Lost at the stop"),
        caps=keyed(SHARES, *CAPS, meaning="By cap"),
        binding=one_of(*CAPS, "lot", meaning="The cap that decides"),
    )


def _dropped() -> Schema:
    return record(
        symbol=text("Symbol"),
        direction=SIDE,
        **{name: optional(schema) for name, schema in _prices().items()},
        by=BY,
        reason=text("Why, in one sentence"),
        caps=record("By cap; empty where the prices make no trade.", {name: optional(SHARES) for name in CAPS}),
    )


def _totals() -> Schema:
    return record(
        "Of all trades.",
        trades=count("Trades"),
        gross_pct=_of_equity("Long and short together"),
        net_pct=_of_equity("Long less short"),
        heat_pct=_of_equity("Lost if every stop is hit"),
        held_gross_pct=_of_equity("What is held, long and short together"),
        held_heat_pct=_of_equity("Lost on what is held"),
        expected_r=maybe(number("Mean outcome of such trades", "R")),
        expected_gain=maybe(number("The same in money", MONEY)),
        effective_bets=maybe(number("As many independent bets", least=0)),
        unprotected=count("Holdings without a stop"),
        gross_cap_pct=_of_equity("Gross exposure at most"),
        heat_cap_pct=_of_equity("Heat at most"),
        most_positions=count("Positions at most"),
    )


def _change() -> Schema:
    side = record(
        gross_cap_pct=_of_equity("Gross exposure at most"),
        bias=BIAS,
        max_positions=count("Positions at most"),
        stop_multiplier=number("Stop's distance", "times the scan's", least=0),
        in_bias=count("Candidates on the right side"),
        trades=count("Trades"),
        gross_pct=_of_equity("Gross"),
        net_pct=_of_equity("Net"),
        heat_pct=_of_equity("Heat"),
    )
    return record(
        "Today's candidates under the label before and the present one.",
        {"from": LABEL},
        to=LABEL,
        on=day("When it changed"),
        sessions_ago=count("Since then", "sessions"),
        before=side,
        after=side,
        why=text("What the change does, in words"),
    )


def _group(**more: Schema) -> Schema:
    return record(
        "What past trades of one kind are evidence of.",
        direction=SIDE,
        label=maybe(one_of("bear", "neutral", "bull", meaning="Direction of the regime they were found in; null: any")),
        source=one_of("own_trades", "scanner", meaning="Whose trades"),
        n=count("Trades"),
        occasions=count("Separate occasions they come from"),
        win_rate=maybe(share("Gained")),
        win_rate_interval=maybe(row_of(share(), 2, "90 % interval")),
        payoff=maybe(number("Mean gain over mean loss", least=0)),
        mean_r=maybe(number("Mean outcome", "R")),
        worst=maybe(number("Worst outcome", "R")),
        kelly=maybe(number("Kelly of win rate and payoff", FRACTION, least=0)),
        kelly_empirical=maybe(number("Kelly of the outcomes themselves", FRACTION, least=0)),
        interval=maybe(row_of(number("", FRACTION), 2, "90 % interval of Kelly")),
        p_no_edge=maybe(share("Probability of no edge at all")),
        shrunk=maybe(number("Kelly shrunk by its own uncertainty", FRACTION, least=0)),
        recommended=maybe(number("Fraction of equity to risk on such a trade", FRACTION, least=0)),
        reason=maybe(text("Why nothing is recommended")),
        **more,
    )


def _candidates() -> Schema:
    running = record(
        "The newest scans of a session that has no bars yet.",
        long=count("Long candidates"),
        short=count("Short candidates"),
        balance=number("(long − short) / (long + short + 20)", least=-1, most=1),
        source=text("Whose scan"),
        kind=one_of("daily", "hourly"),
        at=maybe(text("When, exchange time")),
        age_sessions=count("Always of the session itself", "sessions"),
    )
    return record(
        "What was found.",
        source=one_of("built_in", "imported", "missing"),
        long=count("Long candidates"),
        short=count("Short candidates"),
        in_bias=count("On the side that the regime allows"),
        unknown=count("Scanned, and not in this market"),
        ranked_by=rows(text(), "Their order"),
        running=maybe(running),
    )


def _held() -> Schema:
    refused = record(symbol=text("Symbol"), reason=text("Why, in one sentence"))
    return record(
        "What is held.",
        n=count("Positions"),
        at_cost=rows(text(), "Those without a price in this market"),
        refused=rows(refused, "Those that make no sense"),
    )


def kelly() -> Schema:
    """Of `kelly`."""
    deciding = _group(regime=REGIME)
    return record(
        evidence=_evidence(),
        groups=rows(_group(), "By direction, in all and by regime"),
        deciding=rows(deciding, "What sizes a trade now, by direction"),
        kelly_fraction=share("c: the part of Kelly that is used"),
        is_example=flag("Whether the account is the example"),
        curve=_curve(),
        benchmark=_benchmark(),
    )


def _evidence() -> Schema:
    return record(
        "Which trades count.",
        sources=keyed(text(), "long", "short", meaning="Whose, by direction"),
        words=text("The same in words"),
        own_trades=count("Own closed trades"),
        own_trades_with_stop=count("Of these, with a stop"),
        own_trades_later=count("Closed after the newest bars"),
        own_trades_needed=count("Before own ones count"),
        scanner_trades=count("Outcomes of the scan's candidates"),
        scan=one_of("built_in", "imported", meaning="Whose scan"),
        level=share("Of every interval"),
        occasions=text("What counts as one occasion"),
    )


def _curve() -> Schema:
    return record(
        "What betting a part of Kelly costs.",
        c=column(number("Part of Kelly", least=0)),
        growth_share=column(share("Part of the best growth")),
        p_half=column(share("Probability of ever being halved")),
        here=count("Place of the account's own part"),
        c_here=share("Part of Kelly, the account's own"),
        growth_share_here=share("Part of the best growth there"),
        p_half_here=share("Probability of ever being halved there"),
    )


def _benchmark() -> Schema:
    return record(
        "Kelly of holding the benchmark all the time.",
        symbol=maybe(text("Symbol")),
        kelly=maybe(number("Continuous Kelly", "times equity")),
        sd=optional(number("Its standard error", "times equity", least=0)),
        interval=optional(row_of(number("", "times equity"), 2, "90 % interval")),
        excess=optional(number("Mean return a year", FRACTION)),
        volatility=optional(number("Volatility a year", FRACTION, least=0)),
        years=optional(number("Of record", "years", least=0)),
        risk_free=optional(number("Taken as", FRACTION)),
        reasons=whys(),
    )


def risk() -> Schema:
    """Of `risk`."""
    return record(
        basis=maybe(one_of("holdings", "recommended", meaning="What the figures are of")),
        is_example=flag("Whether the account is the example"),
        equity=number("The account's", MONEY, least=0),
        currency=text("The account's"),
        volatility=maybe(number("Of the book, annualised", FRACTION, least=0)),
        beta=maybe(number("To the benchmark")),
        var=maybe(rows(_loss("loss that so many sessions keep to with that probability"))),
        es=maybe(rows(_loss("mean loss of the sessions beyond"))),
        kupiec=maybe(rows(_kupiec(), "Whether VaR was right so far")),
        drawdown=maybe(_drawdown()),
        effective_bets=maybe(number("As many independent bets", least=0)),
        stress=maybe(rows(_stress(), "Worst stretches of the record")),
        sharpe=maybe(number("Annualised")),
        sortino=maybe(number("Annualised")),
        calmar=maybe(number("Growth over deepest fall")),
        histogram=maybe(_histogram()),
        clusters=rows(rows(text(), "Symbols"), "What moves together, largest first"),
        positions=count("Positions"),
        heat=maybe(_heat()),
        n=optional(count("Sessions of record", "sessions")),
        coverage=optional(share("Of the book's value, that the market knows")),
        outside=optional(rows(text(), "Symbols that the market does not know")),
        reasons=whys(),
    )


def _loss(meaning: str) -> Schema:
    return record(
        meaning.capitalize() + ".",
        level=share("Probability"),
        sessions=count("Over", "sessions"),
        loss=number("Loss, positive", FRACTION),
        amount=number("Loss, positive", MONEY),
        n=count("Returns it rests on"),
    )


def _kupiec() -> Schema:
    return record(
        level=share("Of the VaR"),
        n=count("Sessions tested", "sessions"),
        breaches=count("Losses beyond it"),
        expected=number("As many were to be expected", least=0),
        ratio=number("Likelihood ratio", least=0),
        p_value=share("As bad a count if it is right"),
        verdict=one_of("kept", "too_many", "too_few"),
    )


def _drawdown() -> Schema:
    deeper = record(depth=share("So deep"), p=share("Probability"))
    ahead = record(
        "Drawn from the record in blocks.",
        sessions=count("Ahead", "sessions"),
        median=number("Median of the deepest fall", FRACTION, most=0),
        bad=number("One in twenty is deeper", FRACTION, most=0),
        at_least=rows(deeper),
        n=count("Sessions of record", "sessions"),
    )
    return record(max=number("Deepest so far", FRACTION, most=0), ahead=maybe(ahead))


def _stress() -> Schema:
    return record(sessions=count("Over", "sessions"), change=number("Change", FRACTION), ended_on=day("When it ended"))


def _histogram() -> Schema:
    mark = record(level=share("Of the VaR"), at=number("Where it lies", FRACTION))
    return record(
        "The returns that one-session VaR is made of.",
        {"from": column(number("Left edge", FRACTION)), "to": column(number("Right edge", FRACTION))},
        n=column(count("Returns")),
        marks=rows(mark),
    )


def _heat() -> Schema:
    return record(
        "What the stops cost.",
        heat_pct=_of_equity("If all are hit"),
        gap_adjusted_pct=_of_equity("If all are jumped over"),
        cap_pct=_of_equity("Heat at most"),
        unknown_gaps=count("Positions whose gaps are not known"),
        unprotected=count("Positions without a stop"),
    )


def history() -> Schema:
    """Of `history`."""
    by_side = {
        "outcomes": number("Outcomes of candidates known by then", least=0),
        "win_rate": share("Of these, gained"),
        "mean_r": number("Mean outcome", "R"),
    }
    return record(
        session=column(day("Session")),
        gross_cap_pct=column(_of_equity("Gross exposure at most")),
        candidates=column(number("On the side that the regime allows", least=0)),
        candidates_long=column(number("Long candidates", least=0)),
        candidates_short=column(number("Short candidates", least=0)),
        **{f"{name}_{side}": column(each) for side in ("long", "short") for name, each in by_side.items()},
    )
