"""Every layout of trades that people have says what it means: hand-made files, told apart by their columns."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import broker_files
import numpy as np
import pytest

from dashboard.errors import UnreadableFile
from dashboard.market.book import ClosedTrade, Holding
from dashboard.market.settlement import Reading, settle
from dashboard.market.sources.trades import read_trades


def day(text: str) -> np.datetime64:
    return np.datetime64(text, "D")


def fills(reading: Reading) -> list[tuple[Any, ...]]:
    """Each execution as (symbol, day, quantity, price, fees, opens)."""
    return [(e.symbol, str(e.on), e.quantity, e.price, e.fees, e.opens) for e in reading.executions]


def read(tmp_path: Path, content: str | bytes, name: str = "some.csv") -> Reading:
    return read_trades(broker_files.text(tmp_path / name, content))


def test_the_traders_own_list_of_trades(tmp_path: Path) -> None:
    reading = read(tmp_path, broker_files.OWN)
    assert reading.trades == (
        ClosedTrade("AAA", "long", 100, day("2018-01-03"), 50, day("2018-01-10"), 56, 48, 20),
        ClosedTrade("BBB", "short", 40, day("2018-01-04"), 30.5, day("2018-01-09"), 33, 32, 0),
    )
    assert reading.holdings == (
        Holding("AAA", 10, 57, 55, day("2018-01-11")),
        Holding("CCC", -5, 1020.5, None, day("2018-01-12")),
    )


def test_the_traders_own_list_of_holdings_also_with_semicolons(tmp_path: Path) -> None:
    assert read(tmp_path, broker_files.HOLDINGS).holdings == (Holding("AAA", 100, 52.5, 50), Holding("BBB", -20, 31))
    assert read(tmp_path, "symbol,quantity,price,stop\n").holdings == ()  # nothing is held, and that is told


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "latin-1"])
def test_encodings_line_ends_and_capitals_do_not_matter(tmp_path: Path, encoding: str) -> None:
    content = broker_files.OWN.replace("symbol,side", "Symbol,SIDE").replace("\n", "\r\n").encode(encoding)
    assert read(tmp_path, content).trades == read(tmp_path, broker_files.OWN).trades


def test_a_european_spreadsheets_decimal_commas(tmp_path: Path) -> None:
    american = broker_files.OWN.replace('"1,020.50"', "1020.50")
    european = american.replace(",", ";").replace("1020.50", "1.020,50").replace("30.5", "30,5")
    assert read(tmp_path, european) == read(tmp_path, american)


def test_commas_that_may_be_decimal_or_thousands_are_refused(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match=r'its numbers \("1,020"\) may have decimal or thousands commas'):
        read(tmp_path, "symbol;quantity;price\nAAA;5;1,020\n")
    with pytest.raises(UnreadableFile, match=r'its numbers \("12,5" and "1.25"\) may have'):
        read(tmp_path, "symbol;quantity;price\nAAA;5;12,5\nBBB;5;1.25\n")
    assert read(tmp_path, "symbol;quantity;price\nAAA;5;1,020\nBBB;5;1.25\n").holdings == (
        Holding("AAA", 5, 1020),
        Holding("BBB", 5, 1.25),
    )


def test_a_zerodha_tradebook_has_fills_with_times_and_no_charges(tmp_path: Path) -> None:
    reading = read(tmp_path, broker_files.TRADEBOOK)
    assert [(e.symbol, e.quantity, e.price, e.second) for e in reading.executions][:3] == [
        ("AAA", 60, 100, 33_600),
        ("AAA", 40, 101, 33_601),
        ("BBB", -30, 200, 34_200),
    ]
    assert reading.notes == (
        "a tradebook tells no charges, so the outcomes of its trades are before costs",
        "lines of other segments than shares were passed over: 1",
    )
    settled = settle({"t.csv": reading})
    assert [(t.symbol, t.side, t.quantity, t.entry_price, t.exit_price) for t in settled.trades] == [
        ("BBB", "short", 30, 200, 190),  # sold first and bought back on the same day
        ("AAA", "long", 70, pytest.approx((60 * 100 + 10 * 101) / 70), 110),
    ]
    assert [(h.symbol, h.quantity, h.price) for h in settled.holdings] == [("AAA", 30, 101)]
    assert [(u.symbol, u.quantity, u.line) for u in settled.unmatched] == [("CCC", -10, 6)]


def test_a_zerodha_tradebook_as_a_workbook_with_its_preamble(tmp_path: Path) -> None:
    file = broker_files.workbook(tmp_path / "t.xlsx", {"Equity": broker_files.TRADEBOOK_SHEET})
    assert fills(read_trades(file)) == [
        ("AAA", "2018-01-03", 100, 100.4, 0, None),
        ("AAA", "2018-01-08", -70, 110, 0, None),
    ]


def test_a_zerodha_tax_statement_section_by_section(tmp_path: Path) -> None:
    sheets = {"Equity and Non Equity": [["Summary"]], "Tradewise Exits": broker_files.EXITS_SHEET}
    reading = read_trades(broker_files.workbook(tmp_path / "taxpnl.xlsx", sheets))
    assert [(t.symbol, t.quantity, str(t.entry_on), str(t.exit_on), t.fees, t.profit) for t in reading.trades] == [
        ("AAA", 70, "2018-01-03", "2018-01-08", 7, pytest.approx(683)),  # 600 + 90 of two lots, after 7 of charges
        ("BBB", 30, "2018-01-04", "2018-01-04", 4, 296),
    ]
    assert reading.notes[1] == "lines without a buy or sell value (bonus shares, transfers) were passed over: 1"


def test_a_zerodha_profit_statement_has_totals_that_are_known_at_its_end(tmp_path: Path) -> None:
    file = broker_files.workbook(tmp_path / "pnl.xlsx", {"Equity": broker_files.TOTALS_SHEET, "Other": [["Dividends"]]})
    reading = read_trades(file)
    assert [(t.symbol, t.quantity, t.entry_price, str(t.exit_on)) for t in reading.trades] == [
        ("AAA", 70, 100, "2018-02-06"),
        ("BBB", 10, 20, "2018-02-06"),
    ]
    assert sum(t.fees for t in reading.trades) == pytest.approx(30)
    assert reading.trades[1].fees == pytest.approx(30 * 310 / 15_000)  # by turnover
    assert reading.holdings == (Holding("AAA", 30, 101), Holding("CCC", -4, 55), Holding("DDD", 8, 12.5))
    assert reading.notes[0] == "its lines are totals of a symbol, so each counts as one trade that ended on 2018-02-06"


def test_an_interactive_brokers_statement_counts_orders_once_and_stocks_alone(tmp_path: Path) -> None:
    reading = read(tmp_path, broker_files.ACTIVITY)
    assert fills(reading) == [
        ("AAA", "2018-01-03", 1000, 50, 5, True),
        ("AAA", "2018-01-10", -500, 54, 2.5, False),
        ("DDD", "2018-01-11", -20, 30, 1, False),
        ("BRK B", "2018-01-12", -10, 200, 1, True),
    ]
    assert reading.holdings == (Holding("CCC", 200, 20.5), Holding("BRK B", -10, 200))
    assert (str(reading.last), reading.notes) == (
        "2018-01-31",
        ("trades in other things than stocks were passed over: 1",),
    )
    settled = settle({"U1.csv": reading})
    assert [(t.symbol, t.quantity, t.fees, t.profit) for t in settled.trades] == [("AAA", 500, 5, 1995)]
    assert [(h.symbol, h.quantity) for h in settled.holdings] == [("BRK B", -10), ("CCC", 200)]  # as the statement says
    assert [(u.symbol, u.quantity, u.line) for u in settled.unmatched] == [("DDD", -20, 17)]


def test_a_statement_without_orders_is_read_by_its_fills(tmp_path: Path) -> None:
    fills_only = "\n".join(line for line in broker_files.ACTIVITY.split("\n") if ",Order,Stocks" not in line)
    fills_only = fills_only.replace("Trades,Data,Order,Forex", "Trades,Data,Trade,Forex")
    assert [(e.quantity, e.fees) for e in read(tmp_path, fills_only).executions] == [(400, 2), (600, 3)]


def test_an_interactive_brokers_flex_query(tmp_path: Path) -> None:
    reading = read(tmp_path, broker_files.FLEX)
    assert fills(reading) == [
        ("AAA", "2018-01-03", 400, 50, 2, True),
        ("AAA", "2018-01-03", 600, 50, 3, True),
        ("AAA", "2018-01-10", -1000, 54, 5, False),
        ("BBB", "2018-01-11", -10, 30, 1, True),
    ]
    assert [(t.quantity, t.profit) for t in settle({"f": reading}).trades] == [(1000, 3990)]


def test_a_flex_query_of_few_columns(tmp_path: Path) -> None:
    reading = read(
        tmp_path, "Symbol,Date/Time,Quantity,TradePrice\nAAA,2018-01-03;10:30:00,10,5\nAAA,2018-01-04,-10,6\n"
    )
    assert [(str(e.on), e.second, e.quantity) for e in reading.executions] == [
        ("2018-01-03", 37_800, 10),
        ("2018-01-04", None, -10),
    ]


def test_a_schwab_list_newest_first_with_dollars_and_the_day_of_the_trade(tmp_path: Path) -> None:
    reading = read(tmp_path, broker_files.SCHWAB)
    assert fills(reading) == [
        ("CCC", "2018-01-29", -10, 5, 0, False),
        ("AAA", "2018-01-30", 200, 10, 4.95, True),
        ("BBB", "2018-02-02", -40, 1200, 4.95, True),
        ("AAA", "2018-02-05", 0.5, 12, 0, True),
        ("BBB", "2018-02-06", 40, 1100, 4.95, False),
        ("AAA", "2018-02-07", -150, 12.5, 0.05, False),
    ]
    assert reading.notes == ("trades in options and other things than stocks were passed over: 1",)
    settled = settle({"s.csv": reading})
    assert [(t.symbol, t.side, t.profit) for t in settled.trades] == [
        ("BBB", "short", pytest.approx(4000 - 9.9)),
        ("AAA", "long", pytest.approx(375 - 0.05 - 4.95 * 0.75)),
    ]
    assert [(h.symbol, h.quantity) for h in settled.holdings] == [("AAA", 50.5)]


def test_a_split_at_schwab_is_told(tmp_path: Path) -> None:
    split = '"02/03/2018","Stock Split","AAA","AAA INC","200","","",""\n'
    reading = read(tmp_path, broker_files.SCHWAB.replace('"02/02/2018"', split + '"02/02/2018"', 1))
    assert reading.notes[1] == "shares of AAA were split, which is not carried into what was bought before"
