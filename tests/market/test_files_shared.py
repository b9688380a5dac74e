"""The real files: what each of the 61 malformed ones gives, and every number of every layout against Python's own reading."""

from __future__ import annotations

import csv

import numpy as np
import pyarrow.parquet as pq
import pytest
from shared_data import SHARED, needs_shared

from dashboard.errors import UnreadableFile
from dashboard.market.bars import Bars
from dashboard.market.sources.files import read_bars

NAN = float("nan")

READ = {  # symbol (or how many), rows, first day, last day in file order, close of the last row
    "02_same_series_under_every_name/AAPL_data.csv": ("AAPL", 1258, "2012-08-10", "2017-08-10", 24.92),
    "02_same_series_under_every_name/AMZN_data.csv": ("AMZN", 1258, "2012-08-10", "2017-08-10", 24.92),
    "02_same_series_under_every_name/MMM_data.csv": ("MMM", 1258, "2012-08-10", "2017-08-10", 24.92),
    "02_same_series_under_every_name/MSFT_data.csv": ("MSFT", 1258, "2012-08-10", "2017-08-10", 24.92),
    "03_half_adjusted_and_nan/APH_data.csv": ("APH", 1258, "2012-08-13", "2017-08-11", 77.97),
    "03_half_adjusted_and_nan/FOXA_data.csv": ("FOXA", 1258, "2012-08-13", "2017-08-11", 28.21),
    "03_half_adjusted_and_nan/GOOG_data.csv": ("GOOG", 1258, "2012-08-13", "2017-08-11", 914.39),
    "03_half_adjusted_and_nan/HLT_data.csv": ("HLT", 923, "2013-12-12", "2017-08-11", 61.3),
    "03_half_adjusted_and_nan/HPQ_data.csv": ("HPQ", 1258, "2012-08-13", "2017-08-11", 18.9),
    "03_half_adjusted_and_nan/NYSE_LMT_data.csv": ("LMT", 1258, "2012-08-13", "2017-08-11", 303.75),
    "03_half_adjusted_and_nan/NYSE_NBL_data.csv": ("NBL", 1258, "2012-08-13", "2017-08-11", 24.65),
    "03_half_adjusted_and_nan/NYSE_NWL_data.csv": ("NWL", 1258, "2012-08-13", "2017-08-11", 50.0),
    "04_kaggle_2013_2018_bad_rows.csv": (32, 127, "2016-04-21", "2016-05-16", 39.63),
    "05_kaggle_duplicated_next_day.csv": (8, 48, "2014-07-17", "2017-08-02", 205.41),
    "06_year_2018_relabelled_2021/AAL_data.csv": ("AAL", 1259, "2013-02-08", "2021-02-07", 51.4),
    "06_year_2018_relabelled_2021/A_data.csv": ("A", 1259, "2013-02-08", "2021-02-07", 68.06),
    "07_yahoo_delisted_and_dup/BHF_data.csv": ("BHF", 741, "2015-01-12", "2020-01-10", 39.11000061035156),
    "07_yahoo_delisted_and_dup/CBS_data.csv": ("CBS", 1235, "2015-01-12", "2019-12-04", 0.0),
    "07_yahoo_delisted_and_dup/COL_data.csv": ("COL", 88, "2019-02-27", "2020-01-08", 59.0),
    "07_yahoo_delisted_and_dup/CSRA_data.csv": ("CSRA", 17, "2018-01-04", "2018-04-03", 41.22999954223633),
    "07_yahoo_delisted_and_dup/JNJ_data.csv": ("JNJ", 1256, "2015-01-12", "2020-01-10", 145.05999755859375),
    "07_yahoo_delisted_and_dup/STI_data.csv": ("STI", 1237, "2015-01-12", "2019-12-06", 70.12999725341797),
    "07_yahoo_delisted_and_dup/VIAB_data.csv": ("VIAB", 1235, "2015-01-12", "2019-12-04", 24.219999313354492),
    "08_dead_ticker/SCG_data.csv": ("SCG", 1259, "2016-05-16", "2021-05-14", 0.061250001192092896),
    "08_dead_ticker/XL_data.csv": ("XL", 429, "2019-09-03", "2021-05-14", 5.949999809265137),
    "09_nse_series_mixed/3MINDIA.csv": ("3MINDIA", 731, "2022-12-30", "2020-01-01", 21721.95),
    "09_nse_series_mixed/ABB_1999.csv": ("ABB", 271, "1999-12-30", "1999-01-01", 504.25),
    "09_nse_series_mixed/IRFC_2021H1.csv": ("IRFC", 2052, "2021-09-30", "2021-01-01", 1066.99),
    "09_nse_series_mixed/SBIN_2021.csv": ("SBIN", 310, "2021-12-31", "2021-01-01", 279.4),
    "10_unadjusted_splits/DA-AAPL_2012_2021.csv": ("AAPL", 2340, "2012-01-03", "2021-04-21", 133.5),
    "10_unadjusted_splits/DA-GOOGL_2013_2015.csv": ("GOOGL", 756, "2013-01-02", "2015-12-31", 778.01),
    "10_unadjusted_splits/EICHERMOT.csv": ("EICHERMOT", 1278, "2024-03-28", "2019-01-01", 23195.1),
    "10_unadjusted_splits/RELIANCE.csv": ("RELIANCE", 2253, "2024-03-28", "2015-01-01", 887.9),
    "11_index_zeros_and_gaps/INDIA VIX.csv": ("INDIA VIX", 662, "2020-01-01", "2022-08-26", 18.22),
    "11_index_zeros_and_gaps/NIFTY BANK.csv": ("NIFTY BANK", 1509, "2000-01-01", "2005-12-30", 4534.2),
    "11_index_zeros_and_gaps/NIFTY IT.csv": ("NIFTY IT", 1508, "2000-01-03", "2005-12-30", 3906.9),
    "12_date_formats/hermes_day_month_swapped_nifty.csv": (1, 209, "2016-01-04", "2016-12-30", 8185.7998046875),
    "12_date_formats/india_vix_DD-MM-YYYY.csv": (1, 59, "2009-03-02", "2009-06-02", 40.17),
    "12_date_formats/investing_com_BOM_quoted.csv": (1, 79, "2025-12-15", "2025-08-21", 25083.75),
    "12_date_formats/investing_com_semicolon_BOM.csv": (1, 79, "2025-07-02", "2025-03-11", 5572.07),
    "12_date_formats/nse_india_vix_DD-MMM-YYYY_spaces_in_header.csv": (1, 59, "2012-01-02", "2012-03-23", 23.34),
    "12_date_formats/predictram_^INDIAVIX_mixed.csv": (1, 246, "2023-01-27", "2024-01-24", 14.375),
    "12_date_formats/predictram_^NSEI.csv": (1, 245, "2023-01-27", "2024-01-24", 21453.94922),
    "12_date_formats/stooq_aapl.us.txt": ("AAPL", 59, "1984-09-07", "1984-11-29", 0.09782),
    "13_yfinance_multiheader.csv": ("SPY", 5, "2025-10-23", "2025-10-23", 671.760009765625),
    "14_missing_columns/culolom_^TWII.csv": (1, 199, "1997-07-02", "1998-04-29", 8348.3095703125),
    "14_missing_columns/frosty_nifty_close_first.csv": (1, 399, "2007-09-17", "2009-05-12", 3681.10009765625),
    "14_missing_columns/hektor_ACA.PA_null_rows.csv": (1, 683, "2021-01-04", "2023-08-28", 11.574),
    "14_missing_columns/hektor_^VIX_null_rows.csv": (1, 691, "2021-01-04", "2023-08-28", 15.08),
    "14_missing_columns/tzjtan_CSI_300.csv": (1, 1319, "2021-03-11", "2026-08-18", NAN),
    "14_missing_columns/youssef_EURUSD_no_volume.csv": (1, 199, "2003-12-01", "2004-09-02", 1.217300295829773),
    "15_extreme_values/SQQQ.csv": ("SQQQ", 799, "2010-02-11", "2013-04-16", 51296.0),
    "15_extreme_values/UVXY.csv": ("UVXY", 2802, "2011-10-04", "2022-11-18", 8.73),
    "16_nse_api_dump/RELIANCE.csv": ("RELIANCE", 59, "2024-02-09", "2023-12-11", 2459.35),
    "17_partial_last_bar/GSPC_culolom_tail.csv": (1, 30, "2026-07-13", "2026-08-21", 7674.3701171875),
    "17_partial_last_bar/GSPC_marketlab_tail.csv": (1, 30, "2026-07-13", "2026-08-21", 7674.3701171875),
    "18_seven_day_calendar/BTC_USD.csv": ("BTC_USD", 730, "2017-01-01", "2018-12-31", 3742.700439453125),
    "19_demerger_unadjusted/ABFRL_day.csv": ("ABFRL", 248, "2024-05-24", "2025-05-23", 88.55),
    "19_demerger_unadjusted/QUESS_day.csv": ("QUESS", 248, "2024-05-24", "2025-05-23", 331.35),
}
REFUSED = {
    "01_api_error_saved_as_csv/DA-BF.B-T-2021-04-21.csv": 'it holds an answer in JSON ("{ Error Message }") instead of a table, so',
    "12_date_formats/coinmarketcap_excel_mangled.csv": 'its numbers ("1.057.030.998.551.800") were destroyed by a spreadsheet',
}
VALUES_MISSING = {  # closes, opens, volumes that are NaN
    "03_half_adjusted_and_nan/GOOG_data.csv": (0, 0, 406),
    "11_index_zeros_and_gaps/NIFTY BANK.csv": (0, 1368, 923),
    "14_missing_columns/culolom_^TWII.csv": (0, 199, 0),
    "14_missing_columns/hektor_ACA.PA_null_rows.csv": (2, 2, 2),
    "14_missing_columns/hektor_^VIX_null_rows.csv": (24, 24, 24),
    "14_missing_columns/youssef_EURUSD_no_volume.csv": (0, 0, 199),
    "15_extreme_values/UVXY.csv": (0, 0, 0),
}


@needs_shared
def test_every_malformed_file_is_in_the_table() -> None:
    found = {
        f.relative_to(SHARED / "nasty").as_posix()
        for f in (SHARED / "nasty").rglob("*")
        if f.suffix in (".csv", ".txt")
    }
    assert READ.keys() | REFUSED.keys() == found
    assert len(found) == 61


@needs_shared
@pytest.mark.parametrize("name", READ)
def test_a_malformed_file_gives_its_rows(name: str) -> None:
    symbol, rows, first, last, close = READ[name]
    bars = read_bars(SHARED / "nasty" / name)
    if isinstance(symbol, str):
        assert bars.symbols == (symbol,)
    else:
        assert len(bars.symbols) == symbol
    assert (len(bars), str(bars.session[0]), str(bars.session[-1])) == (rows, first, last)
    np.testing.assert_equal(bars.close[-1], close)
    assert not np.isnat(bars.session).any()
    header_lines = 3 if name.startswith("13") else 1
    np.testing.assert_array_equal(bars.line, np.arange(rows) + header_lines + 1)


@needs_shared
@pytest.mark.parametrize("name", REFUSED)
def test_a_malformed_file_is_refused_by_its_sentence(name: str) -> None:
    with pytest.raises(UnreadableFile) as caught:
        read_bars(SHARED / "nasty" / name)
    assert str(caught.value).startswith(REFUSED[name])


@needs_shared
@pytest.mark.parametrize("name", VALUES_MISSING)
def test_what_a_file_does_not_say_is_nan(name: str) -> None:
    bars = read_bars(SHARED / "nasty" / name)
    missing = tuple(int(np.isnan(column).sum()) for column in (bars.close, bars.open, bars.volume))
    assert missing == VALUES_MISSING[name]


@needs_shared
def test_the_nse_dump_keeps_its_special_saturday_and_has_no_sunday() -> None:
    bars = read_bars(SHARED / "nasty" / "16_nse_api_dump" / "RELIANCE.csv")
    assert bars.session[~np.is_busday(bars.session)].astype(str).tolist() == ["2024-01-20"]


def plainly_read(name: str) -> dict[str, list[str]]:
    """A plain CSV's columns by lower-case name, read by Python's own csv module."""
    with (SHARED / "layouts" / name).open(newline="") as file:
        header, *rows = list(csv.reader(file))
    return {column.lower(): list(cells) for column, cells in zip(header, zip(*rows, strict=True), strict=True)}


def assert_same(bars: Bars, column: str, texts: list[str]) -> None:
    numbers = np.array([float(text) if text else np.nan for text in texts])
    np.testing.assert_array_equal(getattr(bars, column), numbers, err_msg=column)


LAYOUTS = (
    sorted(f.relative_to(SHARED / "layouts").as_posix() for f in (SHARED / "layouts").rglob("*.csv"))
    if SHARED.is_dir()
    else []
)


@needs_shared
@pytest.mark.parametrize("name", LAYOUTS)
def test_every_value_of_every_layout_is_what_python_reads(name: str) -> None:
    bars = read_bars(SHARED / "layouts" / name)
    columns = plainly_read(name)
    spelled = {"adj close": "adj_close", "adjusted_close": "adj_close"}
    for column, texts in columns.items():
        if (field := spelled.get(column, column)) in ("open", "high", "low", "close", "adj_close", "volume"):
            assert_same(bars, field, texts)
    dates = columns.get("date") or columns["timestamp"]
    assert bars.session.astype(str).tolist() == [text[:10] for text in dates]
    file_symbol = name.split("/")[1].removesuffix(".csv").removeprefix("DA-").removesuffix("-T-2021-04-21")
    named = columns.get("name") or columns.get("ticker") or [file_symbol] * len(dates)
    assert [bars.symbols[code] for code in bars.code] == named


@needs_shared
@pytest.mark.parametrize(
    ("name", "rows", "symbols", "first", "last"),
    [
        ("us-2010-2019/stocks.parquet", 1_198_267, 501, ("A", "2010-01-04", 31.3), ("ZTS", "2019-12-31", 132.35)),
        ("us-2010-2019/indices.parquet", 15_096, 6, ("DJI", "2010-01-04", 10583.96), ("VIX", "2019-12-31", 13.78)),
        ("us-kaggle-2013-2018/stocks.parquet", 619_040, 505, ("A", "2013-02-08", 45.08), ("ZTS", "2018-02-07", 73.86)),
        ("us-indices-1950-1999/indices.parquet", 22_282, 3, ("GSPC", "1950-01-03", 16.66), ("VIX", "1999-10-29", 22.2)),
    ],
)
def test_the_big_parquet_files(
    name: str, rows: int, symbols: int, first: tuple[str, str, float], last: tuple[str, str, float]
) -> None:
    bars = read_bars(SHARED / name)
    assert (len(bars), len(bars.symbols)) == (rows, symbols)
    for at, (symbol, day, close) in ((0, first), (-1, last)):
        assert (bars.symbols[bars.code[at]], str(bars.session[at]), float(bars.close[at])) == (symbol, day, close)
    table = pq.read_table(SHARED / name)
    middle = range(0, rows, rows // 97)
    for at in middle:
        row = table.slice(at, 1).to_pylist()[0]
        assert (bars.symbols[bars.code[at]], bars.session[at].item()) == (row["symbol"], row["date"])
        np.testing.assert_equal(
            [bars.open[at], bars.high[at], bars.low[at], bars.close[at], bars.volume[at], bars.line[at]],
            [row["open"], row["high"], row["low"], row["close"], row["volume"], at + 1],
        )
