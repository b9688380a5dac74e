"""The record of the scan's trades: counted by hand, as it was known at each session."""

from __future__ import annotations

import numpy as np
import pytest
from scanner.stocks import panel_of, rows_on, walks

from dashboard.scanner.outcomes import outcomes
from dashboard.scanner.record import known_r, record, record_series
from dashboard.scanner.reversal import scan

COST = 0.001


@pytest.fixture
def four():  # type: ignore[no-untyped-def]
    """Four rows: a long that loses, one that is not entered, a short that wins, and a long that is still open at the end."""
    quiet, fall, leap = (100.0, 100.5, 99.5, 100.0, 1.0), (100.0, 100.5, 95.0, 96.0, 1.0), (90.0, 91.0, 89.0, 90.0, 1.0)
    panel = panel_of(np.array([quiet, quiet, fall, leap, leap]).T[:, :, None])
    found = rows_on(
        panel, (0, 0, 1, 100.0, 98.0), (2, 0, 1, 96.0, 94.0), (1, 0, -1, 100.0, 102.0), (3, 0, 1, 90.0, 85.0)
    )
    return found, outcomes(found, panel)


def test_the_record_holds_what_was_over_by_then(four) -> None:  # type: ignore[no-untyped-def]
    found, became = four
    loss, win = -1 - COST * (100 + 98) / 2, 2 - COST * (100 + 96) / 2
    assert [(r.n, r.open) for r in record(found, became, 1).values()] == [(0, 1), (0, 1)]
    assert record(found, became, 1)["long"].mean_r is None
    by_then = record(found, became, 2)
    assert (by_then["long"].n, by_then["long"].win_rate, by_then["long"].mean_r) == (1, 0.0, pytest.approx(loss))
    assert (by_then["short"].n, by_then["short"].win_rate, by_then["short"].mean_r) == (1, 1.0, pytest.approx(win))
    last = record(found, became, 4)
    assert (last["long"].n, last["long"].not_entered, last["long"].open) == (1, 1, 1)
    np.testing.assert_allclose(known_r(became, 4), [loss, win])
    assert record(found, became, 4, where=found.direction < 0)["long"].n == 0


def test_payoff_is_the_mean_win_over_the_mean_loss() -> None:
    panel = panel_of(walks(8, 420, seed=2))
    found = scan(panel)
    became = outcomes(found, panel)
    r = [x for x, way in zip(became.r.tolist(), found.direction, strict=True) if way > 0 and x == x]
    wins, losses = [x for x in r if x > 0], [x for x in r if x <= 0]
    told = record(found, became, 419)["long"]
    assert (told.n, told.win_rate) == (len(r), pytest.approx(len(wins) / len(r)))
    assert told.payoff == pytest.approx(-(sum(wins) / len(wins)) / (sum(losses) / len(losses)))


def test_the_series_is_the_record_of_each_session_and_knows_no_later_one() -> None:
    panel = panel_of(walks(8, 420, seed=2))
    found = scan(panel)
    became = outcomes(found, panel)
    chosen = found.score >= 6
    series = record_series(found, became, chosen)
    for t in (0, 149, 200, 301, 419):
        for name, then in record(found, became, t, chosen).items():
            assert series[name].n[t] == then.n
            assert series[name].mean_r[t] == pytest.approx(np.nan if then.mean_r is None else then.mean_r, nan_ok=True)
            assert series[name].win_rate[t] == pytest.approx(
                np.nan if then.win_rate is None else then.win_rate, nan_ok=True
            )
    part = panel.first(300)
    past_scan = scan(part)
    past = record_series(past_scan, outcomes(past_scan, part), past_scan.score >= 6)
    for name in series:
        np.testing.assert_array_equal(series[name].mean_r[:300], past[name].mean_r)
        np.testing.assert_array_equal(series[name].n[:300], past[name].n)
