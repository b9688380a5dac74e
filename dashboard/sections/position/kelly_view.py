"""Kelly with its error bar: what the evidence says of each direction in each regime, and what betting a part of it costs."""

from __future__ import annotations

from typing import Any

import numpy as np

from dashboard.market.account import Account
from dashboard.regimes.labels import DIRECTIONS as REGIME_DIRECTIONS
from dashboard.regimes.of_panel import benchmark_column
from dashboard.scanner.readings import IMPORTED
from dashboard.scanner.rules import DIRECTIONS
from dashboard.scanner.trades import HOLD_BARS
from dashboard.sections.position.evidence_of import (
    FORTNIGHT,
    REGIMES,
    SCANNER,
    SOURCES,
    Group,
    deciding,
    groups,
    own_trades,
    source_of,
)
from dashboard.sections.position.record import Record
from dashboard.sizing.evidence import FEWEST_TRADES, LEVEL
from dashboard.sizing.growth import curve
from dashboard.sizing.kelly import continuous

NO_BENCHMARK, TOO_SHORT = "no_benchmark", "insufficient_history"


def kelly(record: Record, t: int, account: Account) -> dict[str, Any]:
    """Evidence, groups, curve and benchmark of session t. Kelly figures are fractions of equity risked to the stop."""
    c = account.kelly_fraction
    return {
        "evidence": _evidence(record, t),
        "groups": [group_json(one) for one in groups(record, t, c)],
        "deciding": _deciding(record, t, c),
        "kelly_fraction": c,
        "is_example": account.is_example,
        "curve": _curve(c),
        "benchmark": _benchmark(record, t),
    }


def group_json(one: Group) -> dict[str, Any]:
    """One group in plain values. kelly, interval, shrunk, recommended: fractions of equity; mean_r, worst: in R."""
    known = one.evidence
    return {
        "direction": DIRECTIONS[one.direction], "label": REGIMES[one.regime], "source": one.source, "n": known.n,
        "occasions": known.blocks, "win_rate": known.win_rate, "win_rate_interval": known.win_rate_interval, "payoff": known.payoff,
        "mean_r": known.mean_r, "worst": known.worst, "kelly": known.kelly, "kelly_empirical": known.kelly_empirical,
        "interval": known.interval, "p_no_edge": known.p_no_edge, "shrunk": known.shrunk, "recommended": known.recommended,
        "reason": known.reason,
    }  # fmt: skip


def group_table(record: Record, t: int, account: Account) -> dict[str, list[Any]]:
    """The groups as columns; an interval becomes two."""
    rows = [group_json(one) for one in groups(record, t, account.kelly_fraction)]
    columns: dict[str, list[Any]] = {}
    for name in rows[0]:
        if name in ("interval", "win_rate_interval"):
            for k, end in enumerate(("low", "high")):
                columns[f"{name}_{end}"] = [None if row[name] is None else row[name][k] for row in rows]
        else:
            columns[name] = [row[name] for row in rows]
    return columns


def _evidence(record: Record, t: int) -> dict[str, Any]:
    """What the groups rest on, in words and numbers."""
    own, book = own_trades(record, t), record.book(t)
    sources = {name: source_of(record, t, way) for way, name in DIRECTIONS.items()}
    return {
        "sources": sources,
        "words": " ".join(_words(name, source) for name, source in sources.items()),
        "own_trades": len(book.trades), "own_trades_with_stop": len(own.r), "own_trades_later": record.trades_after_the_bars(t),
        "own_trades_needed": FEWEST_TRADES,
        "scanner_trades": int(record.outcomes.ended(t).sum()),
        "scan": "imported" if record.readings.source[t] == IMPORTED else "built_in",
        "level": LEVEL,
        "occasions": f"Trades found within the same {HOLD_BARS} sessions (own ones: entered within {FORTNIGHT} days) are drawn together.",
    }  # fmt: skip


def _words(direction: str, source: str) -> str:
    fewer = f" (fewer than {FEWEST_TRADES} of your own are closed and have a stop)" if source == SCANNER else ""
    return f"{direction.capitalize()}: {SOURCES[source]}{fewer}."


def _deciding(record: Record, t: int, c: float) -> list[dict[str, Any]]:
    """Per direction, the group that sizes a trade of session t; empty without a label."""
    if record.labels[t] < 0:
        return []
    regime = int(record.regimes.direction[t])
    return [
        {**group_json(deciding(record, t, way, regime, c)), "regime": REGIME_DIRECTIONS[regime + 1]}
        for way in DIRECTIONS
    ]


def _curve(c: float) -> dict[str, Any]:
    drawn = curve(c)
    return {
        "c": drawn.c, "growth_share": drawn.growth_share, "p_half": drawn.p_half, "here": drawn.here, "c_here": c,
        "growth_share_here": float(drawn.growth_share[drawn.here]), "p_half_here": float(drawn.p_half[drawn.here]),
    }  # fmt: skip


def _benchmark(record: Record, t: int) -> dict[str, Any]:
    """Continuous Kelly of holding the benchmark all the time, on its own bars up to session t, without a risk-free rate."""
    column = benchmark_column(record.panel)
    if column is None:
        return {"symbol": None, "kelly": None, "reasons": {"kelly": NO_BENCHMARK}}
    closes = record.panel.close[: t + 1, column]
    own = np.ascontiguousarray(closes[~np.isnan(closes)])
    found = continuous(own[1:] / own[:-1] - 1.0) if len(own) > 1 else None
    symbol = record.panel.symbols[column]
    if found is None:
        return {"symbol": symbol, "kelly": None, "reasons": {"kelly": TOO_SHORT}}
    return {
        "symbol": symbol, "kelly": found.kelly, "sd": found.sd, "interval": found.interval, "excess": found.excess,
        "volatility": found.volatility, "years": found.years, "risk_free": 0.0, "reasons": {},
    }  # fmt: skip
