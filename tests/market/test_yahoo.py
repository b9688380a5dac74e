"""Yahoo's provider: the real yfinance asks a local server that answers as Yahoo is known to, on good days and on bad ones."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import numpy as np
import pytest

from dashboard.errors import RateLimited, SourceUnavailable
from dashboard.faults.local_yahoo import LocalYahoo, Quotes, local_yahoo
from dashboard.market.panel import Instrument
from dashboard.market.sources.providers import Fetched
from dashboard.market.sources.providers.yahoo import PATIENCE_SECONDS, Yahoo

pytest.importorskip("yfinance")

DAYS = [np.datetime64(day) for day in ("2018-02-05", "2018-02-06", "2018-02-07", "2018-02-08", "2018-02-09")]
SPLIT, EX = DAYS[3], DAYS[1]
PRICES = {
    "open": [10.0, 10.5, 10.2, None, 10.4],
    "high": [10.8, 10.9, 10.6, None, 10.9],
    "low": [9.9, 10.1, 10.0, None, 10.2],
    "close": [10.6, 10.2, 10.4, None, 10.8],
    "volume": [1e6, 2e6, 1.5e6, None, 1.2e6],
}
ADJUSTED = [10.5, 10.2, 10.4, None, 10.8]
STOCK, OTHER = Instrument("BRK.B"), Instrument("AAA")
PLAIN = {name: [1.0 if value is None else value for value in values] for name, values in PRICES.items()}


@pytest.fixture
def yahoo() -> Iterator[LocalYahoo]:
    quotes = {
        "BRK-B": Quotes(DAYS, PRICES, ADJUSTED, {SPLIT: (3, 1)}, {EX: 0.1}),
        "AAA": Quotes(DAYS, PLAIN),
        "^GSPC": Quotes(DAYS, PLAIN),
        "RELIANCE.NS": Quotes(DAYS, PLAIN),
    }
    with local_yahoo(quotes) as one:
        yield one


def provider(yahoo: LocalYahoo, cache: Path) -> Yahoo:
    return Yahoo(cache / "yahoo", wait=lambda _: None, session=yahoo.session(), timeout=0.3)


def fetched(yahoo: LocalYahoo, cache: Path, *instruments: Instrument, calendar: str = "XNYS") -> Fetched:
    return provider(yahoo, cache).fetch(instruments or (STOCK, OTHER), calendar, DAYS[0], DAYS[-1])


def test_prices_become_bars_and_a_session_without_prices_is_left_out(yahoo: LocalYahoo, tmp_path: Path) -> None:
    bars = fetched(yahoo, tmp_path).bars["BRK.B"]
    assert [str(day) for day in bars.session] == ["2018-02-05", "2018-02-06", "2018-02-07", "2018-02-09"]
    assert bars.symbols == ("BRK.B",)
    assert bars.open.tolist() == [10.0, 10.5, 10.2, 10.4]
    assert bars.high.tolist() == [10.8, 10.9, 10.6, 10.9]
    assert bars.low.tolist() == [9.9, 10.1, 10.0, 10.2]
    assert bars.close.tolist() == [10.6, 10.2, 10.4, 10.8]
    assert bars.adj_close.tolist() == [10.5, 10.2, 10.4, 10.8]
    assert bars.volume.tolist() == [1e6, 2e6, 1.5e6, 1.2e6]


def test_splits_and_dividends_come_with_their_days(yahoo: LocalYahoo, tmp_path: Path) -> None:
    events = fetched(yahoo, tmp_path).events
    assert events["BRK.B"].splits == {SPLIT: 3.0}
    assert events["BRK.B"].dividends == (EX,)
    assert (events["AAA"].splits, events["AAA"].dividends) == ({}, ())


def test_only_the_days_that_were_asked_for_come(yahoo: LocalYahoo, tmp_path: Path) -> None:
    found = provider(yahoo, tmp_path).fetch([OTHER], "XNYS", DAYS[1], DAYS[2])
    assert [str(day) for day in found.bars["AAA"].session] == ["2018-02-06", "2018-02-07"]


def test_symbols_are_asked_for_by_yahoos_names(yahoo: LocalYahoo, tmp_path: Path) -> None:
    fetched(yahoo, tmp_path, Instrument("GSPC", kind="index"), STOCK)
    fetched(yahoo, tmp_path, Instrument("RELIANCE"), calendar="XNSE")
    assert set(yahoo.asked) == {"^GSPC", "BRK-B", "RELIANCE.NS"}


def test_one_unknown_symbol_is_refused_by_name_and_the_others_come(yahoo: LocalYahoo, tmp_path: Path) -> None:
    found = fetched(yahoo, tmp_path, Instrument("GONE"), OTHER)
    assert set(found.bars) == {"AAA"}
    assert "Yahoo has no prices of GONE" in found.refused["GONE"]


def test_a_429_asks_for_patience(yahoo: LocalYahoo, tmp_path: Path) -> None:
    yahoo.mood = "limited"
    with pytest.raises(RateLimited, match="left alone") as caught:
        fetched(yahoo, tmp_path)
    assert caught.value.retry_after == PATIENCE_SECONDS


@pytest.mark.parametrize("mood", ["html", "shell", "torn", "columns"])
def test_what_is_no_prices_for_anybody_is_an_outage(yahoo: LocalYahoo, tmp_path: Path, mood: str) -> None:
    yahoo.mood = mood
    with pytest.raises(SourceUnavailable, match=r"no prices: .") as caught:
        fetched(yahoo, tmp_path)
    assert not isinstance(caught.value, RateLimited)


@pytest.mark.parametrize("mood", ["empty", "unknown", "broken"])
def test_an_answer_without_prices_refuses_the_symbol_by_a_sentence(
    yahoo: LocalYahoo, tmp_path: Path, mood: str
) -> None:
    yahoo.mood = mood
    found = fetched(yahoo, tmp_path)
    assert found.bars == {}
    assert set(found.refused) == {"BRK.B", "AAA"}
    assert all(told.startswith("Yahoo has no prices of ") and told.endswith(".") for told in found.refused.values())


def test_an_answer_that_never_ends_is_given_up(yahoo: LocalYahoo, tmp_path: Path) -> None:
    yahoo.mood = "drip"
    with pytest.raises(SourceUnavailable, match="cannot be reached") as caught:
        fetched(yahoo, tmp_path)
    assert "http" not in str(caught.value)


def test_a_server_that_is_away_is_told(yahoo: LocalYahoo, tmp_path: Path) -> None:
    one = provider(yahoo, tmp_path)
    yahoo.stop()
    with pytest.raises(SourceUnavailable, match="cannot be reached"):
        one.fetch([OTHER], "XNYS", DAYS[0], DAYS[-1])


@pytest.mark.parametrize("mood", ["html", "empty", "limited"])
def test_the_next_round_is_not_answered_from_what_a_bad_one_left_behind(
    yahoo: LocalYahoo, tmp_path: Path, mood: str
) -> None:
    one, yahoo.mood = provider(yahoo, tmp_path), mood
    with suppress(SourceUnavailable):
        one.fetch([OTHER, STOCK], "XNYS", DAYS[0], DAYS[-1])
    yahoo.mood = "good"
    assert set(one.fetch([OTHER, STOCK], "XNYS", DAYS[0], DAYS[-1]).bars) == {"AAA", "BRK.B"}
