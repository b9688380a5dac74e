"""A market folder that was exported imports back bit for bit."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.errors import BadMarketFolder
from dashboard.market.bars import VALUE_COLUMNS, Bars
from dashboard.market.folder import open_folder
from dashboard.market.market_toml import market_toml, read_market
from dashboard.market.panel import Instrument, Market
from dashboard.market.sources.export import export_folder
from dashboard.market.sources.files import read_bars
from dashboard.market.universe_csv import read_universe, universe_csv

MARKET = Market(
    name='Größe "S&P" \\ 500\n',
    calendar="XBOM",
    currency="INR",
    lot=25,
    benchmark="^NSEI",
    volatility="VIX",
    indices=("^NSEI", "NIFTY IT"),
    adjusted="splits",
    demo=True,
)
INSTRUMENTS = (
    Instrument("M&M", 'Mahindra, "Group"', "stock", "Autos", np.datetime64("1999-01-04"), None),
    Instrument("ZZ", "Überholt; GmbH", "stock", "", None, np.datetime64("2020-01-03")),
    Instrument("^NSEI", "Nifty 50", "index"),
    Instrument("NIFTY IT", "", "index"),
    Instrument("VIX", "India VIX", "volatility"),
)


def some_bars(symbols: tuple[str, ...], code: list[int], days: list[str], first: float) -> Bars:
    rows = len(code)
    awkward = np.array([0.1 + 0.2, -0.0, np.nan, 5e-324, np.nextafter(100.0, 0), np.inf, 2448000000.0])
    values = {name: np.roll(np.resize(awkward * first, rows), at) for at, name in enumerate(VALUE_COLUMNS)}
    return Bars(
        symbols=symbols,
        code=np.array(code),
        session=np.array(days, dtype="datetime64[D]"),
        line=np.arange(1, rows + 1),
        **values,
    )


def test_an_export_imports_back_bit_for_bit(tmp_path: Path) -> None:
    one = some_bars(("ZZ", "NA"), [1, 0, 0, 1, 1], ["2020-01-03", "2020-01-02", "NaT", "1968-12-31", "2020-01-06"], 1.0)
    other = some_bars(("M&M",), [0, 0, 0], ["2020-01-02", "2020-01-03", "2020-01-06"], 3.0)
    files = export_folder(tmp_path / "out", MARKET, INSTRUMENTS, iter([one, other]))
    assert [file.name for file in files] == ["market.toml", "universe.csv", "bars.parquet"]

    folder = open_folder(tmp_path / "out")
    assert folder.market == MARKET
    assert folder.instruments == INSTRUMENTS
    assert folder.notes == ()
    assert folder.files == (tmp_path / "out" / "bars.parquet",)

    back = read_bars(folder.files[0])
    assert [back.symbols[code] for code in back.code] == ["NA", "ZZ", "ZZ", "NA", "NA", "M&M", "M&M", "M&M"]
    np.testing.assert_array_equal(back.session, np.concatenate([one.session, other.session]))
    for name in VALUE_COLUMNS:
        written = np.concatenate([getattr(one, name), getattr(other, name)])
        assert getattr(back, name).view(np.int64).tolist() == written.view(np.int64).tolist(), name


def test_an_export_replaces_an_earlier_export_and_leaves_no_partial_file(tmp_path: Path) -> None:
    for symbol in ("AA", "BB"):
        bars = some_bars((symbol,), [0], ["2020-01-02"], 1.0)
        export_folder(tmp_path, MARKET, (Instrument(symbol),), [bars])
    assert read_bars(tmp_path / "bars.parquet").symbols == ("BB",)
    assert sorted(file.name for file in tmp_path.iterdir()) == ["bars.parquet", "market.toml", "universe.csv"]


def test_an_export_does_not_mix_with_other_files(tmp_path: Path) -> None:
    (tmp_path / "AAPL.csv").write_text("Date,Close\n")
    with pytest.raises(BadMarketFolder, match=r"already holds 'AAPL.csv', so name a new or empty folder"):
        export_folder(tmp_path, MARKET, (), [])
    with pytest.raises(BadMarketFolder, match=r"'AAPL.csv' is a file"):
        export_folder(tmp_path / "AAPL.csv", MARKET, (), [])
    with pytest.raises(BadMarketFolder, match="cannot be written"):
        export_folder(tmp_path / "AAPL.csv" / "deeper", MARKET, (), [])


names = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=20)


@settings(deadline=None)
@given(name=names, indices=st.lists(names, unique=True, max_size=3), lot=st.integers(1, 10**9), demo=st.booleans())
def test_any_market_survives_its_toml(
    tmp_path_factory: pytest.TempPathFactory, name: str, indices: list[str], lot: int, demo: bool
) -> None:
    market = Market(name=name, calendar="XNYS", lot=lot, indices=tuple(indices), demo=demo)
    file = tmp_path_factory.mktemp("toml") / "market.toml"
    file.write_bytes(market_toml(market).encode())
    assert read_market(file, "unnamed") == (market, ())


@settings(deadline=None)
@given(
    symbols=st.lists(names.map(str.strip).filter(bool), unique=True, max_size=4),
    sector=names.map(str.strip),
    listed=st.none() | st.dates().map(np.datetime64),
)
def test_any_universe_survives_its_csv(
    tmp_path_factory: pytest.TempPathFactory, symbols: list[str], sector: str, listed: np.datetime64 | None
) -> None:
    instruments = tuple(Instrument(symbol, sector=sector, listed=listed) for symbol in symbols)
    file = tmp_path_factory.mktemp("universe") / "universe.csv"
    file.write_bytes(universe_csv(instruments).encode())
    assert read_universe(file, Market("Any", "XNYS")) == instruments
