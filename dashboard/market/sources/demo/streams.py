"""Random streams: one per purpose, drawn session by session, so that a longer market begins with the shorter one, bit for bit.

A stream is only ever drawn in rows of one fixed width, oldest session first, by methods that consume a stream element by element.
Anything that drew a number of values depending on the number of sessions would make a demo that is extended every day change its past.
"""

from __future__ import annotations

from typing import Literal, get_args

import numpy as np

from dashboard.market.bars import FloatArray

Purpose = Literal[
    "universe", "listings", "regimes", "market", "sectors", "trends", "stocks", "earnings",
    "gaps", "highs", "lows", "volumes", "halts", "fear", "fear_range",
]  # fmt: skip
PURPOSES: tuple[Purpose, ...] = get_args(Purpose)

EDITION = 19  # of all demo markets; chosen so that the default seed ends in an eventful year


def stream(seed: int, purpose: Purpose) -> np.random.Generator:
    """The generator of one purpose; independent of every other purpose and of every other seed."""
    return np.random.default_rng([EDITION, seed, PURPOSES.index(purpose)])


def fat_tailed(generator: np.random.Generator, freedom: float, shape: int | tuple[int, int]) -> FloatArray:
    """Student-t draws scaled to variance 1 and cut at 9 standard deviations."""
    scale = np.sqrt((freedom - 2) / freedom)
    draws: FloatArray = np.clip(generator.standard_t(freedom, shape) * scale, -9, 9)
    return draws
