"""A source of data: attempted behind its breaker, inside the error boundary, and open about what became of it."""

from __future__ import annotations

import logging
import threading
from random import Random

import pytest
from builders import Clock

from dashboard.errors import BadMarketFolder
from dashboard.runtime.breaker import FAILURES_TO_OPEN, Breaker
from dashboard.runtime.source import Found, Source

GOOD = Found({"files": 2, "read": 500, "stored": 480}, {"AAA.csv": "It holds a web page."})
NOTHING_NEW = Found({"files": 2, "unchanged_files": 2, "read": 0})


def a_source(clock: Clock) -> Source:
    return Source("market", "Market folder", "nyse", Breaker(clock.monotonic, Random(1)), clock.now)


def raising(error: Exception) -> Found:
    raise error


def test_a_good_look_tells_its_totals_and_what_could_not_be_read() -> None:
    source = a_source(Clock())
    assert source.look(lambda: GOOD)
    report = source.report()
    assert (report["state"], report["reason"]) == ("ok", None)
    assert report["last_import"] == {"files": 2, "read": 500, "stored": 480}
    assert report["refused"] == {"AAA.csv": "It holds a web page."}
    assert report["last_look_at"] == report["last_import_at"] == "2018-02-07T15:00:00Z"


def test_a_look_that_finds_nothing_new_leaves_the_last_import_as_it_was() -> None:
    clock = Clock()
    source = a_source(clock)
    source.look(lambda: GOOD)
    clock.advance(60)
    source.look(lambda: NOTHING_NEW)
    report = source.report()
    assert report["last_import"]["read"] == 500
    assert report["last_import_at"] == "2018-02-07T15:00:00Z"
    assert report["last_look_at"] == report["last_good_at"] == "2018-02-07T15:01:00Z"


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (BadMarketFolder("The folder is gone."), "The folder is gone."),
        (MemoryError(), "Taking it in raised MemoryError."),
        (ValueError("week 54"), "Taking it in raised ValueError: week 54."),
    ],
)
def test_whatever_a_look_raises_becomes_a_sentence_and_a_failure(error: Exception, words: str) -> None:
    source = a_source(Clock())
    assert source.look(lambda: raising(error))
    assert (source.state, source.reason) == ("failed", words)
    assert source.last_failure == {"at": "2018-02-07T15:00:00Z", "reason": words}
    assert source.busy_since is None


def test_after_repeated_failures_it_is_not_looked_at_until_it_is_due_and_then_it_heals() -> None:
    clock = Clock()
    source = a_source(clock)
    for _ in range(FAILURES_TO_OPEN):
        source.look(lambda: raising(BadMarketFolder("Gone.")))
        clock.advance(source.breaker.report().retry_in)
    source.look(lambda: raising(BadMarketFolder("Gone.")))
    assert source.breaker.state == "open"
    assert not source.look(lambda: GOOD), "looked at although its breaker is open"
    clock.advance(source.breaker.report().retry_in)
    assert source.look(lambda: GOOD)
    assert (source.state, source.breaker.state) == ("ok", "closed")
    assert source.last_failure is not None, "what went wrong last stays readable"


def test_a_wait_that_the_other_side_asked_for_is_kept() -> None:
    class TooMany(BadMarketFolder):
        retry_after = 900.0

    clock = Clock()
    source = a_source(clock)
    source.look(lambda: raising(TooMany("Too many requests.")))
    assert source.breaker.report().retry_in == 900


def test_two_looks_never_overlap() -> None:
    source = a_source(Clock())
    inside, release = threading.Event(), threading.Event()

    def slow() -> Found:
        inside.set()
        release.wait(10)
        return GOOD

    thread = threading.Thread(target=source.look, args=(slow,))
    thread.start()
    assert inside.wait(10)
    assert source.report()["busy_since"] == "2018-02-07T15:00:00Z"
    assert not source.look(lambda: GOOD)
    release.set()
    thread.join(10)


def test_going_bad_and_recovering_are_each_logged_once(caplog: pytest.LogCaptureFixture) -> None:
    clock = Clock()
    source = a_source(clock)
    with caplog.at_level(logging.INFO):
        for _ in range(4):
            source.look(lambda: raising(BadMarketFolder("Gone.")))
            clock.advance(1000)
        source.look(lambda: GOOD)
        source.look(lambda: GOOD)
    messages = [record.getMessage() for record in caplog.records]
    assert messages == ["Source market failed: Gone.", "Source market has recovered."]
