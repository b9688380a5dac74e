"""Of many that want the same at once one makes it; a maker that fails or hangs takes nobody with it."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor

import pytest

from dashboard.gateway.shelf import Shelf
from dashboard.gateway.single_flight import SingleFlight

PATIENCE = 10.0
CROWD = 8


class Workshop:
    """Makes what is asked for once it is released, and counts."""

    def __init__(self, made: bytes = b"made", failures: int = 0) -> None:
        self.calls, self._made, self._failures = 0, made, failures
        self.begun, self.released = threading.Semaphore(0), threading.Event()

    def __call__(self) -> bytes:
        self.calls += 1
        number = self.calls
        self.begun.release()
        assert self.released.wait(PATIENCE)
        if number <= self._failures:
            raise ValueError(f"failure {number}")
        return self._made


def crowd(flight: SingleFlight, make: Callable[[], bytes], pool: ThreadPoolExecutor) -> list[Future[bytes]]:
    """One after another they come while the first is still at work."""
    return [pool.submit(flight.one, "key", make) for _ in range(CROWD)]


def test_a_crowd_that_wants_the_same_has_it_made_once() -> None:
    """A cache stands behind the flight, as in the product: who comes after the landing finds it there."""
    flight, workshop, kept = SingleFlight(), Workshop(), list[bytes]()

    def make() -> bytes:
        if not kept:
            kept.append(workshop())
        return kept[0]

    with ThreadPoolExecutor(CROWD) as pool:
        waiting = crowd(flight, make, pool)
        assert workshop.begun.acquire(timeout=PATIENCE)
        workshop.released.set()
        assert {one.result(PATIENCE) for one in waiting} == {b"made"}
    assert workshop.calls == 1
    assert flight.waiting_for == 0


def test_different_things_do_not_wait_for_each_other() -> None:
    flight, slow = SingleFlight(), Workshop(b"slow")
    with ThreadPoolExecutor(1) as pool:
        other = pool.submit(flight.one, "slow", slow)
        assert slow.begun.acquire(timeout=PATIENCE)
        assert flight.one("quick", lambda: b"quick") == b"quick"
        slow.released.set()
        assert other.result(PATIENCE) == b"slow"


def test_a_failure_is_the_makers_alone_and_the_next_tries_again() -> None:
    flight, workshop = SingleFlight(), Workshop(failures=1)
    with ThreadPoolExecutor(CROWD) as pool:
        waiting = crowd(flight, workshop, pool)
        assert workshop.begun.acquire(timeout=PATIENCE)
        workshop.released.set()
        failed = [one.exception(PATIENCE) for one in waiting]
    assert sorted(str(error) for error in failed if error) == ["failure 1"]
    assert {one.result() for one in waiting if not one.exception()} == {b"made"}
    assert flight.waiting_for == 0


def test_who_has_waited_long_enough_makes_it_alone() -> None:
    flight, hanging = SingleFlight(patience=0.01), Workshop(b"late")
    with ThreadPoolExecutor(1) as pool:
        hung = pool.submit(flight.one, "key", hanging)
        assert hanging.begun.acquire(timeout=PATIENCE)
        assert flight.one("key", lambda: b"alone") == b"alone"
        hanging.released.set()
        assert hung.result(PATIENCE) == b"late"


def test_a_shelf_keeps_what_was_asked_for_last_within_its_bytes() -> None:
    shelf: Shelf[bytes] = Shelf(100, len)
    for name in ("a", "b", "c"):
        shelf.put(name, bytes(40))
        shelf.get("a")
    assert [name for name in "abc" if shelf.get(name) is not None] == ["a", "c"]
    assert shelf.taken == 80


@pytest.mark.parametrize("size", [51, 10_000])
def test_what_would_empty_half_a_shelf_is_not_kept(size: int) -> None:
    shelf: Shelf[bytes] = Shelf(100, len)
    shelf.put("small", bytes(40))
    shelf.put("large", bytes(size))
    assert (shelf.get("small"), shelf.get("large"), shelf.taken) == (bytes(40), None, 40)


def test_a_shelf_counts_a_value_that_is_replaced_once() -> None:
    shelf: Shelf[bytes] = Shelf(100, len)
    for size in (50, 10, 30):
        shelf.put("one", bytes(size))
    assert (shelf.taken, len(shelf)) == (30, 1)
    assert (shelf.drop("one"), shelf.drop("one"), shelf.taken) == (True, False, 0)
