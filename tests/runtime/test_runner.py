"""The runner: a section may fail in any way, and fails alone."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import orjson
import pytest
from builders import Clock, mean_close, panel, section

from dashboard.errors import StoreUnavailable
from dashboard.market.panel import Panel
from dashboard.runtime.board import Board, Publication
from dashboard.runtime.runner import Outcome, Runner
from dashboard.section import Result
from dashboard.signals import section_failed, section_refreshed

TWO_SESSIONS = [[1.0, 3.0], [2.0, 4.0]]


@dataclass
class House:
    """A runner with its surroundings: what it persisted, what it recorded, and its clock."""

    clock: Clock = field(default_factory=Clock)
    persisted: list[list[Publication]] = field(default_factory=list)
    recorded: list[Outcome] = field(default_factory=list)
    time_limit: float | None = None

    def __post_init__(self) -> None:
        self.board = Board(["mean", "other"])
        self.runner = Runner(
            self.board,
            self.clock.now,
            lambda new, _: self.persisted.append(new),
            self.recorded.append,
            self.clock.monotonic,
            self.time_limit,
        )

    def run(self, compute: Callable[..., Any] = mean_close, on: Panel | None = None, **options: Any) -> Outcome | None:
        return self.runner.run(section(compute), panel(TWO_SESSIONS) if on is None else on, **options)

    def shown(self, endpoint: str = "current") -> Any:
        return orjson.loads(self.board["mean"].publications[endpoint].data)


def raises(error: BaseException) -> Callable[..., Result]:
    def compute(_panel: Panel, _previous: Result | None) -> Result:
        raise error

    return compute


def test_a_good_run_publishes_every_endpoint_of_the_newest_session() -> None:
    house = House()
    outcome = house.run()
    assert outcome is not None
    assert outcome.outcome == "ok"
    assert house.shown() == {"mean": 3.0}
    assert house.shown("history") == {"session": ["2018-01-29", "2018-01-30"], "mean": [2.0, 3.0]}
    assert house.board["mean"].status("r1") == ("ok", None)
    assert [run.outcome for run in house.recorded] == ["ok"]


@pytest.mark.parametrize(
    "error",
    [
        ValueError("boom"),
        MemoryError(),
        RecursionError("deep"),
        KeyboardInterrupt("from inside"),
        SystemExit(3),
        AssertionError(),
    ],
)
def test_whatever_a_section_raises_its_last_good_figures_stay_as_stale_with_the_reason(error: BaseException) -> None:
    house = House()
    house.run()
    outcome = house.run(raises(error))
    assert outcome is not None
    assert outcome.outcome == "failed"
    assert house.shown() == {"mean": 3.0}
    status, reason = house.board["mean"].status("r1")
    assert status == "stale"
    assert type(error).__name__ in str(reason)


def test_the_reason_is_one_short_sentence_even_of_a_long_message() -> None:
    house = House()
    house.run(raises(ValueError("line one\nline two " + "x" * 5000)))
    reason = house.board["mean"].failure
    assert reason is not None
    assert len(reason) <= 260
    assert "\n" not in reason
    assert reason.endswith((".", "…"))


def test_a_section_that_fails_before_its_first_good_run_is_degraded_and_shows_no_figures() -> None:
    house = House()
    house.run(raises(ValueError("boom")))
    assert house.board["mean"].status("r1")[0] == "degraded"
    assert house.board["mean"].publications == {}


def test_a_computation_that_hangs_is_given_up_and_the_section_heals_when_the_next_one_ends() -> None:
    house = House(time_limit=0.05)
    release = threading.Event()

    def hang(a_panel: Panel, previous: Result | None) -> Result:
        release.wait(10)
        return mean_close(a_panel, previous)

    house.run()
    outcome = house.run(hang)
    assert outcome is not None
    assert outcome.outcome == "timed_out"
    assert house.board["mean"].status("r1")[0] == "stale"
    house.clock.advance(1000)
    house.time_limit = None
    house.runner.time_limit = 10
    assert house.run() is not None
    assert house.board["mean"].status("r1") == ("ok", None)
    release.set()


def test_no_third_thread_is_started_beside_two_that_hang_and_it_heals_when_they_end() -> None:
    house = House(time_limit=0.05)
    release = threading.Event()
    started: list[threading.Thread] = []

    def hang(a_panel: Panel, previous: Result | None) -> Result:
        started.append(threading.current_thread())
        release.wait(10)
        return mean_close(a_panel, previous)

    for _ in range(4):
        house.run(hang)
        house.clock.advance(1000)
    assert len(started) == 2
    assert "still hang" in str(house.board["mean"].failure)
    release.set()
    for thread in started:
        thread.join(10)
    house.runner.time_limit = 10
    house.run()
    assert house.board["mean"].status("r1") == ("ok", None)


def test_a_late_result_of_a_computation_that_was_given_up_is_never_shown() -> None:
    house = House(time_limit=0.05)
    release = threading.Event()
    ended = threading.Event()

    def late(_panel: Panel, _previous: Result | None) -> Result:
        release.wait(10)
        ended.set()
        return mean_close(panel([[100.0, 100.0], [100.0, 100.0]]))

    house.run()
    house.run(late)
    release.set()
    assert ended.wait(10)
    assert house.shown() == {"mean": 3.0}


def nan_at_the_end(a_panel: Panel, _previous: Result | None) -> Result:
    good = mean_close(a_panel)
    good.series["mean"][-1] = np.nan  # type: ignore[index]
    return good


def nan_everywhere(a_panel: Panel, _previous: Result | None) -> Result:
    good = mean_close(a_panel)
    good.series["mean"][:] = np.nan  # type: ignore[index]
    return good


@pytest.mark.parametrize("compute", [nan_at_the_end, nan_everywhere])
def test_a_headline_that_turns_nan_without_a_loss_of_coverage_is_a_failed_run(compute: Callable[..., Result]) -> None:
    house = House()
    house.run()
    house.run(compute)
    assert house.board["mean"].status("r1")[0] == "stale"
    assert house.shown() == {"mean": 3.0}


def test_a_headline_that_is_missing_because_nothing_traded_is_no_failure() -> None:
    house = House()
    house.run()
    nobody_traded = panel([*TWO_SESSIONS, [np.nan, np.nan]], revision="r2")
    outcome = house.run(on=nobody_traded)
    assert outcome is not None
    assert outcome.outcome == "ok"
    assert house.shown() == {"mean": None}


@pytest.mark.parametrize("garbage", [None, 7, "text", {"mean": 1.0}])
def test_garbage_instead_of_a_result_is_a_failed_run(garbage: Any) -> None:
    house = House()
    house.run()
    house.run(lambda _panel, _previous: garbage)
    assert house.board["mean"].status("r1")[0] == "stale"


def test_a_result_of_the_wrong_length_is_a_failed_run() -> None:
    house = House()
    house.run(lambda a_panel, _: mean_close(a_panel.first(1)))
    assert "1 sessions instead of 2" in str(house.board["mean"].failure)


def test_a_stray_nan_in_a_view_is_named_and_a_gap_in_an_array_is_null() -> None:
    house = House()
    view = section(mean_close).endpoints[0]
    bad = section(endpoints=(view.__class__("current", "x", lambda _r, _t: {"a": {"b": float("nan")}}),))
    house.runner.run(bad, panel(TWO_SESSIONS))
    assert "data.a.b is nan" in str(house.board["mean"].failure)
    house.clock.advance(1000)
    house.run(on=panel([[np.nan, np.nan], [2.0, 4.0]]))
    assert house.shown("history")["mean"] == [None, 3.0]


def test_going_bad_and_recovering_are_each_logged_once(caplog: pytest.LogCaptureFixture) -> None:
    house = House()
    with caplog.at_level(logging.INFO):
        for _ in range(5):
            house.run(raises(ValueError("boom")))
            house.clock.advance(1000)
        house.run()
        house.run()
    messages = [record.getMessage() for record in caplog.records]
    assert len([m for m in messages if "failed" in m]) == 1
    assert len([m for m in messages if "recovered" in m]) == 1


def test_a_store_that_cannot_be_written_is_logged_once_and_its_recovery_once(caplog: pytest.LogCaptureFixture) -> None:
    house, works = House(), House().runner.record

    def full_disk(*_: Any) -> None:
        raise StoreUnavailable("The disk is full.")

    with caplog.at_level(logging.INFO):
        for record in (full_disk, full_disk, full_disk, works, works):
            house.runner.record = record
            house.run()
    messages = [record.getMessage() for record in caplog.records]
    assert messages == [
        "Section mean is shown but cannot be written down: The disk is full.",
        "Section mean is written down again.",
    ]


def test_figures_are_kept_although_the_store_cannot_be_written() -> None:
    house = House()

    def full_disk(*_: Any) -> None:
        raise StoreUnavailable("The disk is full.")

    house.runner.persist = full_disk
    house.run()
    assert house.board["mean"].status("r1") == ("ok", None)


def test_the_same_figures_keep_their_publication_so_that_the_etag_stays() -> None:
    house = House()
    house.run()
    before = dict(house.board["mean"].publications)
    house.clock.advance(60)
    outcome = house.run()
    assert outcome is not None
    assert not outcome.changed
    assert all(house.board["mean"].publications[name] is before[name] for name in before)
    assert len(house.persisted) == 1


def test_a_computation_may_resume_only_on_the_same_lineage() -> None:
    house = House()
    given: list[Result | None] = []

    def compute(a_panel: Panel, previous: Result | None) -> Result:
        given.append(previous)
        return mean_close(a_panel)

    house.run(compute)
    house.run(compute, on=panel([*TWO_SESSIONS, [5.0, 5.0]], revision="r2"))
    house.run(compute, on=panel([*TWO_SESSIONS, [6.0, 6.0]], revision="r3", lineage="l2"))
    assert [previous is not None for previous in given] == [False, True, False]


def test_newer_bars_make_the_figures_stale_until_they_are_computed() -> None:
    house = House()
    house.run()
    assert house.board["mean"].status("r2")[0] == "stale"


def test_signals_say_what_happened_and_with_what() -> None:
    heard: list[tuple[str, str, dict[str, Any]]] = []

    def refreshed(sender: str, **facts: Any) -> None:
        heard.append(("refreshed", sender, facts))

    def failed(sender: str, **facts: Any) -> None:
        heard.append(("failed", sender, facts))

    with section_refreshed.connected_to(refreshed), section_failed.connected_to(failed):
        house = House()
        house.run()
        house.run(raises(ValueError("boom")))
    assert heard[0] == ("refreshed", "mean", {"revision": "r1", "changed": True})
    assert heard[1][:2] == ("failed", "mean")
    assert heard[1][2]["consecutive_failures"] == 1


def test_the_breaker_keeps_a_failing_section_from_running_until_it_is_due() -> None:
    house = House()
    house.run(raises(ValueError("boom")))
    assert house.run() is None
    house.clock.advance(5)
    assert house.run() is not None


def test_one_section_is_never_run_twice_at_a_time() -> None:
    house = House()
    inside, release = threading.Event(), threading.Event()

    def slow(a_panel: Panel, previous: Result | None) -> Result:
        inside.set()
        release.wait(10)
        return mean_close(a_panel, previous)

    thread = threading.Thread(target=house.run, args=(slow,))
    thread.start()
    assert inside.wait(10)
    assert house.run() is None
    release.set()
    thread.join(10)
    assert house.board["mean"].status("r1") == ("ok", None)
