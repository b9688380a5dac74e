"""Prices with every kind of hole that a market has."""

from __future__ import annotations

import numpy as np

NAN = np.nan


def ragged(sessions=300, symbols=70, seed=5):
    """Prices of symbols that list late, leave early, pause, never trade, or trade always."""
    random = np.random.default_rng(seed)
    close = 50 * np.exp(np.cumsum(random.normal(0, 0.02, size=(sessions, symbols)), axis=0))
    close[: sessions // 3, ::5] = NAN
    close[2 * sessions // 3 :, 1::7] = NAN
    close[random.random(close.shape) < 0.02 * (np.arange(symbols) % 3 == 0)] = NAN
    close[:, 2] = NAN
    return close
