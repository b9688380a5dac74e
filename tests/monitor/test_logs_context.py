"""Where a line comes from: the job and the section that a thread is at, in whatever thread of theirs it is logged."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import UTC, datetime
from threading import Event as Flag
from typing import Any

import pytest
from builders import mean_close, section
from house import Opener

from dashboard.monitor.logs.event import event_of
from dashboard.runtime.job_context import at_job, current_job
from dashboard.runtime.scheduler import Scheduler
from dashboard.section import Result

logger = logging.getLogger("tests")
PATIENCE_SECONDS = 60


class Kept(logging.Handler):
    """Keeps the events of what is logged, made on the thread that logs."""

    def __init__(self) -> None:
        super().__init__()
        self.events: list[Any] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.events.append(event_of(record))


@pytest.fixture
def kept() -> Any:
    handler = Kept()
    logging.getLogger().addHandler(handler)
    yield handler.events
    logging.getLogger().removeHandler(handler)


def speaks(panel: Any, _previous: Result | None = None) -> Result:
    logger.warning("computing")
    return mean_close(panel)


def test_what_a_section_logs_while_it_computes_bears_its_key(house: Opener, kept: list[Any]) -> None:
    house(section(speaks)).show()
    assert {event.section for event in kept if event.message == "computing"} == {"mean"}


def test_a_failed_run_is_logged_with_its_section(house: Opener, kept: list[Any]) -> None:
    def fails(*_: Any) -> Result:
        raise ValueError("boom")

    house(section(fails)).show()
    (event,) = (event for event in kept if event.level == "ERROR")
    assert (event.section, event.failure.kind, event.failure.message) == ("mean", "ValueError", "boom")


def scheduled(job: Callable[[], None]) -> None:
    """Run the job as the scheduler does, to its end."""
    scheduler = Scheduler(lambda: datetime.now(UTC))
    ended = Flag()
    scheduler.soon("mean:now", job)
    scheduler.soon("after", ended.set, 0.01)
    scheduler.start()
    assert ended.wait(PATIENCE_SECONDS)
    scheduler.stop()


def test_a_scheduled_job_knows_its_name(kept: list[Any]) -> None:
    scheduled(lambda: logger.warning("at work"))
    assert [event.job for event in kept if event.message == "at work"] == ["mean:now"]


def test_a_job_that_raises_is_logged_once_with_its_name_and_its_traceback(house: Opener, kept: list[Any]) -> None:
    house()

    def raises() -> None:
        raise ValueError("boom")

    scheduled(raises)
    (event,) = (event for event in kept if event.failure is not None)
    assert event.job == "mean:now"
    assert "in raises" in event.failure.traceback


def test_a_job_inside_a_job_keeps_what_it_does_not_say_anew() -> None:
    with at_job("breadth:retry"):
        with at_job(section="breadth"):
            assert (current_job().name, current_job().section) == ("breadth:retry", "breadth")
        assert current_job().section is None
    assert current_job().name is None


def test_a_request_gives_its_id_and_its_section(house: Opener, kept: list[Any]) -> None:
    app = house().app
    with app.test_request_context("/api/mean/history", headers={"X-Request-Id": "abc-1"}):
        app.preprocess_request()
        logger.warning("asked")
    (event,) = (event for event in kept if event.message == "asked")
    assert (event.request_id, event.section) == ("abc-1", "mean")
