"""What commands that take long have in common: a bar, and one sentence instead of a traceback."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from dashboard.errors import DashboardError

if TYPE_CHECKING:
    from dashboard.runtime.ingest.report import OnProgress, Progress

STEPS_OF_BAR = 1000


@contextmanager
def in_one_sentence() -> Iterator[None]:
    """Anticipated failures end the command with their sentence; no traceback reaches the user."""
    try:
        yield
    except DashboardError as error:
        raise click.ClickException(str(error)) from error


@contextmanager
def step_bar(label: str) -> Iterator[OnProgress]:
    """A bar for work that tells its step, its file and how far it is."""
    with click.progressbar(length=STEPS_OF_BAR, label=label, item_show_func=lambda shown: shown) as bar:

        def on_progress(progress: Progress) -> None:
            step = f"{progress.step} {progress.path}" if progress.path else progress.step
            bar.update(int(progress.fraction * STEPS_OF_BAR) - bar.pos, step)

        yield on_progress


@contextmanager
def row_bar(label: str, rows: int) -> Iterator[Callable[[int], None]]:
    """A bar for work that tells how many more rows are done."""
    with click.progressbar(length=rows, label=label) as bar:
        yield bar.update
