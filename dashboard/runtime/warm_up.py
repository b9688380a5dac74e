"""Warm-up: holds a section back, outside of its time limit, until its kernels are compiled in a process of their own.

A mark beside the kernels' caches says that those of exactly these sources are there, and a section runs at once then; without it
`compile_kernels` is started. In the serving process compiling would hold the interpreter, and requests with it, for a minute.
"""

from __future__ import annotations

import logging
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterable
from functools import lru_cache
from pathlib import Path

from dashboard.indicators.kernel_cache import CACHES, HERE, digest
from dashboard.sections import __path__ as sections_path

logger = logging.getLogger(__name__)

SHARED = ("indicators", "scanner", "regimes", "sizing")  # packages whose kernels any section may use
LOOK_SECONDS = 0.2
COMPILING = "The computations are being compiled for this machine, which happens once and takes a minute or two."


@lru_cache
def mark(key: str) -> Path:
    """The file that says that the section's kernels are compiled, as the sources are now."""
    packages = [HERE.parent / name for name in SHARED] + [Path(path) / key for path in sections_path]
    return CACHES / f"warm.{key}-{digest(*packages)}"


class WarmUp:
    """Holds sections back until their kernels are compiled. `command` is the process that compiles them, `mark` where it says so."""

    def __init__(
        self,
        command: Iterable[str] = (sys.executable, "-m", "dashboard.runtime.compile_kernels"),
        mark: Callable[[str], Path] = mark,
    ) -> None:
        self._command = tuple(command)
        self._mark = mark
        self._process: subprocess.Popen[bytes] | None = None
        self._lock = threading.Lock()
        self._ended = threading.Event()
        self._waiting = 0

    @property
    def running(self) -> bool:
        """Whether a section is being held back."""
        return self._waiting > 0

    def wait_for(self, key: str) -> None:
        """Return when the section's kernels are compiled, or when there is nothing more to wait for: it compiles them itself then."""
        if self._mark(key).exists() or not any((Path(path) / key).is_dir() for path in sections_path):
            return
        with self._lock:
            self._waiting += 1
            process = self._started()
        while not (self._mark(key).exists() or process is None or process.poll() is not None):
            if self._ended.wait(LOOK_SECONDS):
                break
        with self._lock:
            self._waiting -= 1

    def end(self) -> None:
        """Stop waiting, and stop compiling."""
        self._ended.set()
        with self._lock:
            if self._process is not None and self._process.poll() is None:
                os.killpg(self._process.pid, signal.SIGTERM)  # its children as well
                self._process.wait()

    def _started(self) -> subprocess.Popen[bytes] | None:
        if self._process is None and not self._ended.is_set():
            logger.info(COMPILING)
            self._process = subprocess.Popen(  # noqa: S603  this interpreter, and a module of ours
                self._command, stdout=subprocess.DEVNULL, start_new_session=True
            )
        return self._process
