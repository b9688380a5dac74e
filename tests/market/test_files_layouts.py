"""One small file for each layout that people have, and what must come out of it, typed by hand."""

from __future__ import annotations

import gzip
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from dashboard.errors import UnreadableFile
from dashboard.market.bars import Bars
from dashboard.market.sources.files import read_bars

NAN = float("nan")


def read(folder: Path, name: str, content: str | bytes) -> Bars:
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return read_bars(path)


def row(bars: Bars, at: int) -> tuple[object, ...]:
    """One row as symbol, day, open, high, low, close, adj_close, volume, line."""
    values = (float(getattr(bars, name)[at]) for name in ("open", "high", "low", "close", "adj_close", "volume"))
    return (bars.symbols[bars.code[at]], str(bars.session[at]), *values, int(bars.line[at]))


def assert_row(bars: Bars, at: int, *expected: object) -> None:
    found = row(bars, at)
    assert found[:2] == expected[:2]
    np.testing.assert_array_equal(found[2:], expected[2:])


def test_yahoo_writes_one_file_per_ticker_with_the_adjusted_close_before_the_volume(tmp_path: Path) -> None:
    bars = read(
        tmp_path,
        "AAPL.csv",
        "Date,Open,High,Low,Close,Adj Close,Volume\n"
        "2015-01-12,112.599998,112.629997,108.800003,109.250000,100.380791,49650800\n"
        "2015-01-13,111.430000,112.800003,108.910004,110.220001,101.272049,67091900\n",
    )
    assert bars.symbols == ("AAPL",)
    assert len(bars) == 2
    assert_row(bars, 0, "AAPL", "2015-01-12", 112.599998, 112.629997, 108.800003, 109.25, 100.380791, 49650800, 2)
    assert_row(bars, 1, "AAPL", "2015-01-13", 111.43, 112.800003, 108.910004, 110.220001, 101.272049, 67091900, 3)


def test_pandas_datareader_puts_high_and_low_before_open(tmp_path: Path) -> None:
    bars = read(
        tmp_path,
        "CBS_data.csv",
        "Date,High,Low,Open,Close,Volume,Adj Close,Name\n2019-12-04,41.78,39.22,39.34,40.77,25531000.0,40.5,CBS\n",
    )
    assert_row(bars, 0, "CBS", "2019-12-04", 39.34, 41.78, 39.22, 40.77, 40.5, 25531000, 2)


def test_kaggle_puts_all_symbols_into_one_file_and_an_empty_cell_is_nan(tmp_path: Path) -> None:
    bars = read(
        tmp_path,
        "all_stocks.csv",
        "date,open,high,low,close,volume,Name\n"
        "2016-04-07,,,,41.56,0,UA\n"
        "2018-02-07,163.085,163.4,159.0685,159.54,51608580,AAPL\n"
        "2016-04-08,41.5,42.0,41.0,41.9,12,UA\n",
    )
    assert bars.symbols == ("UA", "AAPL")
    assert bars.code.tolist() == [0, 1, 0]
    assert_row(bars, 0, "UA", "2016-04-07", NAN, NAN, NAN, 41.56, NAN, 0, 2)
    assert_row(bars, 1, "AAPL", "2018-02-07", 163.085, 163.4, 159.0685, 159.54, NAN, 51608580, 3)


@pytest.mark.parametrize("header", ["timestamp,open,high,low,close,volume", "date,open,high,low,close,volume"])
def test_a_broker_stamps_midnight_in_mumbai_and_the_day_is_not_shifted(tmp_path: Path, header: str) -> None:
    bars = read(tmp_path, "M&M_day.csv", f"{header}\n2024-05-24 00:00:00+05:30,2589.8,2605.0,2572.4,2579.75,2919241\n")
    assert_row(bars, 0, "M&M", "2024-05-24", 2589.8, 2605.0, 2572.4, 2579.75, NAN, 2919241, 2)


def test_alpha_vantage_has_raw_and_adjusted_closes(tmp_path: Path) -> None:
    bars = read(
        tmp_path,
        "DA-NFLX-T-2021-04-21.csv",
        "timestamp,open,high,low,close,adjusted_close,volume,dividend_amount,split_coefficient\n"
        "2010-01-04,55.52,55.73,52.96,53.48,7.63999236,2462800,0.0,1.0\n",
    )
    assert_row(bars, 0, "NFLX", "2010-01-04", 55.52, 55.73, 52.96, 53.48, 7.63999236, 2462800, 2)


def test_stooq_marks_american_tickers_and_writes_days_without_dashes(tmp_path: Path) -> None:
    bars = read(
        tmp_path,
        "aapl.us.txt",
        "<TICKER>,<PER>,<DATE>,<TIME>,<OPEN>,<HIGH>,<LOW>,<CLOSE>,<VOL>,<OPENINT>\r\n"
        "AAPL.US,D,19840907,000000,0.10215,0.10339,0.10092,0.10211,96351188,0\r\n",
    )
    assert_row(bars, 0, "AAPL", "1984-09-07", 0.10215, 0.10339, 0.10092, 0.10211, NAN, 96351188, 2)


def test_investing_com_calls_the_close_price_quotes_everything_and_counts_millions(tmp_path: Path) -> None:
    bars = read(
        tmp_path,
        "NIFTY 50 Historical Data.csv",
        '\ufeff"Date","Price","Open","High","Low","Vol.","Change %"\n'
        '"15-12-2025","26,027.30","25,930.05","26,047.00","25,905.85","181.56M","-0.08%"\n'
        '"12-12-2025","26,046.95","25,971.20","26,057.60","25,938.45","1.2B","0.57%"\n',
    )
    assert_row(bars, 0, "NIFTY 50", "2025-12-15", 25930.05, 26047.0, 25905.85, 26027.3, NAN, 181560000, 2)
    assert_row(bars, 1, "NIFTY 50", "2025-12-12", 25971.2, 26057.6, 25938.45, 26046.95, NAN, 1200000000, 3)


def test_investing_com_after_excel_has_semicolons_and_two_forms_of_month_first(tmp_path: Path) -> None:
    bars = read(
        tmp_path,
        "SPX.csv",
        "\ufeffDate;Price;Open;High;Low;Vol.;Change %\r\n"
        "7-2-2025;6,227.42;6,193.88;6,227.60;6,188.29;;0.47%\r\n"
        "7-1-2025;6,198.01;6,187.25;6,210.78;6,177.97;;-0.11%\r\n"
        "06/30/2025;6,204.95;6,193.36;6,215.08;6,174.97;;0.52%\r\n",
    )
    assert bars.session.astype(str).tolist() == ["2025-07-02", "2025-07-01", "2025-06-30"]
    assert_row(bars, 2, "SPX", "2025-06-30", 6193.36, 6215.08, 6174.97, 6204.95, NAN, NAN, 4)


def test_nasdaq_com_writes_dollars_and_close_slash_last(tmp_path: Path) -> None:
    bars = read(
        tmp_path,
        "MSFT.csv",
        "Date,Close/Last,Volume,Open,High,Low\n01/31/2024,$397.58,47871100,$406.96,$415.32,$397.21\n",
    )
    assert_row(bars, 0, "MSFT", "2024-01-31", 406.96, 415.32, 397.21, 397.58, NAN, 47871100, 2)


def test_the_nse_dump_dates_a_session_by_mtimestamp_not_by_the_evening_before(tmp_path: Path) -> None:
    bars = read(
        tmp_path,
        "dump.csv",
        ",CH_SYMBOL,CH_TRADE_HIGH_PRICE,CH_TRADE_LOW_PRICE,CH_OPENING_PRICE,CH_CLOSING_PRICE,CH_TOT_TRADED_QTY,"
        "CH_TIMESTAMP,TIMESTAMP,mTIMESTAMP\n"
        "0,RELIANCE,2943.95,2901.9,2908.0,2921.5,6278399,2024-02-09,2024-02-08T18:30:00.000Z,09-Feb-2024\n",
    )
    assert_row(bars, 0, "RELIANCE", "2024-02-09", 2908.0, 2943.95, 2901.9, 2921.5, NAN, 6278399, 2)


def test_nse_headers_end_in_blanks_and_months_are_names(tmp_path: Path) -> None:
    bars = read(
        tmp_path,
        "VIX.csv",
        "Date ,Open ,High ,Low ,Close ,Prev. Close ,% Change \n02-JAN-2012,27.11,28.68,27.0,27.53,27.11,1.55\n",
    )
    assert_row(bars, 0, "VIX", "2012-01-02", 27.11, 28.68, 27.0, 27.53, NAN, NAN, 2)


def test_nse_archives_name_company_and_symbol_and_the_symbol_counts(tmp_path: Path) -> None:
    bars = read(
        tmp_path,
        "part.csv",
        "StockName,Symbol,Date,Open,High,Low,Close,PrevClose,Volume\n"
        "State Bank of India,SBIN,2021-12-31,454.25,461.4,453.1,460.45,451.7,5\n",
    )
    assert_row(bars, 0, "SBIN", "2021-12-31", 454.25, 461.4, 453.1, 460.45, NAN, 5, 2)


def test_columns_are_found_by_name_when_close_stands_before_open(tmp_path: Path) -> None:
    bars = read(
        tmp_path, "NIFTY.csv", "date,close,high,low,open,volume\n2007-09-17,4494.65,4549.05,4482.85,4518.45,0\n"
    )
    assert_row(bars, 0, "NIFTY", "2007-09-17", 4518.45, 4549.05, 4482.85, 4494.65, NAN, 0, 2)


def test_missing_columns_are_nan_and_close_alone_is_enough(tmp_path: Path) -> None:
    bars = read(tmp_path, "TWII.csv", "Date,Close\n1997-07-02,8996.68\n1997-07-03,null\n")
    assert_row(bars, 0, "TWII", "1997-07-02", NAN, NAN, NAN, 8996.68, NAN, NAN, 2)
    assert_row(bars, 1, "TWII", "1997-07-03", NAN, NAN, NAN, NAN, NAN, NAN, 3)


def test_yfinance_stacks_fields_over_tickers_over_the_word_date(tmp_path: Path) -> None:
    bars = read(
        tmp_path,
        "download.csv",
        "Price,Close,Close,High,High,Low,Low,Open,Open,Volume,Volume\n"
        "Ticker,SPY,QQQ,SPY,QQQ,SPY,QQQ,SPY,QQQ,SPY,QQQ\n"
        "Date,,,,,,,,,,\n"
        "2025-01-02,584.6,510.2,591.1,516.0,580.5,506.0,589.4,514.6,50203975,47546900\n"
        "2025-01-03,591.9,,592.6,,586.4,,587.5,,37888459,\n"
        "2025-01-06,595.4,526.2,599.7,528.0,593.6,524.0,596.3,525.1,47679442,39000000\n",
    )
    assert bars.symbols == ("SPY", "QQQ")
    assert len(bars) == 5, "QQQ has no bar on 2025-01-03"
    assert_row(bars, 0, "SPY", "2025-01-02", 589.4, 591.1, 580.5, 584.6, NAN, 50203975, 4)
    assert_row(bars, 1, "QQQ", "2025-01-02", 514.6, 516.0, 506.0, 510.2, NAN, 47546900, 4)
    assert_row(bars, 4, "QQQ", "2025-01-06", 525.1, 528.0, 524.0, 526.2, NAN, 39000000, 6)


def test_a_yfinance_dump_with_another_appended_to_its_side_gives_both(tmp_path: Path) -> None:
    bars = read(
        tmp_path,
        "SPY_dump.csv",
        ",Close,High,Low,Open,Volume,\"('Close', 'SPY')\",\"('High', 'SPY')\",\"('Low', 'SPY')\","
        "\"('Open', 'SPY')\",\"('Volume', 'SPY')\"\n"
        "Ticker,SPY,SPY,SPY,SPY,SPY,,,,,\n"
        "Date,,,,,,,,,,\n"
        "2025-10-24,677.25,678.47,675.65,676.46,74356500,,,,,\n"
        "2025-09-29 00:00:00,,,,,,663.68,665.28,661.86,664.36,73499000.0\n",
    )
    assert len(bars) == 2
    assert_row(bars, 0, "SPY", "2025-10-24", 676.46, 678.47, 675.65, 677.25, NAN, 74356500, 4)
    assert_row(bars, 1, "SPY", "2025-09-29", 664.36, 665.28, 661.86, 663.68, NAN, 73499000, 5)


def test_pandas_saves_an_index_without_a_name_or_with_its_name_on_a_line_of_its_own(tmp_path: Path) -> None:
    nameless = read(tmp_path, "SPY.csv", ",Open,Close,Dividends\n2024-05-24 00:00:00-04:00,1,1.5,0\n")
    assert_row(nameless, 0, "SPY", "2024-05-24", 1, NAN, NAN, 1.5, NAN, NAN, 2)
    named = read(tmp_path, "SPY.csv", ",Adj Close,Close,Volume\nDate,,,\n2024-05-24,1,1.5,100\n")
    assert_row(named, 0, "SPY", "2024-05-24", NAN, NAN, NAN, 1.5, 1, 100, 3)
    with pytest.raises(UnreadableFile, match=r'its dates \("0"\) are in no form'):
        read(tmp_path, "SPY.csv", ",Open,Close\n0,1,1.5\n")


def test_lines_above_the_header_are_skipped_and_counted(tmp_path: Path) -> None:
    bars = read(
        tmp_path, "VIX.csv", "Cboe Volatility Index\n\nDATE,OPEN,HIGH,LOW,CLOSE\n2004-01-02,17.96,18.68,17.54,18.22\n"
    )
    assert_row(bars, 0, "VIX", "2004-01-02", 17.96, 18.68, 17.54, 18.22, NAN, NAN, 4)


def test_gzip_utf16_tabs_and_old_macintosh_lines_read_like_anything_else(tmp_path: Path) -> None:
    table = "Date,Close\n2020-01-02,1.5\n2020-01-03,2.5\n"
    wanted = [("X", "2020-01-02", 1.5, 2), ("X", "2020-01-03", 2.5, 3)]
    for content in (
        gzip.compress(table.encode(), mtime=0),
        gzip.compress(table[:20].encode(), mtime=0) + gzip.compress(table[20:].encode(), mtime=0),
        table.encode("utf-16"),
        table.encode("utf-16-le"),
        table.encode("utf-16-be"),
        table.encode("utf-32"),
        table.replace(",", "\t").encode(),
        table.replace(",", "|").encode(),
        table.replace("\n", "\r").encode(),
        table.replace("\n", "\r\n").encode(),
        table.rstrip().encode(),
    ):
        bars = read(tmp_path, "X.csv", content)
        assert [(row(bars, at)[0], row(bars, at)[1], row(bars, at)[5], row(bars, at)[8]) for at in (0, 1)] == wanted


def test_latin_1_in_a_column_that_is_not_needed_does_no_harm(tmp_path: Path) -> None:
    bars = read(tmp_path, "MC.csv", "Date,Société,Close\n2020-01-02,Moët,1.5\n2020-01-03,Moët,x\n".encode("latin-1"))
    assert_row(bars, 0, "MC", "2020-01-02", NAN, NAN, NAN, 1.5, NAN, NAN, 2)


def test_blank_short_and_overlong_lines_cost_themselves_only_and_line_numbers_stay_physical(tmp_path: Path) -> None:
    bars = read(
        tmp_path,
        "all.csv",
        "date,open,high,low,close,volume,Name\n"
        "2020-01-02,1,2,0.5,1.5,10,AA\n"
        "\n"
        "2020-01-03,1,026.30,2,0.5,1.5,10,AA\n"
        '2020-01-06,"1,2,0.5,1.5,10,AA\n'
        "2020-01-07,1,2,0.5,1.6,11,BB,,\n"
        "2020-01-08,1,2\n",
    )
    assert bars.line.tolist() == [2, 4, 5, 6, 7]
    assert_row(bars, 0, "AA", "2020-01-02", 1, 2, 0.5, 1.5, NAN, 10, 2)
    assert np.isnan(bars.close).tolist() == [False, True, True, False, True]
    assert_row(bars, 3, "BB", "2020-01-07", 1, 2, 0.5, 1.6, NAN, 11, 6)


def test_a_damaged_line_in_a_large_file_costs_itself_and_no_line_number_moves(tmp_path: Path) -> None:
    rows = [f"2020-01-{1 + at % 28:02},{at}.5,{at}.25,SYM{at % 7},{'filler' * 4}" for at in range(60_000)]
    rows[31_000] = ""
    rows[40_000] = '2020-01-02,"1.5,2.5,SYM1,x'
    rows[59_999] = "2020-01-02,7"
    bars = read(tmp_path, "all.csv", "date,open,close,symbol,remark\n" + "\n".join(rows))
    assert len(bars) == 59_999
    assert bars.line[[0, 30_999, 31_000, -1]].tolist() == [2, 31_001, 31_003, 60_001]
    at = np.flatnonzero(bars.line == 40_002)[0]
    assert np.isnan(bars.close[at])
    assert_row(bars, at + 1, "SYM3", "2020-01-18", 40001.5, NAN, NAN, 40001.25, NAN, NAN, 40_003)
    assert np.flatnonzero(np.isnan(bars.close)).tolist() == [at, 59_998]


def test_a_ticker_that_reads_like_a_missing_value_is_a_ticker(tmp_path: Path) -> None:
    bars = read(tmp_path, "all.csv", "date,close,symbol\n2020-01-02,1,NA\n2020-01-02,2,NULL\n2020-01-02,3,TRUE\n")
    assert bars.symbols == ("NA", "NULL", "TRUE")


def test_a_quoted_symbol_keeps_its_comma(tmp_path: Path) -> None:
    bars = read(tmp_path, "all.csv", 'date,close,symbol\n2020-01-02,1,"A,B"\n2020-01-02,2,C\n')
    assert bars.symbols == ("A,B", "C")


@pytest.mark.parametrize(
    ("name", "symbol"),
    [
        ("RELIANCE_day.csv", "RELIANCE"),
        ("BRK.B_data.csv", "BRK.B"),
        ("^GSPC.csv", "^GSPC"),
        ("M&M.csv.gz", "M&M"),
        ("DA-AAPL_2012_2021.csv", "AAPL"),
        ("DA-BF.B-T-2021-04-21.csv", "BF.B"),
        ("SBIN_2021.csv", "SBIN"),
        ("NIFTY IT.csv", "NIFTY IT"),
        ("AAPL Historical Data.csv", "AAPL"),
        ("BTC_USD.csv", "BTC_USD"),
        ("NYSE:LMT_data.csv", "LMT"),
        ("aapl.csv", "AAPL"),
        ("ACA.PA.csv", "ACA.PA"),
        ("_data.csv", "_DATA"),
        ("2021.csv", "2021"),
    ],
)
def test_the_symbol_comes_from_the_file_name_where_no_column_says_it(tmp_path: Path, name: str, symbol: str) -> None:
    assert read(tmp_path, name, "Date,Close\n2020-01-02,1\n").symbols == (
        symbol.upper() if symbol == "_data" else symbol,
    )


def test_an_exchange_in_front_of_the_symbol_is_taken_off(tmp_path: Path) -> None:
    bars = read(tmp_path, "NYSE_LMT_data.csv", "Date,Close,Name\n2012-08-13,91.12,NYSE:LMT\n2012-08-14,91.35,LMT\n")
    assert bars.symbols == ("LMT",)
    assert bars.code.tolist() == [0, 0]


def test_a_name_column_with_the_company_gives_way_to_the_file_name(tmp_path: Path) -> None:
    assert read(tmp_path, "AAPL.csv", "Date,Close,Name\n2020-01-02,1,Apple Inc.\n").symbols == ("AAPL",)
    with pytest.raises(UnreadableFile, match="company names instead of symbols, so add a symbol column"):
        read(tmp_path, "all.csv", "Date,Close,Name\n2020-01-02,1,Apple Inc.\n2020-01-02,1,Ford Motor\n")


def test_a_row_without_symbol_takes_the_only_one_and_is_nobodys_among_several(tmp_path: Path) -> None:
    alone = read(tmp_path, "x.csv", "date,close,symbol\n2020-01-02,1,AA\n2020-01-03,2,\n")
    assert (alone.symbols, alone.code.tolist()) == (("AA",), [0, 0])
    several = read(tmp_path, "x.csv", "date,close,symbol\n2020-01-02,1,AA\n2020-01-03,2,\n2020-01-03,2,BB\n")
    assert (several.symbols, several.code.tolist()) == (("AA", "", "BB"), [0, 1, 2])
    nobody = read(tmp_path, "CC.csv", "date,close,symbol\n2020-01-02,1,\n")
    assert nobody.symbols == ("CC",)


def parquet(folder: Path, **columns: pa.Array) -> Bars:
    pq.write_table(pa.table(columns), folder / "table.parquet", row_group_size=2)
    return read_bars(folder / "table.parquet")


def test_parquet_of_several_row_groups_keeps_symbols_in_order_of_appearance_and_counts_rows(tmp_path: Path) -> None:
    bars = parquet(
        tmp_path,
        date=pa.array([date(2020, 1, 2), date(2020, 1, 3), None, date(2020, 1, 3)], pa.date32()),
        symbol=pa.array(["ZZ", "AA", "ZZ", None]),
        open=pa.array([1.0, 2.0, 3.0, 4.0]),
        close=pa.array([1.5, None, 3.5, 4.5]),
        volume=pa.array([9007199254740993, 2, 3, 4], pa.int64()),
    )
    assert bars.symbols == ("ZZ", "AA", "")
    assert bars.code.tolist() == [0, 1, 0, 2]
    assert bars.line.tolist() == [1, 2, 3, 4]
    assert np.isnat(bars.session).tolist() == [False, False, True, False]
    assert_row(bars, 1, "AA", "2020-01-03", 2.0, NAN, NAN, NAN, NAN, 2, 2)


def test_parquet_dates_of_every_type_are_the_exchanges_own_days(tmp_path: Path) -> None:
    midnight = datetime(2024, 5, 24, tzinfo=ZoneInfo("Asia/Kolkata"))
    for column in (
        pa.array([date(2024, 5, 24)], pa.date64()),
        pa.array(["2024-05-24"]),
        pa.array(["2024-05-24"]).dictionary_encode(),
        pa.array([20240524], pa.int64()),
        pa.array(np.array(["2024-05-24"], "datetime64[ns]")),
        pa.array([midnight], pa.timestamp("us", tz="Asia/Kolkata")),
        pa.array([datetime(2024, 5, 24, tzinfo=UTC)], pa.timestamp("ms", tz="UTC")),
    ):
        bars = parquet(tmp_path, Date=column, Close=pa.array([1], pa.int32()))
        assert bars.session.astype(str).tolist() == ["2024-05-24"], column.type
        assert bars.symbols == ("TABLE",)


def test_parquet_written_by_pandas_keeps_its_dates_in_an_index(tmp_path: Path) -> None:
    pandas = pytest.importorskip("pandas")
    frame = pandas.DataFrame({"Close": [1.0, 2.0]}, index=pandas.to_datetime(["2020-01-02", "2020-01-03"]))
    frame.to_parquet(tmp_path / "SPY.parquet")
    assert read_bars(tmp_path / "SPY.parquet").session.astype(str).tolist() == ["2020-01-02", "2020-01-03"]


def test_parquet_numbers_may_be_texts_decimals_and_dictionaries(tmp_path: Path) -> None:
    bars = parquet(
        tmp_path,
        date=pa.array([date(2020, 1, 2)]),
        open=pa.array(["1,234.50"]),
        high=pa.array(["1,240.00"]).dictionary_encode(),
        low=pa.array([None], pa.null()),
        close=pa.array([Decimal("1239.25")]),
    )
    assert_row(bars, 0, "TABLE", "2020-01-02", 1234.5, 1240.0, NAN, 1239.25, NAN, NAN, 1)
