"""What the document says of the account: its settings, and every change of them."""

from __future__ import annotations

from dashboard.fields import (
    Schema,
    by_name,
    either,
    flag,
    growing,
    moment,
    one_of,
    record,
    rows,
    text,
)  # fmt: skip
from dashboard.gateway.openapi.operation import Operation
from dashboard.market.account import LABELS, SETTINGS
from dashboard.market.account_fields import KEPT

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
