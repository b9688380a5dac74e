"""Policy, record and walk-forward test of one session: recounted from closes and labels, as of that session only."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from dashboard.regimes.policy import POLICY
from dashboard.sections.regime.names import LABELS
from dashboard.sections.regime.record import record_of
from dashboard.sections.regime.strategy_view import strategy, strategy_table
from dashboard.sections.regime.views import current
from tests.sections.regime.histories import computed

ASKED = 900


def test_the_policy_is_the_one_table_strongest_label_first() -> None:
    told = strategy(computed(), ASKED)["policy"]
    assert [rule["label"] for rule in told] == list(reversed(LABELS))
    assert {rule["label"]: rule["gross_exposure_cap"] for rule in told} == {r.label: r.exposure for r in POLICY}
    now = current(computed(), ASKED)
    assert now["policy"] == next(rule for rule in told if rule["label"] == now["label"])


def test_the_record_is_what_followed_each_label_up_to_the_session() -> None:
    record = record_of(computed())
    k = record.place(ASKED) + 1
    close = pd.Series(record.own.close[:k])
    frame = pd.DataFrame(
        {"label": record.own.labels[:k], "day": close.shift(-1) / close - 1, "month": close.shift(-21) / close - 1}
    )
    frame = frame[(frame["label"] >= 0) & frame["month"].notna()]
    for line in strategy(computed(), ASKED)["record"]:
        of = frame[frame["label"] == LABELS.index(line["label"])]
        assert line["n"] == len(of)
        if len(of):
            assert line["return_next_day"] == pytest.approx(of["day"].mean())
            assert line["return_21"] == pytest.approx(of["month"].mean())
            assert line["hit_rate"] == pytest.approx((of["month"] > 0).mean())
            others = frame[(frame["label"] != LABELS.index(line["label"]))]
            assert line["difference"] == pytest.approx(of["month"].mean() - others["month"].mean())
            assert line["worst"] == pytest.approx(of["month"].min())
        if line["p"] is None:
            assert line["words"] == "too few to tell"
        elif line["p"] > 0.05:
            assert (line["words"], line["edge"]) == ("no measured edge", False)
        else:
            assert line["words"] == ("measured" if line["edge"] else "measured, but against it")


def test_the_walk_forward_test_begins_where_all_rules_have_a_state() -> None:
    record = record_of(computed())
    told = strategy(computed(), ASKED)["walk_forward"]
    first = int(np.flatnonzero(record.sessions == np.datetime64(told["from"]))[0])
    assert first == record.regimes.refits[0]
    own = record.own.close[record.place(first) : record.place(ASKED) + 1]
    by_name = {each["name"]: each for each in told["strategies"]}
    assert list(by_name) == ["labels", "buy_and_hold", "sma200", "hmm", "jump"]
    held = by_name["buy_and_hold"]
    assert told["sessions"] == len(own) - 1
    assert held["cagr"] == pytest.approx((own[-1] / own[0]) ** (252 / (len(own) - 1)) - 1)
    assert held["max_drawdown"] == pytest.approx(np.max(1 - own / np.maximum.accumulate(own)))
    assert (held["changes_per_year"], held["exposure"]) == (0.0, 1.0)


def test_without_a_year_of_states_there_is_no_comparison_and_a_reason() -> None:
    told = strategy(computed(), 620)["walk_forward"]
    assert (told["strategies"], told["from"], told["sessions"]) == ([], None, 0)
    assert told["reason"].startswith("fewer than 252 sessions")


def test_policy_and_record_side_by_side_as_a_table() -> None:
    table = strategy_table(computed(), ASKED)
    assert table["label"] == list(reversed(LABELS))
    assert {"gross_exposure_cap", "return_21", "p", "words"} <= set(table)
    assert {len(column) for column in table.values()} == {7}
