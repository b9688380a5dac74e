"""A section that breaks: it raises, hangs, returns what cannot be shown, runs out of memory or wants to end the process."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import Any, NoReturn

import numpy as np

from dashboard.faults.fault import Expected, Fault
from dashboard.faults.rig import LAST, Rig, Wrapper
from dashboard.section import Result

HASTY_SECONDS = 0.05
HEALS = 30.0  # the longest wait after the failures of a quarter of a minute, and a look at the store


def every(rig: Rig) -> Sequence[str]:
    """All sections, those that come later too."""
    return [section.key for section in rig.desk.sections]


def with_headline(rig: Rig) -> Sequence[str]:
    """Those whose headline is a number on so small a market."""
    found = ((section, rig.desk.board[section.key].result) for section in rig.desk.sections)
    return [s.key for s, result in found if result is not None and np.isfinite(result.series[s.headline][-1])]


def computing(wrapper: Wrapper) -> Callable[[Rig, str], Any]:
    """The section's compute is another while it lasts, and is called at once."""

    @contextmanager
    def inject(rig: Rig, victim: str) -> Iterator[None]:
        rig.computes[victim] = wrapper
        rig.refresh(victim)
        yield
        del rig.computes[victim]

    return inject


def raising(error: BaseException) -> Wrapper:
    """A compute that does nothing else."""

    def wrapper(_: Callable[..., Any]) -> Callable[..., Any]:
        def compute(*_: Any) -> NoReturn:
            raise error

        return compute

    return wrapper


def changing(change: Callable[[Result], Any]) -> Wrapper:
    """A compute whose result is not what it should be."""
    return lambda real: lambda *given: change(real(*given))


def exiting(_: Callable[..., Any]) -> Callable[..., Any]:
    """A compute that ends the process, as a library's command line might."""
    return lambda *_: sys.exit(3)


def torn(result: Result) -> Result:
    """Every series one session short."""
    return replace(result, series={name: values[:-1] for name, values in result.series.items()})


def nameless(_: Result) -> Any:
    """What a forgotten `return` gives."""
    return None


@contextmanager
def nan_headline(rig: Rig, victim: str) -> Iterator[None]:
    """The headline is NaN at the newest session, with nothing missing that would explain it."""
    name = rig.desk.section(victim).headline

    def blank(result: Result) -> Result:
        values = result.series[name].copy()
        values[-1] = np.nan
        return replace(result, series={**result.series, name: values})

    with computing(changing(blank))(rig, victim):
        yield


@contextmanager
def unserialisable(rig: Rig, victim: str) -> Iterator[None]:
    """Its views return what no JSON can hold."""
    rig.views[victim] = lambda _: lambda *_: {"figure": object()}
    rig.refresh(victim)
    yield
    del rig.views[victim]


@contextmanager
def hanging(rig: Rig, victim: str) -> Iterator[None]:
    """It computes for ever, as an optimiser that does not converge; the limit is short, so that nobody waits for it."""
    released, limit = threading.Event(), rig.desk.runner.time_limit

    def endless(_: Callable[..., Any]) -> Callable[..., Any]:
        def compute(*_: Any) -> NoReturn:
            rig.desk.runner.time_limit = limit
            released.wait()
            raise TimeoutError("released")

        return compute

    rig.computes[victim] = endless
    rig.desk.runner.time_limit = HASTY_SECONDS
    rig.refresh(victim)
    rig.desk.runner.time_limit = limit
    yield
    released.set()
    del rig.computes[victim]


def slices_are_told_apart(rig: Rig) -> Iterator[str]:
    """The past is made by the same views: the broken section's is a problem in words, the others' is there."""
    place = [section.key in rig.views for section in rig.desk.sections].index(True)
    client, day = rig.client, str(LAST - np.timedelta64(7 * (place + 1), "D"))  # another for each: answers are kept
    for section in rig.desk.sections:
        answer = client.get(f"/api/{section.key}/{section.endpoints[0].name}?as_of={day}")
        wanted = (500, "application/problem+json") if section.key in rig.views else (200, "application/json")
        if (answer.status_code, answer.content_type) != wanted:
            yield f"{section.key} of {day} is answered with {answer.status_code} and {answer.content_type}."


FAULTS = (
    Fault(
        "section-raises",
        "A section's computation raises.",
        computing(raising(ZeroDivisionError("by the number of stocks"))),
        Expected(
            r"last good figures\. The computation raised ZeroDivisionError: by the number of stocks\.",
            r"on its last good figures.*ZeroDivisionError",
            HEALS,
        ),
        victims=every,
    ),
    Fault(
        "section-out-of-memory",
        "A section's computation is refused the memory it asks for.",
        computing(raising(MemoryError("Unable to allocate 31.4 GiB"))),
        Expected(r"raised MemoryError: Unable to allocate 31\.4 GiB\.", r"MemoryError", HEALS),
        victims=every,
    ),
    Fault(
        "section-exits",
        "A section's computation wants to end the process.",
        computing(exiting),
        Expected(r"SystemExit was raised: 3\.", r"SystemExit", HEALS),
        victims=every,
    ),
    Fault(
        "section-wrong-length",
        "A section returns series that are a session short.",
        computing(changing(torn)),
        Expected(r"has \d+ sessions instead of \d+\.", r"sessions instead of", HEALS),
        victims=every,
    ),
    Fault(
        "section-returns-nothing",
        "A section returns no result at all.",
        computing(changing(nameless)),
        Expected(r"returned NoneType instead of a Result\.", r"NoneType", HEALS),
        victims=every,
    ),
    Fault(
        "section-nan-headline",
        "A section's headline goes missing although its coverage did not.",
        nan_headline,
        Expected(r"is NaN at the last session although its coverage is not\.", r"is NaN at the last session", HEALS),
        victims=with_headline,
    ),
    Fault(
        "section-unserialisable",
        "A section's figures are no JSON.",
        unserialisable,
        Expected(r"The computation raised \w+: .*serializable", r"serializable", HEALS),
        victims=every,
        probe=slices_are_told_apart,
    ),
    Fault(
        "section-hangs",
        "A section computes for ever.",
        hanging,
        Expected(r"did not finish within 0\.05 seconds\.", r"did not finish within", HEALS),
        lasts=0.0,
        victims=every,
    ),
)
