"""The health report: every part of it against a house that is told what to do, and the verdict on the whole."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, NamedTuple

import numpy as np
import pytest
from builders import mean_close, panel, section
from house import House, Opener

from dashboard.errors import BadMarketFolder, StoreUnavailable
from dashboard.market.panel import Panel
from dashboard.monitor.data_health import stale_symbols
from dashboard.monitor.verdict import verdict
from dashboard.runtime.run_log import RunLog
from dashboard.runtime.source import Found
from dashboard.section import Result
from dashboard.store.runs import Run, recent_runs

AFTER_FRIDAY = datetime(2018, 2, 4, 15, 0, tzinfo=UTC)  # a Sunday: the store ends on Friday, and nothing is due


def boom(_panel: Panel, _previous: Result | None) -> Result:
    raise ValueError("boom")


def health(home: House, **options: Any) -> Any:
    return home.get("/api/health", **options).get_json()


def current(home: House) -> House:
    """The house on a Sunday, with everything computed."""
    home.clock.wall = AFTER_FRIDAY
    return home.show()


def test_all_is_well_in_one_sentence(house: Opener) -> None:
    home = current(house(section(), section(key="other")))
    found = health(home)["verdict"]
    assert found["level"] == "ok"
    assert found["sentence"] == "All two sections are current; the store is 0 sessions behind."
    assert found["troubles"] == []


def test_a_failing_section_is_the_first_thing_said_with_when_it_is_tried_again(house: Opener) -> None:
    home = current(house(section(), section(boom, key="bad")))
    found = health(home)
    first = found["verdict"]["troubles"][0]
    assert (found["verdict"]["level"], first["area"]) == ("trouble", "sections")
    assert first["what"] == "Bad shows nothing: its last run failed."
    assert first["detail"] == "The computation raised ValueError: boom."
    assert first["remedy"].startswith("It is tried again by itself at 15:00 UTC")
    bad = found["sections"]["bad"]
    assert bad["breaker"]["state"] == "closed"
    assert bad["breaker"]["failures"] == 1
    assert bad["breaker"]["opens_until"] == "2018-02-04T15:00:02Z"
    assert bad["last_failure"]["reason"] == "The computation raised ValueError: boom."


def test_a_section_on_old_figures_says_of_which_session_they_are(house: Opener) -> None:
    broken = False

    def compute(a_panel: Panel, previous: Result | None) -> Result:
        return boom(a_panel, previous) if broken else mean_close(a_panel, previous)

    home = current(house(section(compute)))
    broken = True
    for _ in range(3):
        home.desk.refresh("mean", fresh_input=True)
    what = health(home)["verdict"]["troubles"][0]["what"]
    assert what.startswith("Mean is on its last good figures, of 2018-02-02: its last 3 runs failed.")
    assert health(home)["sections"]["mean"]["breaker"]["openings"] == 1


def test_data_behind_the_exchange_are_said_in_sessions_and_not_in_days(house: Opener) -> None:
    home = house().show()  # Wednesday 10:00 in New York: Monday and Tuesday are missing
    found = health(home)
    assert found["data"]["market"]["sessions_behind"] == 2
    assert found["verdict"]["sentence"] == (
        "The store is 2 sessions behind the exchange: it ends on 2018-02-02, due is 2018-02-06."
    )


def test_a_source_that_fails_is_said_with_its_own_sentence(house: Opener, monkeypatch: pytest.MonkeyPatch) -> None:
    home = current(house())

    def gone() -> Found:
        raise BadMarketFolder("The folder is gone.")

    monkeypatch.setattr(home.desk.intake, "look", gone)
    home.desk.take_in()
    (source,) = health(home)["sources"]
    assert (source["state"], source["reason"]) == ("failed", "The folder is gone.")
    assert source["breaker"]["failures"] == 1
    first = health(home)["verdict"]["troubles"][0]
    assert (first["what"], first["detail"]) == ("Demo market: nothing could be taken in.", "The folder is gone.")


def test_files_that_cannot_be_read_are_a_warning_that_names_one(house: Opener, monkeypatch: pytest.MonkeyPatch) -> None:
    home = current(house())
    refused = {"AAA.csv": "It holds a web page.", "BBB.csv": "It is empty."}
    monkeypatch.setattr(home.desk.intake, "look", lambda: Found({"files": 9, "read": 5}, refused))
    home.desk.take_in()
    found = health(home)
    assert found["sources"][0]["last_import"] == {"files": 9, "read": 5}
    (trouble,) = found["verdict"]["troubles"]
    assert (trouble["level"], trouble["detail"]) == ("warning", "AAA.csv: It holds a web page.")
    assert trouble["what"] == "Two files of the demo market cannot be read, AAA.csv among them."


def test_a_database_that_does_not_answer_comes_before_all_else(house: Opener, monkeypatch: pytest.MonkeyPatch) -> None:
    home = current(house(section(), section(boom, key="bad")))

    def away(*_: Any) -> Any:
        raise StoreUnavailable("The disk is full.")

    monkeypatch.setattr(home.desk.panels, "refresh", away)
    home.desk.watch()
    found = health(home)
    first = found["verdict"]["troubles"][0]
    assert (first["what"], first["detail"]) == ("The database does not answer.", "The disk is full.")
    assert found["database"]["failure"] == "The disk is full."
    assert found["database"]["answers_ms"] is None
    assert found["sections"]["mean"]["status"] == "ok", "the figures stay"


def test_before_the_first_computation_it_is_starting_and_not_in_trouble(house: Opener) -> None:
    found = health(house())
    assert found["verdict"]["level"] == "starting"
    assert found["verdict"]["sentence"] == "Not computed yet: Mean."


def test_a_disk_that_runs_full_is_said(house: Opener) -> None:
    home = current(house(DISK_WARNING_MB=str(10**7)))
    found = health(home)
    assert found["disk"]["warn_below_bytes"] == 10**7 * 2**20
    assert 0 < found["disk"]["free_bytes"] < found["disk"]["total_bytes"]
    assert found["verdict"]["troubles"][0]["area"] == "disk"


def test_the_house_says_what_it_stands_on(house: Opener) -> None:
    found = health(current(house()))
    assert found["database"]["kind"] == "sqlite"
    assert found["database"]["migration"] == found["database"]["newest_migration"]
    assert found["database"]["answers_ms"] > 0
    assert found["leader"]["held"] is True
    assert found["leader"]["holder"]["pid"] == found["process"]["pid"]
    assert found["process"]["rss_bytes"] > 20_000_000
    assert found["process"]["threads"] >= 1


def test_a_leader_that_died_is_missed(house: Opener, monkeypatch: pytest.MonkeyPatch) -> None:
    home = current(house())
    home.desk.lease.release()
    monkeypatch.setattr("os.kill", _no_such_process)
    found = health(home)
    assert (found["leader"]["held"], found["leader"]["alive"]) == (False, False)
    assert found["verdict"]["troubles"][0]["what"].startswith("No process leads")


def _no_such_process(_pid: int, _signal: int) -> None:
    raise ProcessLookupError


def test_nothing_is_sent_again_until_a_reader_would_see_a_difference(house: Opener) -> None:
    home = current(house())
    first = home.get("/api/health")
    held = {"If-None-Match": first.headers["ETag"]}
    assert home.get("/api/health", headers=held).status_code == 304
    home.desk.refresh("mean")
    assert home.get("/api/health", headers=held).status_code == 200


def test_the_last_runs_come_back_after_a_restart_in_their_order(house: Opener) -> None:
    home = current(house())
    for _ in range(3):
        home.clock.advance(60)
        home.desk.refresh("mean")
    home.close()
    again = house()
    again.clock.wall = home.clock.wall
    again.clock.advance(60)
    again.show()
    runs = health(again)["sections"]["mean"]["runs"]
    times = [run["started_at"][11:19] for run in runs]
    assert times == ["15:00:00", "15:01:00", "15:02:00", "15:03:00", "15:04:00"]
    assert len(recent_runs(again.desk.store, "mean")) == 5


def test_a_run_far_beyond_the_usual_is_slow(house: Opener) -> None:
    home = current(house())
    log = RunLog()
    for number, seconds in enumerate([2.0, 2.0, 2.0, 2.0, 2.0, 7.0]):
        log.add(Run("mean", f"2018-02-04T15:00:0{number}Z", seconds, "ok"))
    home.desk.runner.log = log
    found = health(home)
    mean = found["sections"]["mean"]
    assert (mean["median_seconds"], mean["slow_after_seconds"]) == (2.0, 6.0)
    assert [run["outcome"] for run in mean["runs"]][-2:] == ["ok", "slow"]
    assert found["verdict"]["troubles"][0]["what"] == "Mean took 7.0 s in its last run, where 2.0 s are usual."


def test_symbols_that_stand_still_are_told_from_those_that_left() -> None:
    closes = np.ones((40, 5))
    closes[-1, 1] = np.nan  # B: yesterday
    closes[-22:, 2] = np.nan  # C: for a month and a day
    closes[-3:, 3] = np.nan  # D: three sessions
    closes[-3:, 4] = np.nan  # E: known to have left
    whole = panel(closes.tolist())
    left = replace(whole.instruments[4], delisted=whole.sessions[-4])
    found = stale_symbols(replace(whole, instruments=(*whole.instruments[:4], left)))
    assert (found["count"], found["of"], found["ended"]) == (2, 5, 1)
    assert [(each["symbol"], each["sessions_behind"]) for each in found["named"]] == [("B", 1), ("D", 3)]
    assert found["named"][0]["last_session"] == str(whole.sessions[-2])


def test_more_than_one_trouble_is_counted_behind_the_first(house: Opener) -> None:
    report = health(house(section(boom, key="bad"), section(boom, key="worse")).show())
    assert verdict(report)["sentence"].endswith("Two more things below.")
    assert [each["area"] for each in verdict(report)["troubles"]] == ["sections", "sections", "data"]


class Case(NamedTuple):
    before: list[str]
    kept: list[str]
    expected: list[str]


@pytest.mark.parametrize(
    "case",
    [
        Case([], ["10:02"], ["10:02"]),
        Case(["10:01", "10:00"], ["10:02"], ["10:00", "10:01", "10:02"]),
        Case(["10:02", "10:01"], ["10:02"], ["10:01", "10:02"]),  # what this process wrote down itself
    ],
)
def test_runs_of_before_the_restart_stand_in_front_and_none_twice(case: Case) -> None:
    log = RunLog()
    for time in case.kept:
        log.add(Run("mean", time, 1.0, "ok"))
    log.remember("mean", [Run("mean", time, 1.0, "ok") for time in case.before])
    assert [run.started_at for run in log.recent("mean")] == case.expected
