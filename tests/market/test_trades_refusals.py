"""What is no file of trades, or makes no sense, or is of another market or year, is refused by one sentence."""

from __future__ import annotations

import contextlib
from pathlib import Path

import broker_files
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dashboard.errors import UnreadableFile
from dashboard.market.book import ClosedTrade
from dashboard.market.fifo import Execution
from dashboard.market.settlement import Reading
from dashboard.market.sources.trades import read_trades
from dashboard.market.sources.trades.belonging import Record, belonging

ROW = "symbol,side,quantity,entry_on,entry_price,exit_on,exit_price,stop,fees\nAAA,long,10,2018-01-03,50,2018-01-04,51,49,0\n"
DAY = np.datetime64("2018-01-03")
RECORD = Record("Tiny", {"AAA", "BRK.B", "CC-X", "CC.X"}, DAY - 30, DAY + 30, DAY + 31)


def refusal(file: Path) -> str:
    with pytest.raises(UnreadableFile) as caught:
        read_trades(file)
    return str(caught.value)


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        (
            "BBB,long,ten,2018-01-03,50,,,,",
            'line 3: quantity is "ten", which is no number, so nothing of the file was stored',
        ),
        (
            "BBB,long,1e12,2018-01-03,50,,,,",
            'line 3: quantity is "1e12", and more than 1,000,000,000 shares are no trade',
        ),
        ("BBB,long,0,2018-01-03,50,,,,", 'line 3: quantity is "0", and a trade of no shares is none'),
        ("BBB,long,-5,2018-01-03,50,,,,", 'line 3: quantity is "-5"; it must be above 0, and side says which way'),
        ("BBB,long,nan,2018-01-03,50,,,,", 'line 3: quantity is "nan", which is no number'),
        ("BBB,long,5,2018-01-03,inf,,,,", 'line 3: entry_price is "inf", which is no number'),
        ("BBB,long,5,2018-01-03,0,,,,", 'line 3: entry_price is "0", which no share costs'),
        ('BBB,long,5,2018-01-03,"12,5",,,,', 'line 3: entry_price is "12,5", which is no number'),
        ("BBB,sideways,5,2018-01-03,50,,,,", 'line 3: side is "sideways"; it must be long or short'),
        ("BBB,long,5,03.01.2018,50,,,,", 'line 3: entry_on is "03.01.2018", which is no day as YYYY-MM-DD'),
        ("BBB,long,5,2018-02-30,50,,,,", 'line 3: entry_on is "2018-02-30", which is no day'),
        ("BBB,long,5,2018-01-03,50,2018-01-02,51,,", "line 3: exit_on 2018-01-02 lies before entry_on 2018-01-03"),
        ("BBB,long,5,2018-01-03,50,2018-01-04,,,", "line 3: exit_price is missing beside the other half of the exit"),
        ("BBB,long,5,2018-01-03,50,,,51,", "line 3: the stop 51 of a long trade must lie below its entry price 50"),
        ("BBB,short,5,2018-01-03,50,,,50,", "line 3: the stop 50 of a short trade must lie above its entry price 50"),
        (",long,5,2018-01-03,50,,,,", 'line 3: symbol is "", which is no symbol'),
    ],
)
def test_one_line_that_makes_no_sense_refuses_the_whole_list(tmp_path: Path, line: str, sentence: str) -> None:
    assert refusal(broker_files.text(tmp_path / "trades.csv", ROW + line + "\n")).startswith(sentence)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("", "it is empty"),
        ("<html><title>Log in</title></html>", 'it holds a web page titled "Log in"'),
        ("Date,Open,High,Low,Close\n2018-01-03,1,2,1,2\n", 'it is no file of trades that is known (it begins with "Date, Open,'),
        ("symbol,quantity,price,side\nAAA,1,2,buy\n", "it is no file of trades that is known"),
        (b"\x00\x01\x02" * 50, "it holds binary data"),
        (b"PK\x03\x04 and no more", "it is a workbook that breaks off or is damaged"),
        ('symbol,quantity,price\n"AAA,1,2\n', "its text breaks off or is damaged"),
        (broker_files.TRADEBOOK_HEADER + "\n", "it is a Zerodha tradebook without a single trade of a stock"),
        ("Symbol,Quantity,TradePrice\nAAA,1,2\n", "it is a flex query without TradeDate or DateTime"),
        (broker_files.TRADEBOOK.replace(",sell,", ",gift,"), 'line 4: trade_type is "gift"; it must be buy or sell'),
        (broker_files.SCHWAB.replace("$12.50", "$twelve"), 'line 3: price is "$twelve", which is no number'),
        (broker_files.SCHWAB.replace("02/06/2018", "31/06/2018"), 'line 4: date is "31/06/2018", which is no day as MM/DD/YYYY'),
        (broker_files.ACTIVITY.replace('"1,000"', "many"), 'line 12: quantity is "many", which is no number'),
    ],
)  # fmt: skip
def test_what_is_no_file_of_trades_is_refused_by_one_sentence(
    tmp_path: Path, content: str | bytes, sentence: str
) -> None:
    assert refusal(broker_files.text(tmp_path / "some.csv", content)).startswith(sentence)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    assert refusal(tmp_path / "none.csv") == "it cannot be opened (No such file or directory)"


def test_a_profit_statement_that_does_not_say_its_period(tmp_path: Path) -> None:
    rows = [row for row in broker_files.TOTALS_SHEET if "P&L Statement" not in str(row)]
    assert "does not say its period" in refusal(broker_files.workbook(tmp_path / "pnl.xlsx", {"Equity": rows}))


def reading(*executions: Execution) -> Reading:
    return Reading("a list", "someone", executions=executions)


def test_a_file_of_another_market_is_refused() -> None:
    with pytest.raises(UnreadableFile) as caught:
        belonging(reading(*(Execution(symbol, DAY, 1, 1) for symbol in ("TCS", "INFY", "HDFC", "SBIN"))), RECORD)
    assert str(caught.value) == "none of its 4 symbols (HDFC, INFY, SBIN, …) is in Tiny, so it is of another market"


def test_a_file_of_another_year_is_refused() -> None:
    with pytest.raises(UnreadableFile) as caught:
        belonging(reading(Execution("AAA", DAY - 365, 1, 1), Execution("AAA", DAY - 360, -1, 1)), RECORD)
    assert str(caught.value) == (
        "its trades (2017-01-03 to 2017-01-08) lie outside the record of Tiny (2017-12-04 to 2018-02-02), so it is of another year"
    )


def test_a_day_that_is_still_to_come_is_refused() -> None:
    trade = ClosedTrade("AAA", "long", 1, DAY, 1, DAY + 32, 1)
    with pytest.raises(UnreadableFile, match="it tells of 2018-02-04, which is still to come, so correct its dates"):
        belonging(Reading("a list", "own", trades=(trade,)), RECORD)


def test_what_lies_partly_outside_is_kept_and_noted() -> None:
    kept = belonging(reading(Execution("AAA", DAY, 1, 1), Execution("ZZZ", DAY - 31, 1, 1)), RECORD)
    assert len(kept.executions) == 2
    assert kept.notes == (
        "not in Tiny: 1 of its 2 symbols (ZZZ)",
        "outside the record (2017-12-04 to 2018-02-02): 1 of its 2 days of trading",
    )


def test_a_symbol_is_spelt_as_the_market_spells_it_where_that_is_certain() -> None:
    spelt = belonging(reading(Execution("BRK B", DAY, 1, 1), Execution("CC/X", DAY, 1, 1)), RECORD)
    assert [each.symbol for each in spelt.executions] == ["BRK.B", "CC/X"]


FILES = (broker_files.OWN, broker_files.TRADEBOOK, broker_files.ACTIVITY, broker_files.FLEX, broker_files.SCHWAB)


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    content=st.sampled_from(FILES),
    at=st.integers(0, 2_000),
    cut=st.integers(0, 40),
    put=st.text(alphabet=st.characters(codec="utf-8"), max_size=12),
)
def test_a_damaged_file_is_read_or_refused_and_nothing_else(
    tmp_path: Path, content: str, at: int, cut: int, put: str
) -> None:
    file = broker_files.text(tmp_path / "damaged.csv", content[:at] + put + content[at + cut :])
    with contextlib.suppress(UnreadableFile):
        found = read_trades(file)
        assert all(np.isfinite([e.quantity, e.price, e.fees]).all() and e.quantity for e in found.executions)
        assert all(np.isfinite(t.profit) and t.quantity > 0 for t in found.trades)
