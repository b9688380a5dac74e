"""What the document says of the account: its settings, and every change of them."""

from __future__ import annotations

from dashboard.fields import (
    Schema,
    by_name,
    either,
    flag,
    growing,
    maybe,
    moment,
    number,
    one_of,
    percent,
    record,
    rows,
    share,
    text,
    whole,
)  # fmt: skip
from dashboard.gateway.openapi.operation import Operation
from dashboard.market.account import LABELS, LARGEST_LOT, RICHEST, SETTINGS

SHARE_OF_EQUITY = "% of equity"
POSITIVE = {"exclusiveMinimum": 0}


def _part(meaning: str) -> Schema:
    return number(meaning, SHARE_OF_EQUITY, most=100) | POSITIVE


KEPT = record(
    "Every setting.",
    equity=number("What the account is worth", "its currency", most=RICHEST) | POSITIVE,
    currency=text("ISO code of its currency", pattern="^[A-Z]{3}$"),
    risk_per_trade_pct=_part("Most to lose between entry and stop"),
    kelly_fraction=share("The part of Kelly that is used") | POSITIVE,
    position_cap_pct=_part("Largest position"),
    sector_cap_pct=_part("Largest sector"),
    heat_cap_pct=_part("Most to lose if every stop is hit"),
    gross_caps_pct=maybe(
        by_name(percent("", 0, 400), "Gross exposure allowed per regime; a regime not named is as the policy says")
        | {"propertyNames": one_of(*LABELS)}
    ),
    correlated_cap_pct=_part("Most to lose in positions that move together"),
    liquidity_pct=number("Largest part of a stock's daily traded value", "%", most=100) | POSITIVE,
    lot_size=whole("Shares traded at once", "shares", 1, LARGEST_LOT),
    lot_sizes=by_name(whole("", "shares", 1, LARGEST_LOT), "Symbols with another lot"),
    minimum_trade=number("Value under which a trade is not worth making", "its currency", 0, RICHEST),
)
ACCOUNT = growing(
    record(
        settings=KEPT,
        is_example=flag("Whether nobody has set anything yet"),
        labels=rows(one_of(*LABELS), "The regimes that a gross cap can be set for"),
        history=rows(
            record(
                "One change.",
                at=moment("When"),
                by=text("Through what: page, api, command line"),
                changed=by_name(record(before={}, after={}), "Each setting: what it was, what it became"),
            ),
            "Newest first",
        ),
    )
)
SIMPLE = either({"type": "number"}, {"type": "string"}, {"type": "object"}, {"type": "null"})
CHANGES: Schema = {
    "type": "object",
    "description": "The settings to change, by name; one entry of a mapping with a dot. What is not named stays as it is.",
    "minProperties": 1,
    "properties": dict.fromkeys(SETTINGS, SIMPLE),
    "patternProperties": {r"^(gross_caps_pct|lot_sizes)\..+$": SIMPLE},
    "additionalProperties": False,
}

SHOW = Operation("The account's settings and every change of them", answer=ACCOUNT)
CHANGE = Operation(
    "Change the settings that are named, all or none",
    answer=ACCOUNT,
    body=CHANGES,
    example={"equity": 250000, "risk_per_trade_pct": 0.5},
)
