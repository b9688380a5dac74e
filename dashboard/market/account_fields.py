"""The account's settings as a schema: what each means, its unit and its bounds; `account` checks them."""

from __future__ import annotations

from dashboard.fields import Schema, by_name, flag, maybe, number, one_of, percent, record, share, text, whole
from dashboard.market.account import LABELS, LARGEST_LOT, RICHEST

SHARE_OF_EQUITY = "% of equity"
POSITIVE = {"exclusiveMinimum": 0}


def _part(meaning: str) -> Schema:
    return number(meaning, SHARE_OF_EQUITY, most=100) | POSITIVE


SETTINGS: dict[str, Schema] = {
    "equity": number("What the account is worth", "its currency", most=RICHEST) | POSITIVE,
    "currency": text("ISO code of its currency", pattern="^[A-Z]{3}$"),
    "risk_per_trade_pct": _part("Most to lose between entry and stop"),
    "kelly_fraction": share("The part of Kelly that is used") | POSITIVE,
    "position_cap_pct": _part("Largest position"),
    "sector_cap_pct": _part("Largest sector"),
    "heat_cap_pct": _part("Most to lose if every stop is hit"),
    "gross_caps_pct": maybe(
        by_name(percent("", 0, 400), "Gross exposure allowed per regime; a regime not named is as the policy says")
        | {"propertyNames": one_of(*LABELS)}
    ),
    "correlated_cap_pct": _part("Most to lose in positions that move together"),
    "liquidity_pct": number("Largest part of a stock's daily traded value", "%", most=100) | POSITIVE,
    "lot_size": whole("Shares traded at once", "shares", 1, LARGEST_LOT),
    "lot_sizes": by_name(whole("", "shares", 1, LARGEST_LOT), "Symbols with another lot"),
    "minimum_trade": number("Value under which a trade is not worth making", "its currency", 0, RICHEST),
}

KEPT = record("Every setting.", SETTINGS)
SHOWN = record(
    "Every setting, and whether it is the example.", SETTINGS, is_example=flag("Whether nobody has set anything yet")
)
