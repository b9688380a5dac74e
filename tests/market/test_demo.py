"""The demo market: honest about being invented, like a market in its statistics, and unchanged when it grows."""

from __future__ import annotations

from dataclasses import fields

import numpy as np
import pytest

from dashboard.market.bars import Bars
from dashboard.market.sources.demo import MARKET, REGIMES, DemoMarket, default_first, demo_market
from dashboard.market.sources.demo.universe import SECTORS

FIRST = np.datetime64("2016-11-11", "D")
BULL, CHOPPY, BEAR = range(3)


class Weekdays:
    """A calendar without holidays."""

    def sessions(self, first, last):
        days = np.arange(first, last + 1)
        return days[np.is_busday(days)]


def small(sessions: int, seed: int = 7, symbols: int = 60) -> DemoMarket:
    last = np.busday_offset(FIRST, sessions - 1)
    return demo_market(FIRST, last, calendar=Weekdays(), symbols=symbols, seed=seed)


def matrix(demo: DemoMarket, column: str = "close") -> np.ndarray:
    filled = np.full((len(demo.sessions), len(demo.bars.symbols)), np.nan)
    filled[np.searchsorted(demo.sessions, demo.bars.session), demo.bars.code] = getattr(demo.bars, column)
    return filled


def series(demo: DemoMarket, symbol: str, column: str = "close") -> np.ndarray:
    return getattr(demo.bars, column)[demo.bars.code == demo.bars.symbols.index(symbol)]


def stock_closes(demo: DemoMarket) -> np.ndarray:
    return matrix(demo)[:, [not symbol.startswith("DEMO") for symbol in demo.bars.symbols]]


def before(bars: Bars, end: np.datetime64) -> dict[str, list]:
    """Every row before `end` by symbol, so that two markets compare whatever symbols they have got since."""
    kept = bars.session < end
    columns = {f.name: getattr(bars, f.name)[kept] for f in fields(bars) if f.name not in ("symbols", "code", "line")}
    return {"symbol": [bars.symbols[c] for c in bars.code[kept]], **columns}


@pytest.fixture(scope="module")
def demo() -> DemoMarket:
    return small(2520, symbols=500)


@pytest.fixture(scope="module")
def returns(demo) -> np.ndarray:
    """Log returns of the stocks that never missed a bar."""
    closes = stock_closes(demo)
    return np.diff(np.log(closes[:, ~np.isnan(closes).any(axis=0)]), axis=0)


@pytest.fixture(scope="module")
def market_returns(demo) -> np.ndarray:
    return np.diff(np.log(series(demo, "DEMO")))


@pytest.mark.parametrize("sessions", [2, 63, 401, 798, 799])
def test_a_longer_market_begins_with_the_shorter_one_bit_for_bit(sessions):
    short, long = small(sessions), small(800)
    end = np.busday_offset(FIRST, sessions)
    was, is_now = before(short.bars, end), before(long.bars, end)
    assert was.pop("symbol") == is_now.pop("symbol")
    for name, column in was.items():
        assert np.array_equal(column, is_now[name], equal_nan=column.dtype.kind == "f"), name
    assert np.array_equal(short.true_regimes, long.true_regimes[:sessions])


def test_ten_years_extended_by_one_session_keep_their_past(demo):
    yesterday = small(2519, symbols=500)
    was, is_now = before(yesterday.bars, demo.sessions[-1]), before(demo.bars, demo.sessions[-1])
    assert was["symbol"] == is_now["symbol"]
    assert all(np.array_equal(was[name], is_now[name]) for name in ("session", "open", "high", "low", "close"))
    assert np.array_equal(was["volume"], is_now["volume"], equal_nan=True)
    assert demo.bars.session.max() > yesterday.bars.session.max()


def test_the_same_seed_gives_the_same_market_and_another_seed_another():
    one, again, other = small(120), small(120), small(120, seed=8)
    assert np.array_equal(one.bars.close, again.bars.close)
    assert one.instruments == again.instruments
    assert not np.array_equal(series(one, "DEMO"), series(other, "DEMO"))
    assert series(one, "DEMO")[0] == series(other, "DEMO")[0] == 1000.0


def test_it_says_that_it_is_invented():
    assert MARKET.demo
    assert "invented" in MARKET.name
    assert {MARKET.benchmark, MARKET.volatility, *MARKET.indices} == {"DEMO", "DEMOEQ", "DEMOGR", "DEMOVOL"}


def test_no_ticker_could_be_a_real_american_one(demo):
    stocks = [i for i in demo.instruments if i.kind == "stock"]
    assert min(len(i.symbol) for i in stocks) > 5
    assert len({i.symbol for i in stocks}) == len({i.name for i in stocks}) == 500
    assert all(i.name.upper().startswith(i.symbol) for i in stocks)


def test_every_sector_has_its_companies(demo):
    counts = {s.name: sum(i.sector == s.name for i in demo.instruments) for s in SECTORS}
    assert counts == {s.name: s.share * 5 for s in SECTORS}
    assert {i.sector for i in small(30).instruments if i.kind == "stock"} == set(counts)


def test_rows_come_sorted_by_symbol_and_session_and_once_each(demo):
    key = demo.bars.code * 100_000 + demo.bars.session.astype(np.int64)
    assert (np.diff(key) > 0).all()
    assert list(demo.bars.symbols) == sorted(demo.bars.symbols)
    assert np.isin(demo.bars.session, demo.sessions).all()


def test_no_bar_contradicts_itself(demo):
    bars = demo.bars
    assert (bars.low <= np.minimum(bars.open, bars.close)).all()
    assert (bars.high >= np.maximum(bars.open, bars.close)).all()
    assert np.isnan(bars.adj_close).all()
    for prices in (bars.open, bars.high, bars.low, bars.close):
        assert np.array_equal(prices, np.round(prices, 2))


@pytest.mark.parametrize("seed", [1, 2, 7, 11])
def test_no_price_runs_away(seed):
    closes = stock_closes(small(2520, seed=seed, symbols=120))
    assert np.nanmin(closes) > 1
    assert np.nanmax(closes) < 5000


def test_some_companies_come_and_some_go_and_their_dates_are_those_of_their_bars(demo):
    stocks = [i for i in demo.instruments if i.kind == "stock"]
    late = [i for i in stocks if i.listed != demo.sessions[0]]
    gone = [i for i in stocks if i.delisted is not None]
    assert len(late) == 40
    assert 25 <= len(gone) <= 30
    for instrument in stocks:
        first, *_, last = series(demo, instrument.symbol, "session")
        halted_at_the_end = instrument.delisted is None and demo.sessions[-1] - last <= np.timedelta64(5, "D")
        assert first == instrument.listed
        assert last == instrument.delisted or halted_at_the_end


def test_a_company_that_is_not_listed_yet_is_not_in_the_market(demo):
    early = small(300, symbols=500)
    expected = {i.symbol for i in demo.instruments if i.kind != "stock" or i.listed <= early.sessions[-1]}
    assert {i.symbol for i in early.instruments} == expected
    assert len(expected) < 504
    assert all(i.delisted is None for i in early.instruments)


def test_a_few_symbols_miss_a_few_sessions(demo):
    spans = [(i.listed, i.delisted or demo.sessions[-1]) for i in demo.instruments if i.kind == "stock"]
    listed = sum(int(((demo.sessions >= a) & (demo.sessions <= b)).sum()) for a, b in spans)
    traded = int((~np.isnan(stock_closes(demo))).sum())
    assert 0.0003 < 1 - traded / listed < 0.0012
    assert all(len(series(demo, index)) == len(demo.sessions) for index in ("DEMO", "DEMOEQ", "DEMOGR", "DEMOVOL"))


def test_returns_have_fat_tails(returns):
    z = (returns - returns.mean(axis=0)) / returns.std(axis=0)
    assert np.median((z**4).mean(axis=0) - 3) > 2


def autocorrelation(x: np.ndarray) -> float:
    return float(np.mean([np.corrcoef(column[1:], column[:-1])[0, 1] for column in x.T]))


def test_volatility_clusters_but_direction_does_not(returns, market_returns):
    assert autocorrelation(np.abs(returns)) > 0.06
    assert abs(autocorrelation(returns)) < 0.03
    assert np.corrcoef(np.abs(market_returns[1:]), np.abs(market_returns[:-1]))[0, 1] > 0.1


def test_stocks_move_together_and_more_so_in_a_bear_market(demo, returns):
    def correlation(rows):
        c = np.corrcoef(returns[rows].T)
        return (c.sum() - len(c)) / (c.size - len(c))

    regime = demo.true_regimes[1:]
    assert 0.1 < correlation(slice(None)) < 0.6
    assert correlation(regime == BEAR) > correlation(regime == BULL) + 0.05


def test_regimes_persist_and_are_what_they_are_called(demo, market_returns):
    regime = demo.true_regimes[1:]
    changes = np.flatnonzero(np.diff(regime))
    assert set(np.unique(regime)) == {BULL, CHOPPY, BEAR}
    assert len(REGIMES) == 3
    assert len(regime) / (len(changes) + 1) > 30
    mean, sd = ([f(market_returns[regime == k]) for k in range(3)] for f in (np.mean, np.std))
    assert mean[BULL] > mean[BEAR]
    assert mean[BEAR] < 0 < mean[BULL]
    assert sd[BULL] < sd[CHOPPY] < sd[BEAR]


def test_the_benchmark_is_as_volatile_as_a_market_and_falls_in_bears(demo, market_returns):
    assert 0.10 < market_returns.std() * 252**0.5 < 0.30
    level = series(demo, "DEMO")
    drawdown = level / np.maximum.accumulate(level) - 1
    assert -0.6 < drawdown.min() < -0.2
    assert demo.true_regimes[max(0, drawdown.argmin() - 20) : drawdown.argmin() + 1].max() == BEAR


def test_the_last_year_passes_through_every_regime(demo):
    assert (np.bincount(demo.true_regimes[-252:], minlength=3) > 40).all()


def test_breadth_thrusts_are_within_the_record(demo):
    closes = stock_closes(demo)
    change = np.diff(closes, axis=0)
    share = (change > 0).sum(axis=1) / (change != 0).sum(axis=1, where=~np.isnan(change))
    average, armed, thrusts = share[:10].mean(), None, []
    for t in range(10, len(share)):
        average += (share[t] - average) * 2 / 11
        if average < 0.40:
            armed = t
        elif average > 0.615 and armed is not None and t - armed <= 10:
            thrusts.append(t)
            armed = None
    assert 3 <= len(thrusts) <= 25
    assert thrusts[-1] >= len(share) - 252


def test_the_equal_weight_index_is_the_mean_of_its_stocks():
    demo = small(300)
    closes = stock_closes(demo)
    level, held = 1000.0, closes[0].copy()
    for t in range(1, len(closes)):
        moves = [
            0.0 if np.isnan(now) else now / was - 1
            for now, was in zip(closes[t], held, strict=True)
            if not np.isnan(was)
        ]
        level *= 1 + sum(moves) / len(moves)
        held = np.where(np.isnan(closes[t]), held, closes[t])
        assert series(demo, "DEMOEQ")[t] == pytest.approx(level, abs=0.006)


def test_benchmark_and_breadth_tell_one_story(demo, market_returns):
    change = np.sign(np.diff(stock_closes(demo), axis=0))
    net = np.nansum(change, axis=1) / np.nansum(np.abs(change), axis=1)
    assert np.corrcoef(net, market_returns)[0, 1] > 0.8


def test_the_growth_index_goes_its_own_way_but_not_far(demo, market_returns):
    growth = np.diff(np.log(series(demo, "DEMOGR")))
    assert 0.85 < np.corrcoef(growth, market_returns)[0, 1] < 0.995


def test_fear_rises_when_the_market_falls_and_foretells_what_volatility_will_be(demo, market_returns):
    fear = series(demo, "DEMOVOL")
    assert 5 < fear.min() < 13 < np.median(fear) < 22 < fear.max() <= 95.01
    assert np.corrcoef(np.diff(np.log(fear)), market_returns)[0, 1] < -0.4
    ahead = np.array([market_returns[t : t + 21].std() for t in range(len(market_returns) - 21)])
    assert np.corrcoef(fear[: len(ahead)], ahead)[0, 1] > 0.4
    behind = np.array([market_returns[t - 21 : t].std() for t in range(21, len(market_returns))])
    assert np.corrcoef(fear[21:-1], behind)[0, 1] > 0.6


def test_volume_follows_the_move_and_is_never_nothing(demo):
    closes, volume = stock_closes(demo), matrix(demo, "volume")
    volume = volume[:, [not symbol.startswith("DEMO") for symbol in demo.bars.symbols]]
    assert np.nanmin(volume) > 0
    moves, traded = np.abs(np.diff(np.log(closes), axis=0)), np.log(volume[1:])
    whole = ~np.isnan(closes).any(axis=0)
    links = [np.corrcoef(moves[:, n], traded[:, n])[0, 1] for n in np.flatnonzero(whole)]
    assert np.median(links) > 0.4
    assert np.isnan(series(demo, "DEMOVOL", "volume")).all()


def test_opens_gap_and_more_so_on_the_morning_of_a_report(demo):
    opens, closes = matrix(demo, "open"), matrix(demo)
    gaps = np.abs(np.log(opens[1:] / closes[:-1]))
    assert np.nanmedian(gaps) > 0.001
    assert np.nanquantile(gaps, 0.995) > 8 * np.nanmedian(gaps)


def test_the_quality_checks_find_nothing_to_keep_aside(demo):
    from dashboard.market.quality import check

    clean, aside = check(demo.bars, Sessioned(demo), demo.sessions[-1], {i.symbol: i.kind for i in demo.instruments})
    assert len(aside) < 20
    assert len(clean) + len(aside) == len(demo.bars)


class Sessioned(Weekdays):
    """The demo's own sessions as a calendar."""

    def __init__(self, demo: DemoMarket) -> None:
        self._sessions = demo.sessions

    def holds(self, days):
        return np.isin(days, self._sessions)


def test_the_first_session_is_counted_back_from_the_last():
    last = np.datetime64("2026-11-20", "D")
    first = default_first(last, 2520, Weekdays())
    assert len(Weekdays().sessions(first, last)) == 2520


@pytest.mark.parametrize(
    ("symbols", "sessions", "sentence"), [(21, 100, "between 22"), (10_001, 100, "10000"), (60, 1, "two sessions")]
)
def test_a_market_that_makes_no_sense_is_refused(symbols, sessions, sentence):
    with pytest.raises(ValueError, match=sentence):
        small(sessions, symbols=symbols)
