"""The drill: does one fault to a running desk, and compares what the trader sees, what is stored and how it heals with what is expected.

1. Before: all is well, and everything that is answered and stored is noted.
2. While it lasts: pages answer, every figure stays byte for byte, the victim says why, no other section notices, health tells.
3. After: all is well by itself within the expected time, without a restart; the figures are back, and no stored row is missing.
"""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Iterator
from contextlib import redirect_stderr
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory

from dashboard.faults.fault import HOUSE, Fault, Report
from dashboard.faults.look import Look, complaint, has_all, held, is_well, look
from dashboard.faults.rig import STEP_SECONDS, OpenApp, Rig, make_template, open_rig
from dashboard.section import Section

PATIENCE = 3.0  # times the expected seconds; what is not well by then never will be
PACES = 60  # into which a long wait is cut


class Ground:
    """Where drills take place: a market taken in once, copied for each of them. Deleted at the end of its context."""

    def __init__(self, open_app: OpenApp, sections: tuple[Section, ...]) -> None:
        self._open_app = open_app
        self._sections = sections
        self._folder = TemporaryDirectory(prefix="dashboard-fault-")
        self._count = 0

    def __enter__(self) -> Ground:
        with redirect_stderr(io.StringIO()):
            make_template(self._open_app, self._sections, self._template)
        return self

    def __exit__(self, *_: object) -> None:
        self._folder.cleanup()

    @property
    def _template(self) -> Path:
        return Path(self._folder.name) / "template"

    def run(self, fault: Fault) -> list[Report]:
        """Do it to each of its victims, on one rig. What is logged meanwhile stays in the rig's own files."""
        self._count += 1
        place = Path(self._folder.name) / f"rig-{self._count}"
        with redirect_stderr(io.StringIO()), open_rig(self._open_app, self._sections, self._template, place) as rig:
            return [drill(fault, rig, victim) for victim in fault.victims(rig)]


def missing(fault: Fault) -> str | None:
    """Why the fault cannot be tried here; None where it can."""
    if fault.needs and find_spec(fault.needs) is None:
        return f"{fault.name} needs {fault.needs}, which is not installed."
    return None


def drill(fault: Fault, rig: Rig, victim: str) -> Report:
    """Do the fault to the victim, and report."""
    before, stored = look(rig), held(rig.desk.store)
    complaints = [] if is_well(rig) else ["It was not well before anything was done to it."]
    with fault.inject(rig, victim):
        rig.pass_time(fault.lasts)
        during = look(rig)
        complaints += [*_while_it_lasts(fault, before, during, victim), *fault.probe(rig)]
    began, runs = rig.time.seconds, rig.runs
    recovery = _recovery(fault, rig, began)
    complaints += _afterwards(fault, rig, before, stored, recovery)
    complaints += rig.crashes
    rig.crashes.clear()
    kept = (stored & held(rig.desk.store)).total()
    api, health = _told(during, victim), " ".join(_news(before, during))
    return Report(fault.name, victim, api, health, kept, recovery, rig.runs - runs, tuple(complaints))


def _recovery(fault: Fault, rig: Rig, began: float) -> float | None:
    """Seconds until all is well; what waited outside has come by then."""
    within = fault.expected.heals_within
    while rig.time.seconds - began <= PATIENCE * within:
        if is_well(rig) and (not fault.expected.brings or has_all(rig)):
            return rig.time.seconds - began
        rig.step(max(STEP_SECONDS, within // PACES))
    return None


def _while_it_lasts(fault: Fault, before: Look, during: Look, victim: str) -> Iterator[str]:
    yield from (f"{path} answered {status}." for path, status in during.pages.items() if status != 200)
    for path, (status, _, _, figures) in during.answers.items():
        if status != 200:
            yield f"{path} answered {status}."
        elif figures in (b"", b"null}") or (figures != before.answers[path][3] and not fault.expected.moves):
            yield f"{path} lost its last good figures."
    for key in {path.split("/")[2] for path in during.answers}:
        yield from _section(fault, during, key, broken=bool(fault.expected.api) and victim in (key, HOUSE))
    yield from _health(fault, before, during)


def _section(fault: Fault, during: Look, key: str, *, broken: bool) -> Iterator[str]:
    for status, reason in during.reasons(key):
        if not broken and status != "ok":
            yield f"{key} is {status}, though nothing was done to it: {reason}"
        elif broken and status != "stale":
            yield f"{key} is {status} instead of stale."
        elif broken and (found := complaint(fault.expected.api, reason or "", key)):
            yield found


def _health(fault: Fault, before: Look, during: Look) -> Iterator[str]:
    news = _news(before, during)
    if not fault.expected.health:
        yield from (f"Health tells what is no trouble: {each}" for each in news)
    elif found := complaint(fault.expected.health, " ".join(news), "Health"):
        yield found


def _news(before: Look, during: Look) -> list[str]:
    """What health tells that it did not tell before."""
    return [each for each in during.troubles if each not in before.troubles]


def _afterwards(fault: Fault, rig: Rig, before: Look, stored: Counter[str], recovery: float | None) -> Iterator[str]:
    if recovery is None or recovery > fault.expected.heals_within:
        took = "never" if recovery is None else f"after {recovery:g} seconds"
        yield f"It was well again {took}; expected within {fault.expected.heals_within:g}."
    after = look(rig)
    yield from (f"{path} answers {status} afterwards." for path, status in after.pages.items() if status != 200)
    if recovery is not None and not fault.expected.brings and _figures(after) != _figures(before):
        yield "The figures afterwards are not those before."
    lost = stored - held(rig.desk.store)
    if lost:
        yield f"{lost.total():,} stored rows are gone, {next(iter(lost))} among them."


def _figures(seen: Look) -> dict[str, bytes]:
    return {path: answer[3] for path, answer in seen.answers.items()}


def _told(during: Look, victim: str) -> str:
    told = [f"{status}: {reason}" if reason else status for path in during.answers for status, reason in during.reasons(path.split("/")[2])
            if victim in (HOUSE, path.split("/")[2])]  # fmt: skip
    return next((each for each in told if each != "ok"), "ok")
