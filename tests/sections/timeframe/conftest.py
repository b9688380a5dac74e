"""Markets for timeframe: a real one by its own exchange's timetable, and the small demo market, each computed once."""

from __future__ import annotations

from dataclasses import replace

import pytest
from markets import demo_panel, new_york
from panels_for_tests import real_panel
from shared_data import SHARED

from dashboard.sections.timeframe.compute import timeframe


@pytest.fixture(scope="package")
def us():
    panel = real_panel(SHARED / "us-2010-2019")
    return replace(panel, schedule=new_york().sessions(panel.sessions[0], panel.sessions[-1] + 60))


@pytest.fixture(scope="package")
def us_result(us):
    return timeframe(us, None)


@pytest.fixture(scope="package")
def demo_result():
    return timeframe(demo_panel(), None)
