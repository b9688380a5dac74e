"""Whether fetched bars go on where the stored ones end: by hand, on closes that fall, split and pay."""

from __future__ import annotations

import numpy as np
import pytest

from dashboard.errors import Discontinuous
from dashboard.market.bars import Bars
from dashboard.market.continuation import Rebasing, on_basis, rebasing
from dashboard.market.sources.providers import Events

NAN = np.nan
DAYS = np.array(["2026-11-16", "2026-11-17", "2026-11-18", "2026-11-19", "2026-11-20"], dtype="datetime64[D]")


def bars(days: np.ndarray, close: list[float], adjusted: list[float] | None = None) -> Bars:
    values = np.array(close, dtype=np.float64)
    none = np.full(len(values), NAN)
    adj = none if adjusted is None else np.array(adjusted)
    return Bars(
        symbols=("AAA",), code=np.zeros(len(days), dtype=np.int64), session=days, open=values * 1.01, high=values * 1.02,
        low=values * 0.98, close=values, adj_close=adj, volume=np.full(len(values), 1000.0), line=np.arange(1, len(days) + 1),
    )  # fmt: skip


def test_the_same_closes_go_on_as_they_are() -> None:
    assert rebasing(bars(DAYS[:3], [10, 9.5, 9.5]), bars(DAYS[1:], [9.5, 9.5, 9.1, 8.0]), Events()) == Rebasing()


def test_a_split_halves_what_is_stored_and_doubles_its_volume() -> None:
    stored, fetched = bars(DAYS[:3], [10.0, 9.0, 8.0]), bars(DAYS[1:], [4.5, 4.0, 4.1, 4.2])
    found = rebasing(stored, fetched, Events({DAYS[4]: 2.0}))
    after = found.of(stored)
    assert found == Rebasing(0.5, 0.5)
    assert after.close.tolist() == [5.0, 4.5, 4.0]
    assert after.volume.tolist() == [2000.0] * 3


def test_a_reverse_split_of_which_nothing_is_told_is_a_jump() -> None:
    stored, fetched = bars(DAYS[:3], [10.0, 9.0, 8.0]), bars(DAYS[1:], [90.0, 80.0, 81.0, 82.0])
    with pytest.raises(Discontinuous, match="its close on 2026-11-18 is 80 where 8 is stored"):
        rebasing(stored, fetched, Events())
    assert rebasing(stored, fetched, Events({DAYS[3]: 0.1})).price == pytest.approx(10.0)


def test_a_split_before_the_last_common_session_is_in_both_already() -> None:
    same = bars(DAYS[:3], [10.0, 5.0, 5.1])
    assert rebasing(same, bars(DAYS, [10.0, 5.0, 5.1, 5.0, 4.9]), Events({DAYS[1]: 2.0})) == Rebasing()


def test_a_dividend_lowers_adjusted_closes_and_nothing_else() -> None:
    stored = bars(DAYS[:3], [10.0, 9.0, 8.0], [9.5, 8.55, 7.6])
    fetched = bars(DAYS[1:], [9.0, 8.0, 7.5, 7.0], [8.379, 7.448, 7.35, 7.0])
    found = rebasing(stored, fetched, Events(dividends=(DAYS[3],)))
    assert found.price == 1.0
    assert found.adjusted == pytest.approx(0.98)
    assert found.of(stored).adj_close == pytest.approx([9.31, 8.379, 7.448])
    assert found.of(stored).close.tolist() == [10.0, 9.0, 8.0]


def test_in_a_market_that_keeps_total_returns_a_dividend_lowers_the_closes() -> None:
    stored, fetched = bars(DAYS[:3], [10.0, 9.0, 8.0]), bars(DAYS[1:], [8.82, 7.84, 7.5, 7.0])
    assert rebasing(stored, fetched, Events(dividends=(DAYS[4],)), total_return=True).price == pytest.approx(0.98)
    with pytest.raises(Discontinuous):
        rebasing(stored, fetched, Events(), total_return=True)


def test_one_session_that_differs_is_not_explained_by_the_others() -> None:
    with pytest.raises(Discontinuous, match="its close on 2026-11-17 is not the stored one"):
        rebasing(bars(DAYS[:3], [10.0, 9.0, 8.0]), bars(DAYS, [10.0, 19.0, 8.0, 8.1, 8.2]), Events())


def test_nothing_in_common_is_no_continuation() -> None:
    with pytest.raises(Discontinuous, match="no session in common"):
        rebasing(bars(DAYS[:2], [10.0, 9.0]), bars(DAYS[3:], [9.0, 9.1]), Events())


def test_a_correction_of_a_hundredth_is_not_a_jump_and_stays_unwritten() -> None:
    assert not rebasing(bars(DAYS[:3], [100.0, 90.0, 80.0]), bars(DAYS, [100.01, 90.0, 80.0, 81, 82]), Events()).changes


def test_bars_take_the_form_in_which_the_market_keeps_its_own() -> None:
    given = bars(DAYS[:2], [10.0, 9.0], [5.0, 9.0])
    assert on_basis(given, "all", has_adjusted=True) is given
    assert np.isnan(on_basis(given, "splits", has_adjusted=False).adj_close).all()
    whole = on_basis(given, "all", has_adjusted=False)
    assert whole.close.tolist() == [5.0, 9.0]
    assert whole.open == pytest.approx([5.05, 9.09])
