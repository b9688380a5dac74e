"""Interactive Brokers' flex query of trades as CSV: one line per fill, whichever of its columns the trader has chosen."""

from __future__ import annotations

from dashboard.errors import UnreadableFile
from dashboard.market.fifo import Execution
from dashboard.market.settlement import Reading
from dashboard.market.sources.trades.interactive_brokers import BROKER, STOCKS, opening
from dashboard.market.sources.trades.sheet import Cells, Moment, Row, find

COLUMNS = ("symbol", "quantity", "tradeprice")
FILLS = ("", "execution", "trade")
DAYS = ("tradedate", "datetime", "date_time")
FORMS = ("iso", "packed")
SIGNS = {"buy": 1, "sell": -1}


def read(sheets: list[Cells]) -> Reading | None:
    """The fills of a flex query; None where it is none."""
    table = find(sheets[0], COLUMNS)
    if table is None:
        return None
    if not set(DAYS) & set(table.columns):
        raise UnreadableFile("it is a flex query without TradeDate or DateTime, so add one of them to the query")
    rows = [row for row in table.rows() if _is_fill(row)]
    stocks = [row for row in rows if not row.has("assetclass") or row.text("assetclass").lower() in STOCKS]
    executions = tuple(_execution(row) for row in stocks)
    days = [each.on for each in executions]
    other = len(rows) - len(stocks)
    return Reading(
        layout="an Interactive Brokers flex query",
        broker=BROKER,
        executions=executions,
        first=min(days, default=None),
        last=max(days, default=None),
        notes=(f"trades in other things than stocks were passed over: {other:,}",) if other else (),
    )


def _is_fill(row: Row) -> bool:
    """Whether a line is a fill, and no repeated header, order or total of several fills."""
    return row.text("symbol").lower() not in ("symbol", "") and row.text("levelofdetail").lower() in FILLS


def _execution(row: Row) -> Execution:
    moment = _moment(row)
    quantity = row.quantity("quantity")
    side = SIGNS.get(row.text("buy_sell").lower().partition(" ")[0])
    return Execution(
        symbol=row.symbol(),
        on=moment.on,
        quantity=quantity if side is None else side * abs(quantity),
        price=row.price("tradeprice"),
        fees=-row.number("ibcommission", default=0.0),
        second=moment.second,
        opens=opening(set(row.text("open_closeindicator").upper().split(";"))),
        line=row.line,
    )


def _moment(row: Row) -> Moment:
    """The day that the exchange traded on, and the time where it is told."""
    timed = next((name for name in ("datetime", "date_time") if row.has(name)), None)
    moment = row.moment(timed or "tradedate", *FORMS)
    if timed is None or not row.has("tradedate"):
        return moment
    on = row.day("tradedate", *FORMS)
    return Moment(on, moment.second if moment.on == on else None)
