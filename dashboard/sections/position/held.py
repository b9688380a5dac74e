"""Held: the trader's holdings at a session, at their own last close, with their sectors."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from dashboard.errors import BadTrade
from dashboard.sections.position.record import Record
from dashboard.sizing.positions import Holding

AT_COST = "This market has no price of it by then, so it stands at what was paid."


@dataclass(frozen=True, slots=True)
class Held:
    """holdings: usable ones. at_cost: symbols without a price in this market. refused: symbol and sentence of unusable ones."""

    holdings: list[Holding]
    at_cost: list[str]
    refused: list[tuple[str, str]]


def held(record: Record, t: int) -> Held:
    """What is held at session t."""
    holdings, at_cost, refused = [], [], []
    for one in record.book(t).holdings:
        price, sector = _market_knows(record, t, one.symbol)
        try:
            holdings.append(Holding(one.symbol, one.quantity, one.price if price is None else price, one.stop, sector))
        except BadTrade as error:
            refused.append((one.symbol, str(error)))
            continue
        at_cost += [one.symbol] if price is None else []
    return Held(holdings, at_cost, refused)


def _market_knows(record: Record, t: int, symbol: str) -> tuple[float | None, str | None]:
    """The symbol's own last close up to session t, and its sector; None for each that the market does not know."""
    if symbol not in record.panel.symbols:
        return None, None
    column = record.panel.column(symbol)
    closes = record.panel.close[: t + 1, column]
    own = np.flatnonzero(~np.isnan(closes))
    return (float(closes[own[-1]]) if len(own) else None), record.panel.instruments[column].sector or None
