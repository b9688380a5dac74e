"""What to buy or sell and how much of it, under which caps, and how the last change of regime changed that."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict
from typing import Any

import numpy as np

from dashboard.market.account import Account
from dashboard.regimes.labels import DIRECTIONS as REGIME_DIRECTIONS
from dashboard.scanner.readings import running
from dashboard.scanner.rules import DIRECTIONS
from dashboard.sections.position.candidates import RANKED_BY, UNUSABLE
from dashboard.sections.position.change import change
from dashboard.sections.position.kelly_view import group_json
from dashboard.sections.position.limits import Allowed
from dashboard.sections.position.plan import Plan, plan
from dashboard.sections.position.record import Record
from dashboard.sizing.positions import Candidate
from dashboard.sizing.recommend import Dropped, Trade

DROPPED_SHOWN = 50
FACE_TRADE = ("symbol", "name", "direction", "shares", "entry", "stop", "target", "risk_pct")
FACE_TOTALS = ("gross_pct", "gross_cap_pct", "heat_pct", "heat_cap_pct")
NO_LABEL, NO_SCAN, NO_STOCKS = "no_label_yet", "no_scan", "no_stocks"


def recommendations(record: Record, t: int, account: Account) -> dict[str, Any]:
    """Account, regime, sized trades, what was dropped and why, totals, and the change since the label before; of session t."""
    made = plan(record, t, account)
    head = {"account": account_json(account)}
    if made is None:
        return {**head, "regime": None, "trades": [], "dropped": [], "dropped_by": {}, "binding": {}, "totals": None, "change": None,
                "kelly": [], "candidates": None, "held": None, "reasons": {"regime": NO_LABEL, "totals": NO_LABEL}}  # fmt: skip
    return {
        **head,
        "regime": _regime(record, t, made.allowed),
        "kelly": [group_json(one) for one in made.ranked.groups.values()],
        "trades": [_trade(record, made, one) for one in made.sized.trades],
        "dropped": _dropped(record, made),
        "dropped_by": _dropped_by(made),
        "binding": _binding(made),
        "totals": totals_json(made),
        "change": change(record, t, account, made),
        "candidates": _candidates(record, made),
        "held": _held(made),
        "reasons": _reasons(record, made),
    }  # fmt: skip


def face(record: Record, t: int, account: Account) -> dict[str, Any]:
    """Of `recommendations`, what the verdict line and the closed card read; the plan under the label before is not made for it."""
    made = plan(record, t, account)
    head = {"account": {"is_example": account.is_example}}
    if made is None:
        reasons = {"regime": NO_LABEL, "totals": NO_LABEL}
        return {**head, "regime": None, "trades": [], "binding": {}, "totals": None, "reasons": reasons}
    trades, totals = [_trade(record, made, one) for one in made.sized.trades], totals_json(made)
    return {
        **head,
        "regime": {"bias": made.allowed.rule.bias, "entries_allowed": made.allowed.rule.entries},
        "trades": [{name: trade[name] for name in FACE_TRADE} for trade in trades],
        "binding": _binding(made),
        "totals": {name: totals[name] for name in FACE_TOTALS},
        "reasons": _reasons(record, made),
    }


def trade_table(record: Record, t: int, account: Account) -> dict[str, list[Any]]:
    """The trades as columns, one cap each."""
    made = plan(record, t, account)
    rows = [] if made is None else [_trade(record, made, one) for one in made.sized.trades]
    names = [
        "symbol", "direction", "shares", "entry", "stop", "target", "r_per_share", "value", "weight_pct", "risk_amount", "risk_pct",
        "binding", "lot", "sector", "score", "out_of", "expected_r",
    ]  # fmt: skip
    return {name: [row[name] for row in rows] for name in names}


def account_json(account: Account) -> dict[str, Any]:
    """Every setting, and whether it is the example."""
    return {**account.settings(), "is_example": account.is_example}


def totals_json(made: Plan) -> dict[str, Any]:
    """The totals beside the caps that they stand under."""
    caps = {
        "gross_cap_pct": 100.0 * made.allowed.gross,
        "heat_cap_pct": made.account.heat_cap_pct,
        "most_positions": made.allowed.rule.positions,
    }
    return {**asdict(made.sized.totals), **caps}


def _regime(record: Record, t: int, allowed: Allowed) -> dict[str, Any]:
    rule = allowed.rule
    return {
        "label": allowed.label, "direction": REGIME_DIRECTIONS[int(record.regimes.direction[t]) + 1], "bias": rule.bias,
        "entries_allowed": rule.entries, "gross_cap_pct": 100.0 * allowed.gross,
        "gross_cap_from": "account" if allowed.own else "policy", "max_positions": rule.positions,
        "stop_multiplier": rule.stop, "text": rule.text, "age_sessions": int(record.regimes.age[t]),
    }  # fmt: skip


def _trade(record: Record, made: Plan, one: Trade) -> dict[str, Any]:
    return {
        **_prices(record, made, one.candidate), "shares": one.shares, "value": one.value, "weight_pct": one.weight_pct,
        "risk_amount": one.risk_amount, "risk_pct": one.risk_pct, "caps": one.caps, "binding": one.binding,
    }  # fmt: skip


def _prices(record: Record, made: Plan, one: Candidate) -> dict[str, Any]:
    """What is known of a candidate before it has a size."""
    found, row = made.ranked.found, made.ranked.row_of(one)
    instrument = record.panel.instruments[int(found.column[row])]
    return {
        "symbol": one.symbol, "name": instrument.name, "sector": one.sector, "direction": DIRECTIONS[one.direction], "entry": one.entry,
        "stop": one.stop, "target": one.target, "r_per_share": one.r_per_share, "lot": one.lot, "traded_value": one.traded_value,
        "score": _known(found.score[row]), "out_of": _known(found.out_of[row]), "kelly": one.kelly, "expected_r": one.expected_r,
    }  # fmt: skip


def _known(value: float) -> float | None:
    return None if np.isnan(value) else float(value)


def _dropped_by(made: Plan) -> dict[str, int]:
    """How many candidates got no trade, by what, most first."""
    counts = Counter(one.by for one in made.sized.dropped)
    counts += Counter({UNUSABLE: len(made.ranked.refused), "cut": made.ranked.cut})
    return dict(counts.most_common())


def _dropped(record: Record, made: Plan) -> list[dict[str, Any]]:
    """The best DROPPED_SHOWN candidates without a trade, each with its sentence; those whose prices make none have no caps."""
    rows = [_drop(record, made, one) for one in made.sized.dropped[:DROPPED_SHOWN]]
    rows += [
        {"symbol": symbol, "direction": DIRECTIONS[way], "by": UNUSABLE, "reason": sentence, "caps": {}}
        for symbol, way, sentence in made.ranked.refused
    ]
    return rows[:DROPPED_SHOWN]


def _drop(record: Record, made: Plan, one: Dropped) -> dict[str, Any]:
    return {**_prices(record, made, one.candidate), "by": one.by, "reason": one.reason, "caps": one.caps}


def _binding(made: Plan) -> dict[str, int]:
    """Which caps bind, how often, most often first: of the trades, or of the candidates where there is no trade."""
    counts = Counter([one.binding for one in made.sized.trades] or [one.by for one in made.sized.dropped])
    return dict(counts.most_common())


def _candidates(record: Record, made: Plan) -> dict[str, Any]:
    """What was found; running: the newest imported pair of a session that has no bars yet, which can't be sized before it has."""
    found, is_last = made.ranked.found, made.t == len(record.sessions) - 1
    newer = running(record.panel) if is_last else None
    return {
        "source": found.source, "long": int((found.direction > 0).sum()), "short": int((found.direction < 0).sum()),
        "in_bias": made.ranked.in_bias, "unknown": found.unknown, "ranked_by": list(RANKED_BY),
        "running": None if newer is None else asdict(newer),
    }  # fmt: skip


def _held(made: Plan) -> dict[str, Any]:
    return {
        "n": len(made.held.holdings), "at_cost": made.held.at_cost,
        "refused": [{"symbol": symbol, "reason": sentence} for symbol, sentence in made.held.refused],
    }  # fmt: skip


def _reasons(record: Record, made: Plan) -> dict[str, str]:
    """Why there is no trade, where that is not for each candidate to say."""
    if made.sized.trades or made.sized.dropped:
        return {}
    if record.panel.stocks == 0:
        return {"trades": NO_STOCKS}
    if made.ranked.found.source == "missing":
        return {"trades": NO_SCAN}
    return {"trades": "no_candidates" if made.allowed.rule.entries else "no_entries_in_this_regime"}
