"""The trader's own lists: trades.csv, one trade per line with its stop, and holdings.csv, one holding per line."""

from __future__ import annotations

from dashboard.market.book import ClosedTrade, Holding, Side
from dashboard.market.settlement import OWN, Reading
from dashboard.market.sources.trades.sheet import Cells, Row, find

TRADES = ("symbol", "side", "quantity", "entry_on", "entry_price")
HOLDINGS = ("symbol", "quantity", "price")
OF_TRADES = {
    "side",
    "action",
    "type",
    "trade_type",
    "buy_sell",
    "date",
    "trade_date",
    "time",
    "entry_on",
    "exit_on",
    "amount",
}
SIDES: dict[str, Side] = {"long": "long", "buy": "long", "l": "long", "short": "short", "sell": "short", "s": "short"}


def read_trades(sheets: list[Cells]) -> Reading | None:
    """A list of trades; one without an exit is held. None where it is no such list."""
    table = find(sheets[0], TRADES)
    if table is None:
        return None
    rows = list(table.rows())
    trades = tuple(_trade(row) for row in rows if _is_closed(row))
    days = [day for each in trades for day in (each.entry_on, each.exit_on)]
    return Reading(
        layout="a list of trades",
        broker=OWN,
        trades=trades,
        holdings=tuple(_open(row) for row in rows if not _is_closed(row)),
        first=min(days, default=None),
        last=max(days, default=None),
    )


def read_holdings(sheets: list[Cells]) -> Reading | None:
    """A list of holdings, short ones with a quantity below 0. None where it is no such list, or one of trades."""
    table = find(sheets[0], HOLDINGS)
    if table is None or OF_TRADES & set(table.columns):
        return None
    held = tuple(_holding(row) for row in table.rows())
    return Reading(layout="a list of holdings", broker=OWN, holdings=held, whole=True)


def _is_closed(row: Row) -> bool:
    """Whether the line has an exit; half an exit refuses the file."""
    if row.has("exit_on") != row.has("exit_price"):
        missing = "exit_price" if row.has("exit_on") else "exit_on"
        raise row.refusal(f"{missing} is missing beside the other half of the exit")
    return row.has("exit_on")


def _trade(row: Row) -> ClosedTrade:
    side, quantity = _side_and_quantity(row)
    trade = ClosedTrade(
        symbol=row.symbol(),
        side=side,
        quantity=quantity,
        entry_on=row.day("entry_on"),
        entry_price=row.price("entry_price"),
        exit_on=row.day("exit_on"),
        exit_price=row.price("exit_price"),
        stop=_stop(row, side),
        fees=row.number("fees", default=0.0),
    )
    if trade.exit_on < trade.entry_on:
        raise row.refusal(f"exit_on {trade.exit_on} lies before entry_on {trade.entry_on}")
    return trade


def _open(row: Row) -> Holding:
    side, quantity = _side_and_quantity(row)
    signed = quantity if side == "long" else -quantity
    return Holding(row.symbol(), signed, row.price("entry_price"), _stop(row, side), row.day("entry_on"))


def _side_and_quantity(row: Row) -> tuple[Side, float]:
    side = SIDES.get(row.text("side").lower())
    if side is None:
        raise row.refusal(f"side is {row.quoted('side')}; it must be long or short")
    quantity = row.quantity("quantity")
    if quantity < 0:
        raise row.refusal(f"quantity is {row.quoted('quantity')}; it must be above 0, and side says which way")
    return side, quantity


def _stop(row: Row, side: Side) -> float | None:
    """The stop where the trade began; on the other side of the entry it could not have been one."""
    if not row.has("stop"):
        return None
    stop, entry = row.price("stop"), row.price("entry_price")
    if (stop >= entry) if side == "long" else (stop <= entry):
        where = "below" if side == "long" else "above"
        raise row.refusal(f"the stop {stop:g} of a {side} trade must lie {where} its entry price {entry:g}")
    return stop


def _holding(row: Row) -> Holding:
    return Holding(
        row.symbol(),
        row.quantity("quantity"),
        row.price("price"),
        row.price("stop") if row.has("stop") else None,
        row.day("opened_on") if row.has("opened_on") else None,
    )
