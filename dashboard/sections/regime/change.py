"""What would change the label: how far the score is from the edges of its band, how long it has stood beyond, what holds it back."""

from __future__ import annotations

from typing import Any

import numpy as np

from dashboard.regimes.labels import (
    BLOCKED,
    DWELL,
    EDGES,
    LABEL_DWELL,
    NOT_BLOCKED,
    band_of,
    direction_of,
    margin_at,
)
from dashboard.sections.regime.names import LABELS, WORDS, signed
from dashboard.sections.regime.plain import rounded
from dashboard.sections.regime.record import Own, Record

UP, DOWN = 1, -1
SIDES = {"down": ("below", " or lower"), "up": ("from", " or higher")}
HAIR = 1e-9  # beyond an edge, an edge itself belonging to the band above


def to_change(record: Record, t: int) -> dict[str, Any] | None:
    """Each way out of session t's label, the sessions for which it stays whatever happens, and all of it as a sentence.

    None where there is no label or no score at t.
    """
    k, regimes = record.place(t), record.regimes
    if k < 0 or regimes.labels[t] < 0 or np.isnan(regimes.score[t]):
        return None
    ways = {name: _way(record, t, k, side) for name, side in (("up", UP), ("down", DOWN))}
    left = {
        "dwell_left": max(0, LABEL_DWELL - 1 - int(regimes.age[t])),
        "direction_dwell_left": max(0, DWELL - 1 - int(regimes.direction_age[t])),
    }
    return {**ways, **left, "sentence": _sentence(int(regimes.labels[t]), ways, left)}


def blocked(record: Record, t: int) -> dict[str, Any] | None:
    """Why the label is not the one of the score's band; None where it is."""
    regimes = record.regimes
    code = int(regimes.blocked[t])
    if code == NOT_BLOCKED:
        return None
    score = float(regimes.score[t])
    return {"would_be": None if np.isnan(score) else LABELS[band_of(score)], "reason": BLOCKED[code]}


def _way(record: Record, t: int, k: int, side: int) -> dict[str, Any] | None:
    """The way up or down: the edge, what lies beyond, and how much further the score must go to change the label at once."""
    label, score = int(record.regimes.labels[t]), float(record.regimes.score[t])
    edge = label if side == UP else label - 1
    if not 0 <= edge < len(EDGES):
        return None
    turns = direction_of(label + side) != direction_of(label)
    at_once = EDGES[edge] + side * margin_at(edge)
    outside = int(record.regimes.outside[t])
    stood = max(0, side * outside) if turns else _stood(record.own, k, side)
    return {
        "label": LABELS[label + side], "edge": rounded(EDGES[edge]), "distance": rounded(EDGES[edge] - score),
        "at_once": rounded(at_once), "at_once_label": LABELS[band_of(at_once + side * HAIR)],
        "at_once_distance": rounded(at_once - score), "turns_direction": bool(turns), "stood_sessions": stood, "dwell": DWELL,
    }  # fmt: skip


def _stood(own: Own, k: int, side: int) -> int:
    """For how many sessions with a score, up to k, the score has stood beyond its label's band on that side."""
    label, run = own.labels[k], 0
    while k > 0 and own.labels[k - 1] == label:
        if not np.isnan(own.score[k]):
            if side * (band_of(own.score[k]) - label) <= 0:
                break
            run += 1
        k -= 1
    return run


def _sentence(label: int, ways: dict[str, Any], left: dict[str, int]) -> str:
    """ "Choppy bullish below +0.20 at once or below +0.30 for 20 sessions; strong uptrend from +0.70 at once or …" """
    text = "; ".join(_clause(ways[name], *words) for name, words in SIDES.items() if ways[name])
    stay, hold = left["dwell_left"], left["direction_dwell_left"]
    turns = any(way["turns_direction"] for way in ways.values() if way)
    before = f"Stays {WORDS[LABELS[label]]} for {_sessions(stay)} more. " if stay else ""
    after = f" No change of direction for {_sessions(hold)} more." if hold > stay and turns else ""
    return f"{before}{text[0].upper()}{text[1:]}.{after}"


def _clause(way: dict[str, Any], preposition: str, further: str) -> str:
    stood = f" ({way['stood_sessions']} so far)" if way["stood_sessions"] else ""
    there, beyond = WORDS[way["at_once_label"]], WORDS[way["label"]] + (further if way["turns_direction"] else "")
    at_once = f"{there} {preposition} {signed(way['at_once'])} at once"
    lasting = f"{preposition} {signed(way['edge'])} for {way['dwell']} sessions{stood}"
    return f"{at_once} or {lasting}" if there == beyond else f"{at_once}, {beyond} {lasting}"


def _sessions(many: int) -> str:
    return f"{many} session{'' if many == 1 else 's'}"
