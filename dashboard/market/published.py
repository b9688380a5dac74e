"""A published regime: what the page showed for a session at the time, as it is written down for good."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, slots=True)
class Published:
    """session: the newest one then. score in [-1, 1]; confidence in [0, 1]; both NaN where missing. published_at: ISO, UTC."""

    session: np.datetime64
    label: str
    direction: str
    score: float
    confidence: float
    published_at: str
