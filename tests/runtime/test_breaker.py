"""The breaker: when it opens, when it lets one probe through, and how long it waits."""

from __future__ import annotations

import threading
from random import Random

import pytest
from builders import Clock

from dashboard.runtime.breaker import FAILURES_TO_OPEN, JITTER, LONGEST_BACKOFF_SECONDS, Breaker


def a_breaker(clock: Clock) -> Breaker:
    return Breaker(clock.monotonic, Random(1))


def test_it_waits_twice_as_long_after_each_failure_give_or_take_the_jitter() -> None:
    clock = Clock()
    breaker = a_breaker(clock)
    waits = [breaker.failed() for _ in range(12)]
    for wait, nominal in zip(waits, [2, 4, 8, 16, 32, 64, 128, 256, 300, 300, 300, 300], strict=True):
        assert nominal * (1 - JITTER) <= wait <= nominal * (1 + JITTER)
    assert len({round(wait, 6) for wait in waits[-4:]}) == 4, "jitter must differ from attempt to attempt"


def test_it_opens_after_repeated_failures_and_lets_exactly_one_probe_through() -> None:
    clock = Clock()
    breaker = a_breaker(clock)
    for _ in range(FAILURES_TO_OPEN):
        wait = breaker.failed()
    assert breaker.state == "open"
    assert not breaker.allows()
    clock.advance(wait)
    assert breaker.state == "half-open"
    assert breaker.allows()
    assert not breaker.allows(), "a second probe beside the first"


def test_a_successful_probe_closes_it_and_says_that_it_recovered() -> None:
    clock = Clock()
    breaker = a_breaker(clock)
    for _ in range(FAILURES_TO_OPEN):
        breaker.failed()
    clock.advance(LONGEST_BACKOFF_SECONDS * 2)
    assert breaker.allows()
    assert breaker.succeeded() is True
    assert breaker.state == "closed"
    assert breaker.succeeded() is False, "only the first success after failures is a recovery"


def test_a_failed_probe_opens_it_again() -> None:
    clock = Clock()
    breaker = a_breaker(clock)
    for _ in range(FAILURES_TO_OPEN):
        breaker.failed()
    clock.advance(LONGEST_BACKOFF_SECONDS * 2)
    assert breaker.allows()
    breaker.failed()
    assert breaker.state == "open"


@pytest.mark.parametrize("failures", [1, FAILURES_TO_OPEN])
def test_new_input_earns_an_attempt_before_the_backoff_has_run_out(failures: int) -> None:
    breaker = a_breaker(Clock())
    for _ in range(failures):
        breaker.failed()
    assert not breaker.allows()
    assert breaker.allows(fresh_input=True)


def test_what_the_other_side_asked_for_is_waited_for_even_beyond_the_longest_backoff() -> None:
    clock = Clock()
    breaker = a_breaker(clock)
    assert breaker.failed(retry_after=3600) == 3600
    clock.advance(3599)
    assert not breaker.allows()
    clock.advance(1)
    assert breaker.allows()


def test_a_source_may_bound_its_waits_more_tightly() -> None:
    breaker = Breaker(Clock().monotonic, Random(1), longest=10)
    assert max(breaker.failed() for _ in range(20)) <= 10 * (1 + JITTER)


def test_the_report_counts_down_to_the_next_attempt_and_counts_openings() -> None:
    clock = Clock()
    breaker = a_breaker(clock)
    assert (breaker.report().state, breaker.report().retry_in) == ("closed", 0.0)
    wait = breaker.failed()
    assert breaker.report().retry_in == pytest.approx(wait)
    clock.advance(wait / 4)
    assert breaker.report().retry_in == pytest.approx(0.75 * wait)
    for _ in range(5):
        breaker.failed()
    assert breaker.report().openings == 1, "a probe that fails does not open what is open"
    breaker.succeeded()
    assert (breaker.report().retry_in, breaker.report().failures) == (0.0, 0)
    for _ in range(FAILURES_TO_OPEN):
        breaker.failed()
    assert breaker.report().openings == 2


def test_of_many_threads_that_ask_at_once_exactly_one_gets_the_probe() -> None:
    clock = Clock()
    breaker = a_breaker(clock)
    for _ in range(FAILURES_TO_OPEN):
        breaker.failed()
    clock.advance(LONGEST_BACKOFF_SECONDS)
    together, granted = threading.Barrier(16), []

    def ask() -> None:
        together.wait()
        granted.append(breaker.allows())

    threads = [threading.Thread(target=ask) for _ in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert granted.count(True) == 1
