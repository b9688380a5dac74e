"""The real markets, pivoted and computed once for all tests of breadth."""

from __future__ import annotations

import pytest
from panels_for_tests import real_panel
from shared_data import SHARED

from dashboard.market.panel import Panel
from dashboard.section import Result
from dashboard.sections.breadth.compute import breadth


@pytest.fixture(scope="session")
def us() -> Panel:
    return real_panel(SHARED / "us-2010-2019")


@pytest.fixture(scope="session")
def kaggle() -> Panel:
    return real_panel(SHARED / "us-kaggle-2013-2018")


@pytest.fixture(scope="session")
def us_breadth(us: Panel) -> Result:
    return breadth(us, None)


@pytest.fixture(scope="session")
def kaggle_breadth(kaggle: Panel) -> Result:
    return breadth(kaggle, None)
