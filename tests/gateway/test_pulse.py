"""The pulse and the probes: what a page polls, and what a supervisor asks."""

from __future__ import annotations

from builders import mean_close, panel, section
from house import WEEK, Opener

from dashboard.market.panel import Panel
from dashboard.section import Result


def test_the_pulse_answers_304_until_something_is_different_to_read(house: Opener) -> None:
    home = house().show()
    first = home.get("/api/pulse")
    assert first.get_json()["sections"]["mean"]["status"] == "ok"
    same = {"If-None-Match": first.headers["ETag"]}
    home.desk.refresh("mean")
    assert home.get("/api/pulse", headers=same).status_code == 304
    home.show(panel([*WEEK, [9.0, 9.0]], revision="r2"))
    changed = home.get("/api/pulse", headers=same)
    assert changed.status_code == 200
    assert changed.get_json()["sections"]["mean"]["revision"] != first.get_json()["sections"]["mean"]["revision"]
    assert changed.get_json()["sections"]["mean"]["as_of"] == "2018-02-05"


def test_a_section_that_fails_shows_in_the_pulse_and_in_health_and_nowhere_else(house: Opener) -> None:
    def boom(_panel: Panel, _previous: Result | None) -> Result:
        raise ValueError("boom")

    home = house(section(), section(boom, key="bad")).show()
    sections = home.get("/api/pulse").get_json()["sections"]
    assert (sections["mean"]["status"], sections["bad"]["status"]) == ("ok", "degraded")
    health = home.get("/api/health").get_json()
    assert health["status"] == "degraded"
    assert health["sections"]["bad"]["consecutive_failures"] == 1
    assert health["sections"]["mean"]["consecutive_failures"] == 0
    assert health["sections"]["mean"]["duration_seconds"] is not None
    assert home.get("/api/mean/current").get_json()["data"] == {"mean": 6.0}


def test_the_breaker_is_visible_in_health(house: Opener) -> None:
    def boom(_panel: Panel, _previous: Result | None) -> Result:
        raise ValueError("boom")

    home = house(section(boom)).show()
    for _ in range(4):
        home.desk.refresh("mean", fresh_input=True)
    assert home.get("/api/health").get_json()["sections"]["mean"]["breaker"]["openings"] == 1


def test_the_process_is_live_at_once_and_ready_when_every_section_has_figures(house: Opener) -> None:
    home = house()
    assert home.get("/livez").status_code == 200
    waiting = home.get("/readyz")
    assert (waiting.status_code, waiting.get_json()["waiting_for"]) == (503, ["mean"])
    home.show()
    assert home.get("/readyz").status_code == 200


def test_a_healed_section_is_ok_again_without_a_restart(house: Opener) -> None:
    broken = True

    def compute(a_panel: Panel, previous: Result | None) -> Result:
        if broken:
            raise ValueError("boom")
        return mean_close(a_panel, previous)

    home = house(section(compute)).show()
    assert home.get("/api/mean/current").get_json()["status"] == "degraded"
    broken = False
    home.desk.refresh("mean", fresh_input=True)
    assert home.get("/api/mean/current").get_json()["status"] == "ok"
