"""Returns for the tests of regimes: calm and turbulent stretches, falls, flat days and gaps, drawn from a seed."""

from __future__ import annotations

import numpy as np


def two_regimes(sessions: int, seed: int = 3) -> np.ndarray:
    """Log returns float64 [sessions] of a market that is calm and rising or turbulent and falling, with flat days and a crash."""
    random = np.random.default_rng(seed)
    turbulent = np.zeros(sessions, dtype=bool)
    for t in range(1, sessions):
        turbulent[t] = (random.random() < 0.03) ^ turbulent[t - 1] if turbulent[t - 1] else random.random() < 0.012
    noise = random.standard_t(5, sessions) * np.sqrt(3 / 5)
    returns = np.where(turbulent, -0.0008 + 0.018 * noise, 0.0008 + 0.006 * noise)
    returns[::97] = 0.0
    returns[sessions // 2] = -0.2
    return returns


def prices(returns: np.ndarray) -> np.ndarray:
    """Closes that start at 100 and move by these log returns: one more than returns."""
    return 100 * np.exp(np.concatenate([[0.0], np.cumsum(returns)]))
