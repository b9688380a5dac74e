"""Fault: one thing that goes wrong, and what surviving it means. A frozen dataclass of functions, as a section is."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dashboard.faults.rig import Rig

HOUSE = "-"  # the victim of a fault that breaks no section in particular


@dataclass(frozen=True, slots=True)
class Expected:
    """What surviving means. Whatever it is: pages and all other sections answer, figures stay byte for byte, nothing stored is lost.

    api: pattern of the reason that the victim's answers carry while it lasts; "" where they stay ok. health: pattern of what the health
    report then tells; "" where it has nothing to tell. heals_within: seconds after the end until all is as before. brings: whether new
    sessions waited outside, and are stored by then. moves: whether some of them come through while it lasts, so that figures go on.
    """

    api: str = ""
    health: str = ""
    heals_within: float = 0.0
    brings: bool = False
    moves: bool = False


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault. what: a sentence in the trader's words. inject: breaks the rig's victim for as long as the context lasts.

    lasts: seconds of the rig's clock. victims: the keys of the sections that it is done to, one after the other. probe: complaints about
    what this fault alone shows while it lasts. needs: a module that has to be installed.
    """

    name: str
    what: str
    inject: Callable[[Rig, str], AbstractContextManager[None]]
    expected: Expected
    lasts: float = 15.0
    victims: Callable[[Rig], Sequence[str]] = lambda _: (HOUSE,)
    probe: Callable[[Rig], Iterator[str]] = lambda _: iter(())
    needs: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """What one fault did to one victim. api, health: what they said. kept: rows that were there before and after.

    recovery: seconds of the rig's clock until all was well, None if it never was. runs: computations in that time. complaints: why it was
    not survived.
    """

    fault: str
    victim: str
    api: str
    health: str
    kept: int
    recovery: float | None
    runs: int
    complaints: tuple[str, ...]

    @property
    def survived(self) -> bool:
        """Whether all that was expected came true."""
        return not self.complaints
