"""The real markets: what their known defects come to, and that no real crash is doubted."""

from __future__ import annotations

import csv
from functools import cache

import numpy as np
import pyarrow.parquet as pq
import pytest
from bar_rows import counts, reasons
from markets import new_york
from shared_data import SHARED, needs_shared

from dashboard.market.bars import Bars, Quarantined
from dashboard.market.panel import Kind
from dashboard.market.quality import NOTED, check
from dashboard.market.sources.files import read_bars

TODAY = {"us-2010-2019": "2019-12-31", "us-kaggle-2013-2018": "2018-02-07", "us-indices-1950-1999": "1999-10-29"}


@cache
def judged(market: str, file: str = "stocks") -> tuple[Bars, Bars, Quarantined]:
    """A market file as read, what of it is believed, and what is kept aside."""
    bars = read_bars(SHARED / market / f"{file}.parquet")
    kind: Kind = "index" if file == "indices" else "stock"
    kinds: dict[str, Kind] = {symbol: "volatility" if symbol == "VIX" else kind for symbol in bars.symbols}
    return bars, *check(bars, new_york(), np.datetime64(TODAY[market]), kinds)


def stored(clean: Bars) -> set[tuple[str, str]]:
    return set(zip([clean.symbols[code] for code in clean.code], clean.session.astype(str).tolist(), strict=True))


def found_jumps(aside: Quarantined) -> set[tuple[str, str]]:
    """Symbol and day of every jump that is not believed to be the market's."""
    jumps = {at for at, reason in reasons(aside).items() if reason in ("unadjusted_gap", "split_like", "spike")}
    before = aside.reason == "before_split"
    symbols = [aside.bars.symbols[code] for code in aside.bars.code[before]]
    return jumps | {(symbol, detail[:10]) for symbol, detail in zip(symbols, aside.detail[before], strict=True)}


def oddities(kind: str) -> set[tuple[str, str]]:
    with (SHARED / "us-2010-2019" / "reference-oddities.csv").open() as file:
        return {(row["symbol"], row["date"]) for row in csv.DictReader(file) if row["kind"].startswith(kind)}


@needs_shared
def test_every_real_move_beyond_a_quarter_is_stored_and_none_is_even_noted():
    _, clean, aside = judged("us-2010-2019")
    real = oddities("real move")
    assert len(real) == 71
    assert real <= stored(clean)
    assert not real & set(reasons(aside)) - {("AMD", "2017-05-02")}
    assert (
        reasons(aside)["AMD", "2017-05-02"] == "volume_in_hundreds"
    )  # its volume is wrong; its fall of a quarter is not


@needs_shared
def test_all_wrong_splits_and_all_but_two_spin_offs_are_found_and_nothing_else():
    _, _, aside = judged("us-2010-2019")
    wrong = oddities("suspect split") | oddities("split+")
    spun_off = oddities("spin-off")
    assert (len(wrong), len(spun_off)) == (4, 20)
    found = found_jumps(aside)
    assert wrong <= found
    assert spun_off - found == {("CAG", "2016-11-10"), ("HWM", "2016-11-01")}  # traded like a crash, and fell like one
    assert found == wrong | (spun_off & found)


@needs_shared
def test_the_clean_decade_loses_a_thousandth_and_says_why():
    bars, clean, aside = judged("us-2010-2019")
    assert counts(aside) == {
        "before_split": 1293,
        "copied_day": 26,  # of the 32 repeated rows with a range
        "half_applied_split": 3,  # APTV, November 2017: a spin-off applied on three days too early
        "no_trades": 26,  # all the zero volumes
        "unadjusted_gap": 19,
        "volume_in_hundreds": 208,
    }
    assert len(clean) == len(bars) - 1293 - 26 - 3 - 26
    before = {aside.bars.symbols[code] for code in aside.bars.code[aside.reason == "before_split"]}
    assert before == {"DISCK", "GNRC", "WY"}  # a split in all but name; one day; half a year


@needs_shared
def test_the_volumes_in_hundreds_are_those_that_another_source_has_hundredfold():
    columns = ["date", "symbol", "volume"]
    table = pq.read_table(SHARED / "us-kaggle-2013-2018" / "stocks.parquet", columns=columns)
    dates, symbols, volumes = (table.column(name).to_pylist() for name in columns)
    kaggle = {
        (s, str(d)[:10]): v for s, d, v in zip(symbols, dates, volumes, strict=True) if "2017-02" <= str(d) < "2017-07"
    }
    bars, _, aside = judged("us-2010-2019")
    spring = (bars.session >= np.datetime64("2017-02-01")) & (bars.session < np.datetime64("2017-07-01"))
    mine = bars.take(spring)
    hundredth = set()
    for code, day, volume in zip(
        mine.code.tolist(), mine.session.astype(str).tolist(), mine.volume.tolist(), strict=True
    ):
        at = (mine.symbols[code], day)
        if 0.98 < 100 * volume / kaggle.get(at, float("inf")) < 1.02:
            hundredth.add(at)
    rows = aside.bars.take(aside.reason == "volume_in_hundreds")
    found = set(zip([rows.symbols[code] for code in rows.code], rows.session.astype(str).tolist(), strict=True))
    assert len(hundredth) == 161
    missed = {("BBY", "2017-05-25"), ("BDX", "2017-04-24"), ("GM", "2017-02-10"), ("GRMN", "2017-02-22")}
    assert (
        hundredth - found == missed
    )  # ten times the usual volume in hundreds, or hardly a move: not told from a thin day
    wrong = (found & set(kaggle)) - hundredth
    assert wrong == {("EW", "2017-02-02"), ("EW", "2017-04-26")}  # in hundreds too, and split 3:1 since


@needs_shared
@pytest.mark.parametrize(("day", "percent"), [("2011-08-08", 0.2), ("2018-12-24", 0.6), ("2016-04-01", 95.1)])
def test_the_known_readings_of_breadth_survive_the_checks(day, percent):
    _, clean, _ = judged("us-2010-2019")
    above = members = 0
    for rows in np.split(np.arange(len(clean)), np.flatnonzero(np.diff(clean.code)) + 1):
        closes = clean.close[rows][clean.session[rows] <= np.datetime64(day)]
        if len(closes) >= 50 and np.datetime64(day) in clean.session[rows]:
            members += 1
            above += closes[-1] > closes[-50:].mean()
    assert round(100 * above / members, 1) == percent


@needs_shared
def test_what_was_believed_is_believed_again():
    _, clean, _ = judged("us-2010-2019")
    again, aside = check(clean, new_york(), np.datetime64("2019-12-31"), {})
    assert set(aside.reason) <= NOTED
    assert len(again) == len(clean)


@needs_shared
def test_the_kaggle_market_s_known_defects_are_all_found():
    bars, clean, aside = judged("us-kaggle-2013-2018")
    assert counts(aside) == {
        "before_split": 752,  # DISCA and DISCK before August 2014
        "close_outside": 8,  # the ninth, AOS, has its high below its low
        "copied_day": 431,  # of the 433 repeated rows; NWS and VIAB repeat on quite another volume
        "high_below_low": 1,
        "missing_prices": 7,  # of the 11 without an open; 3 of them have a high and a low
        "no_trades": 4,  # the other 4: a close alone, on no volume
        "open_outside": 3,
        "spike": 13,  # 14 September 2017 holds other companies' rows for nine tickers
        "unadjusted_gap": 7,
    }
    assert len(clean) == len(bars) - 752 - 8 - 431 - 1 - 4 - 13
    copied = aside.bars.session[aside.reason == "copied_day"]
    assert (copied == np.datetime64("2014-08-01")).sum() == 214
    assert (copied == np.datetime64("2014-07-17")).sum() == 103
    assert (copied == np.datetime64("2017-08-01")).sum() == 60
    assert reasons(aside)["LNT", "2016-05-19"] == "close_outside"


@needs_shared
def test_half_a_century_of_indices_is_believed_but_for_some_opens_of_the_volatility_index():
    bars, clean, aside = judged("us-indices-1950-1999", "indices")
    assert len(clean) == len(bars) == 22_282
    assert counts(aside) == {"open_outside": 43}
    assert {aside.bars.symbols[code] for code in aside.bars.code} == {"VIX"}
    assert ("GSPC", "1987-10-19") in stored(clean)


@needs_shared
@pytest.mark.parametrize("market", ["us-2010-2019", "us-kaggle-2013-2018"])
def test_indices_of_the_stock_markets_are_believed(market):
    bars, clean, aside = judged(market, "indices")
    assert len(clean) == len(bars)
    assert set(aside.reason) <= {"volume_in_hundreds"}
    assert len(aside) <= 4


@needs_shared
@pytest.mark.parametrize("cut", ["2014-08-08", "2015-12-31", "2017-09-15"])
def test_later_sessions_change_no_verdict_but_the_last_days_and_the_basis_before_a_split(cut):
    bars, _, later = judged("us-kaggle-2013-2018")
    last = np.datetime64(cut)
    _, earlier = check(bars.take(bars.session <= last), new_york(), last, {})
    before, after = verdicts(earlier), {verdict for verdict in verdicts(later) if verdict[1] <= last}
    changed = {verdict for verdict in before ^ after if verdict[2] != "before_split"}
    assert all(verdict[1] > last - np.timedelta64(10, "D") for verdict in changed)
    assert {symbol for symbol, _, _ in (before ^ after) - changed} == (
        {"DISCA", "DISCK"} if cut == "2014-08-08" else set()
    )


def verdicts(aside: Quarantined) -> set[tuple[str, np.datetime64, str]]:
    return set(zip([aside.bars.symbols[c] for c in aside.bars.code], aside.bars.session, aside.reason, strict=True))


LAYOUTS = {  # whatever is kept aside in each folder of layouts, over all its files
    "alphavantage_daily_adjusted": {"volume_in_hundreds": 4},
    "indices_yahoo": {},
    "kaggle_individual_as_shipped": {
        "close_outside": 3, "copied_day": 3, "missing_prices": 4, "no_trades": 3, "open_outside": 2, "spike": 1
    },
    "kaggle_long": {"close_outside": 3, "copied_day": 3, "missing_prices": 4, "no_trades": 3, "open_outside": 2, "spike": 1},
    "yahoo_datareader_as_shipped": {"not_positive": 1},  # CBS's zeros on its last day
    "yahoo_per_ticker": {"not_positive": 1},
    "zerodha": {"no_session": 20, "split_like": 2},  # 1 November 2024 and 1 February 2025: special sessions of all ten tickers
    "zerodha_as_shipped": {"no_session": 20, "split_like": 2},  # ABFRL's demerger on the last day but one
}  # fmt: skip


@needs_shared
@pytest.mark.parametrize("folder", LAYOUTS)
def test_layouts_lose_only_what_is_wrong_with_them(folder, indian):
    total: dict[str, int] = {}
    for path in sorted((SHARED / "layouts" / folder).glob("*.csv")):
        bars = read_bars(path)
        kinds: dict[str, Kind] = {symbol: "volatility" if "VIX" in symbol else "stock" for symbol in bars.symbols}
        _, aside = check(bars, indian if "zerodha" in folder else new_york(), np.datetime64("2026-08-21"), kinds)
        for reason, number in counts(aside).items():
            total[reason] = total.get(reason, 0) + number
    assert total == LAYOUTS[folder]


@pytest.fixture(scope="module")
def indian():  # type: ignore[no-untyped-def]
    from dashboard.market.sessions import open_calendar

    return open_calendar("XBOM")
