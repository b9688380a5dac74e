"""What a market folder says about itself, and which of its files are bars."""

from __future__ import annotations

import contextlib
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shared_data import SHARED, needs_shared

from dashboard.errors import BadMarketFolder
from dashboard.market.folder import MarketFolder, book_files, open_folder
from dashboard.market.panel import Instrument, Market


def folder_of(place: Path, **files: str) -> Path:
    """A folder with one bar file and the given others; `__` in a name stands for a dot."""
    (place / "AAPL.csv").write_text("Date,Close\n2020-01-02,1\n")
    for name, text in files.items():
        (place / name.replace("__", ".")).write_text(text, encoding="utf-8")
    return place


def refusal(path: Path) -> str:
    with pytest.raises(BadMarketFolder) as caught:
        open_folder(path)
    return str(caught.value)


def test_market_toml_and_universe_csv_say_what_the_market_is(tmp_path: Path) -> None:
    folder = open_folder(
        folder_of(
            tmp_path,
            market__toml='name = "India"\ncalendar = "XBOM"\ncurrency = "INR"\nlot = 5\nbenchmark = "NIFTY"\n'
            'volatility = "VIX"\nindices = ["NIFTY", "BANK"]\nadjusted = "splits"\n',
            universe__csv="\ufeffSymbol,Name,Sector,Kind,Listed,Delisted\n"
            'INFY,"Infosys, Ltd",Information Technology,stock,1993-06-14,\n'
            "NIFTY,Nifty 50,,index,,\n\n"
            "GONE,,,,,2012-03-30\nVIX,,,\n",
        )
    )
    assert folder.market == Market("India", "XBOM", "INR", 5, "NIFTY", "VIX", ("NIFTY", "BANK"), "splits")
    assert folder.instruments == (
        Instrument("INFY", "Infosys, Ltd", "stock", "Information Technology", np.datetime64("1993-06-14")),
        Instrument("NIFTY", "Nifty 50", "index"),
        Instrument("GONE", delisted=np.datetime64("2012-03-30")),
        Instrument("VIX", kind="volatility"),
        Instrument("BANK", kind="index"),
    )
    assert folder.notes == ()


def test_without_market_toml_the_folder_gives_the_name_and_new_york_is_assumed_aloud(tmp_path: Path) -> None:
    place = tmp_path / "My stocks"
    place.mkdir()
    folder = open_folder(folder_of(place))
    assert folder.market == Market(name="My stocks", calendar="XNYS")
    assert folder.instruments == ()
    assert folder.notes == (
        "There is no market.toml: the name is 'My stocks' and the calendar XNYS (New York).",
        "There is no universe.csv: every other symbol in the bars is taken for a stock without a sector.",
    )


def test_without_universe_csv_the_indices_and_the_volatility_are_known_from_market_toml(tmp_path: Path) -> None:
    text = 'calendar = "XNYS"\nbenchmark = "SPX"\nindices = ["NDX", "NDX"]\nvolatility = "VIX"\n'
    folder = open_folder(folder_of(tmp_path, market__toml=text))
    assert folder.market.indices == ("NDX",)
    assert [(i.symbol, i.kind) for i in folder.instruments] == [
        ("NDX", "index"),
        ("VIX", "volatility"),
        ("SPX", "index"),
    ]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("name = ", "market.toml is not valid TOML (Invalid value (at end of document)), so nothing was imported"),
        (
            "nmae = 'x'",
            "market.toml has an unknown key 'nmae'; the keys are name, calendar, currency, lot, benchmark, ",
        ),
        ("name = 5", "name in market.toml is 5; it must be a text in quotes"),
        ("name = ''", "name in market.toml is ''; it must be a text in quotes"),
        ("calendar = ['XNYS']", "calendar in market.toml is ['XNYS']; it must be a text in quotes"),
        ("lot = true", "lot in market.toml is True; it must be a whole number"),
        ("lot = 1.5", "lot in market.toml is 1.5; it must be a whole number"),
        ("lot = 0", "lot in market.toml is 0; it must be from 1 to 1,000,000,000"),
        ("indices = 'SPX'", "indices in market.toml is 'SPX'; it must be a list of symbols in quotes"),
        ("indices = ['SPX', 3]", "indices in market.toml is ['SPX', 3]; it must be a list of symbols in quotes"),
        ("adjusted = true", "adjusted in market.toml is True; it must be a text in quotes"),
        ("adjusted = 'yes'", 'adjusted in market.toml is \'yes\'; it must be "none", "splits" or "all"'),
        ("demo = 'no'", "demo in market.toml is 'no'; it must be true or false"),
        ("a = " + "[" * 5000, "market.toml is not valid TOML"),
        ("lot = " + "9" * 5000, "market.toml is not valid TOML"),
    ],
)
def test_a_market_toml_that_makes_no_sense_is_refused_by_one_sentence(tmp_path: Path, text: str, sentence: str) -> None:
    assert refusal(folder_of(tmp_path, market__toml=text)).startswith(sentence)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "universe.csv has no symbol column (its columns are none), so name one"),
        ("ticker,name\nA,Agilent\n", "universe.csv has no symbol column (its columns are ticker, name), so name one"),
        (
            "symbol,kind\nA,share\n",
            "line 2 of universe.csv has the kind 'share'; the kinds are stock, index, volatility",
        ),
        ("symbol,name\nA,Agilent\n,Nobody\n", "line 3 of universe.csv has no symbol, so name it or delete the line"),
        ("symbol\nA\nB\nA\n", "universe.csv lists A twice, so delete one of the lines"),
        (
            "symbol,listed\nA,04/01/1999\n",
            "line 2 of universe.csv has listed = '04/01/1999'; it must be a date as YYYY-MM-DD",
        ),
        (
            "symbol,listed\nA,1999-02-30\n",
            "line 2 of universe.csv has listed = '1999-02-30'; it must be a date as YYYY-MM-DD",
        ),
        (
            "symbol,listed,delisted\nA,2001-01-02,1999-01-04\n",
            "line 2 of universe.csv has A delisted before it was listed, so correct the dates",
        ),
        (
            "symbol,kind\nSPX,stock\n",
            "SPX is of kind stock in universe.csv but index in market.toml, so correct one of them",
        ),
        (
            "symbol\n" + "A" * 200_000,
            "universe.csv is not valid CSV (field larger than field limit (131072)), so nothing was",
        ),
    ],
)
def test_a_universe_that_makes_no_sense_is_refused_by_one_sentence(tmp_path: Path, text: str, sentence: str) -> None:
    folder = folder_of(tmp_path, market__toml='calendar = "XNYS"\nindices = ["SPX"]\n', universe__csv=text)
    assert refusal(folder).startswith(sentence)


def test_small_files_that_are_no_text_are_refused(tmp_path: Path) -> None:
    folder_of(tmp_path)
    (tmp_path / "universe.csv").write_bytes(b"symbol\n\xff\xfe\n")
    assert refusal(tmp_path) == "universe.csv is not UTF-8 text, so save it as UTF-8"
    (tmp_path / "universe.csv").unlink()
    (tmp_path / "market.toml").mkdir()
    assert refusal(tmp_path).startswith("market.toml cannot be opened (")


def test_a_universe_saved_with_semicolons_reads_the_same(tmp_path: Path) -> None:
    folder = open_folder(
        folder_of(tmp_path, universe__csv="symbol;name;sector;kind\r\nA;Agilent, Inc;Health Care;stock\r\n")
    )
    assert folder.instruments == (Instrument("A", "Agilent, Inc", "stock", "Health Care"),)


def names(folder: MarketFolder) -> list[str]:
    return [file.relative_to(folder.path).as_posix() for file in folder.files]


def test_bars_are_found_beside_and_one_folder_deep_and_everything_else_is_left_alone(tmp_path: Path) -> None:
    bars = ["AAPL.csv", "MSFT_data.CSV", "aapl.us.txt", "all.parquet", "nse/RELIANCE.csv.gz", "nse/TCS.csv", "old.xlsx"]
    others = [
        "universe.csv", "trades.csv", "Holdings.csv", "reference-oddities.csv", "README.md", "README.txt", ".hidden.csv",
        "~$open.xlsx", "Long_Reversal_Daily_20180207_160000.xlsx", "scans/Short_Reversal_Daily_20180207_160500.csv",
        "scans/AAPL.csv", ".git/AAPL.csv", "__MACOSX/AAPL.csv", "nse/deeper/INFY.csv", "other/market.toml", "other/AA.csv",
        "picture.png",
    ]  # fmt: skip
    for name in bars + others:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("symbol\n" if name == "universe.csv" else "")
    assert names(open_folder(tmp_path)) == bars


def test_a_single_bar_file_is_a_folder_of_one(tmp_path: Path) -> None:
    folder_of(tmp_path)
    alone = open_folder(tmp_path / "AAPL.csv")
    assert (alone.market, alone.files) == (Market("AAPL", "XNYS"), (tmp_path / "AAPL.csv",))
    folder_of(tmp_path, market__toml='name = "India"\ncalendar = "XBOM"\n', MSFT__csv="")
    beside = open_folder(tmp_path / "AAPL.csv")
    assert (beside.market, beside.files) == (Market("India", "XBOM"), (tmp_path / "AAPL.csv",))


def test_nothing_to_import_is_one_sentence(tmp_path: Path) -> None:
    assert refusal(tmp_path / "nowhere") == "there is no folder or file 'nowhere', so nothing was imported"
    (tmp_path / "empty").mkdir()
    (tmp_path / "empty" / "notes.md").write_text("none yet")
    assert refusal(tmp_path / "empty").startswith("'empty' holds no bar files (CSV, gzipped CSV or Parquet), so ")


def test_files_of_trades_are_told_by_their_names_and_are_no_bars(tmp_path: Path) -> None:
    bars = ["AAPL.csv", "PNL_day.csv", "TRAD.csv", "U.csv", "UNP.csv", "UBS123.csv"]
    trades = [
        "Trades.csv",
        "holdings.csv",
        "pnl-AB1234.xlsx",
        "taxpnl-AB1234-2018_2019-Q1-Q4.xlsx",
        "tradebook-AB1234-EQ.csv",
    ]
    trades += [
        "trades 2018.xlsx",
        "U1234567_20180101_20181231.csv",
        "Individual_XXX123_Transactions_20180309-115444.csv",
    ]
    for name in (*bars, *trades, "~$trades.xlsx", ".trades.csv"):
        (tmp_path / name).write_text("Date,Close\n2020-01-02,1\n")
    assert [file.name for file in book_files(tmp_path)] == sorted(trades)
    assert names(open_folder(tmp_path)) == sorted(bars)
    assert book_files(tmp_path / "AAPL.csv") == ()


@needs_shared
def test_the_real_market_folders_open() -> None:
    folder = open_folder(SHARED / "us-2010-2019")
    assert folder.market.name == "S&P 500, 2010-2019"
    assert folder.market.indices == ("GSPC", "IXIC", "DJI", "NDX", "RUT")
    assert names(folder) == ["indices.parquet", "stocks.parquet"]
    kinds = [instrument.kind for instrument in folder.instruments]
    assert (kinds.count("stock"), kinds.count("index"), kinds.count("volatility")) == (501, 5, 1)
    assert len(open_folder(SHARED / "layouts").files) == 58
    assert len(open_folder(SHARED / "nasty").files) == 61


@settings(deadline=None)
@given(
    toml=st.binary(max_size=60) | st.text("namelot=[]{}'\"1.\n#", max_size=60).map(str.encode),
    universe=st.binary(max_size=60),
)
def test_whatever_stands_in_the_small_files_a_folder_opens_or_is_refused(
    tmp_path_factory: pytest.TempPathFactory, toml: bytes, universe: bytes
) -> None:
    place = folder_of(tmp_path_factory.mktemp("any"))
    (place / "market.toml").write_bytes(toml)
    for text in (b"symbol,kind,listed\n" + universe, universe):
        (place / "universe.csv").write_bytes(text)
        with contextlib.suppress(BadMarketFolder):
            assert open_folder(place).files == (place / "AAPL.csv",)
