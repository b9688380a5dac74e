"""What the house stands on: the database, the leader among the processes, the disk, and this process itself."""

from __future__ import annotations

import os
import platform
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from pathlib import Path
from socket import gethostname
from typing import TYPE_CHECKING, Any

from dashboard.errors import StoreUnavailable
from dashboard.runtime.desk import Desk
from dashboard.runtime.runner import iso
from dashboard.store.upgrade import HEAD
from dashboard.store.vitals import vitals

if TYPE_CHECKING:
    from psutil import Process

MEBIBYTE = 2**20


@dataclass
class Premises:
    """instance: the folder whose disk is watched. disk_warning: free bytes below which it is said. version: of the product."""

    desk: Desk
    instance: Path
    disk_warning: int
    version: str
    now: Callable[[], datetime]

    def database(self) -> dict[str, Any]:
        """Kind, size, how fast it answers, migration; a failure is told instead, and not waited for a second time."""
        failure = self.desk.store_failure()
        try:
            found = None if failure else vitals(self.desk.store)
        except StoreUnavailable as error:
            failure, found = str(error), None
        return {
            "kind": "sqlite" if self.desk.store.is_sqlite else "postgresql",
            "failure": failure,
            "name": found and found.name,
            "size_bytes": found and found.size,
            "answers_ms": found and round(1000 * found.answered_in, 2),
            "migration": found and found.migration,
            "newest_migration": HEAD,
        }

    def leader(self) -> dict[str, Any]:
        """Which process ingests, records and alerts. alive: whether a process of that id runs here; None where that cannot be known."""
        lease = self.desk.lease
        held = lease.held
        try:
            holder = None if self.desk.store_failure() else lease.holder()
        except StoreUnavailable:
            holder = None
        here = self.desk.store.is_sqlite and holder is not None and holder.get("host") == gethostname()
        alive = held or (_runs(holder["pid"]) if here and holder else None)
        return {"held": held, "since": lease.since, "holder": holder, "alive": alive}

    def disk(self) -> dict[str, Any]:
        """Room on the disk of the instance folder, in bytes."""
        try:
            usage = shutil.disk_usage(self.instance)
        except OSError as error:
            return self._room(None, None, str(error.strerror))
        return self._room(usage.free, usage.total, None)

    def _room(self, free: int | None, total: int | None, failure: str | None) -> dict[str, Any]:
        return {"free_bytes": free, "total_bytes": total, "warn_below_bytes": self.disk_warning, "failure": failure}

    def process(self) -> dict[str, Any]:
        """This process: id, start, memory in bytes, threads, versions."""
        with self._process.oneshot():
            started = datetime.fromtimestamp(self._process.create_time(), self.now().tzinfo)
            memory, threads = self._process.memory_info().rss, self._process.num_threads()
        return {
            "pid": self._process.pid, "host": gethostname(), "started_at": iso(started), "rss_bytes": memory,
            "threads": threads, "python": platform.python_version(), "version": self.version,
        }  # fmt: skip

    @cached_property
    def _process(self) -> Process:
        from psutil import Process  # off the way of the first request

        return Process()


def _runs(pid: object) -> bool:
    try:
        os.kill(int(str(pid)), 0)
    except (ProcessLookupError, ValueError):
        return False
    except PermissionError:
        return True  # it runs, under another user
    return True
