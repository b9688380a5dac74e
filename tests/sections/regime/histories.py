"""Markets for the tests of the regime section: one of an index alone, and records with scores written by hand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cache

import numpy as np

from dashboard.market.panel import Instrument, Market, Panel, frozen
from dashboard.regimes.confidence import cells, estimated, held
from dashboard.regimes.labels import labelled
from dashboard.section import Result
from dashboard.sections.regime.compute import regime
from dashboard.sections.regime.record import record_of
from tests.regimes.returns import prices, two_regimes

FIRST = np.datetime64("2001-01-01")
Closes = Sequence[float] | np.ndarray


def index_panel(close: Closes, implied: Closes | None = None, **market: str | None) -> Panel:
    """A market of the index IDX, and of the volatility index VOL where `implied` is given; a session every weekday."""
    columns = [np.asarray(close, dtype=np.float64)]
    instruments = [Instrument("IDX", "The index", kind="index")]
    if implied is not None:
        columns.append(np.asarray(implied, dtype=np.float64))
        instruments.append(Instrument("VOL", "Its fear", kind="volatility"))
    close = frozen(np.column_stack(columns))
    days = np.busday_offset(FIRST, np.arange(len(close) + 45), roll="forward").astype("datetime64[D]")
    about = Market("One index", "XNYS", **({"benchmark": "IDX", "volatility": "VOL"} | market))
    silent = frozen(np.full_like(close, np.nan))
    return Panel(
        about, tuple(instruments), days[: len(close)], close, close, close, close, silent, False, "one", "one", days
    )


@cache
def calm_and_wild(sessions: int = 1000) -> Panel:
    """A benchmark of calm and wild stretches without its closes of five sessions, and a volatility index that begins late."""
    returns = two_regimes(sessions - 1)
    close = prices(returns)
    close[[300, 610, 611, 612, 777]] = np.nan
    implied = np.concatenate([[0.2], np.abs(returns)]) * 100 + 10
    implied[:120] = np.nan
    return index_panel(close, implied)


@cache
def computed(sessions: int = 1000) -> Result:
    return regime(calm_and_wild(sessions), None)


def with_scores(scores: Sequence[float]) -> Result:
    """A result whose scores are these, with the labels, ages and confidence that follow from them; NaN is a missing score."""
    score = np.array(scores, dtype=np.float64)
    result = regime(index_panel(100.0 + np.arange(len(score)) % 3), None)
    labels, blocked, age, direction_age, outside = labelled(score)
    direction = np.where(labels >= 0, np.sign(labels - 3), 0).astype(np.int8)
    outcome = held(direction, labels)
    confidence, base = estimated(cells(score, direction, labels, direction_age, outside), outcome)
    record = record_of(result)
    regimes = replace(
        record.regimes, score=score, labels=labels, blocked=blocked, age=age, direction_age=direction_age, outside=outside,
        direction=direction, held=outcome, confidence=confidence, base_rate=base,
    )  # fmt: skip
    return replace(result, detail=replace(record, regimes=regimes))
