"""The market out of the store, as a market folder that imports back bit for bit."""

from __future__ import annotations

from pathlib import Path

from dashboard.errors import BadMarketFolder
from dashboard.store.bars import export_bars
from dashboard.store.book import read_book
from dashboard.store.engine import Store
from dashboard.store.instruments import read_instruments
from dashboard.store.markets import read_market
from dashboard.store.scans import read_scans


def export_market(store: Store, path: Path) -> tuple[Path, ...]:
    """Write market, universe, all bars, imported scans and the book's trades and holdings under `path`; the files written.

    The account's settings are not a market's and stay here. Raises BadMarketFolder, StoreUnavailable.
    """
    from dashboard.market.sources.export import export_folder  # pyarrow
    from dashboard.market.sources.scans.export import export_scans
    from dashboard.market.sources.trades.export import export_book

    with store.read() as connection:
        market = read_market(connection)
        if market is None:
            raise BadMarketFolder("the database holds no market yet, so there is nothing to export")
        stored = read_instruments(connection)
        names = {each.id: each.instrument.symbol for each in stored}
        files = export_folder(path, market, [each.instrument for each in stored], export_bars(connection, names))
        book = read_book(connection)
        return *files, *export_scans(path, read_scans(connection)), *export_book(path, book.trades, book.holdings)
