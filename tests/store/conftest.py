"""Fixtures of the store's tests."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest


@pytest.fixture
def days() -> Callable[..., list[np.datetime64]]:
    """Makes sessions from ISO dates."""
    return lambda *dates: [np.datetime64(each, "D") for each in dates]
