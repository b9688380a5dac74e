"""New input while a section computes: what came to tell of it finds the section running, and the figures are of the newest all the same."""

from __future__ import annotations

from pathlib import Path

import pytest
from builders import mean_close, panel, section
from house import WEEK, House

from dashboard.errors import ComputeFailed
from dashboard.market.panel import Panel
from dashboard.section import Result

NEWER = panel([*WEEK, [6.0, 8.0]], revision="r2")


@pytest.mark.parametrize("first_fails", [False, True], ids=["good", "failing"])
def test_bars_that_come_while_a_section_computes_are_computed_next(tmp_path: Path, first_fails: bool) -> None:
    told: list[object] = []

    def compute(a_panel: Panel, previous: Result | None = None) -> Result:
        if a_panel.revision == "r1":
            house.hold(NEWER)
            told.append(house.desk.refresh("mean", fresh_input=True))
            if first_fails:
                raise ComputeFailed("The older bars made no sense.")
        return mean_close(a_panel, previous)

    house = House(tmp_path, section(compute))
    house.hold(panel(WEEK))
    house.desk.refresh("mean")
    assert told == [None]
    assert house.desk.status("mean") == ("ok", None)
    assert house.get("/api/mean/current").json["as_of"] == str(NEWER.sessions[-1])
    assert house.get("/api/mean/current").json["data"]["mean"] == 7.0
    house.close()


def test_without_new_input_a_section_computes_once(tmp_path: Path) -> None:
    computed: list[str] = []

    def compute(a_panel: Panel, previous: Result | None = None) -> Result:
        computed.append(a_panel.revision)
        return mean_close(a_panel, previous)

    house = House(tmp_path, section(compute))
    house.hold(panel(WEEK))
    house.desk.refresh("mean")
    assert computed == ["r1"]
    house.close()
