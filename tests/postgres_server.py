"""A real PostgreSQL for the tests: in a temporary folder, on a free port, unprivileged, stopped at the end."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

DEBIAN = Path("/usr/lib/postgresql")
UNPRIVILEGED = ("postgres", "nobody")
TUNING = "-c fsync=off -c full_page_writes=off -c synchronous_commit=off -c shared_buffers=64MB"


def binaries() -> Path | None:
    """The folder of initdb and pg_ctl: the newest under Debian's, else the one in PATH; None where there is none."""
    versions = sorted(DEBIAN.glob("*/bin/initdb"), key=lambda path: int(path.parts[-3].partition(".")[0]))
    if versions:
        return versions[-1].parent
    found = shutil.which("initdb")
    return None if found is None else Path(found).resolve().parent


def binaries_or_skip() -> Path:
    """The folder of the binaries; without them CI fails, and any other machine skips with a sentence."""
    folder = binaries()
    if folder is not None:
        return folder
    sentence = "needs PostgreSQL's initdb and pg_ctl, which this machine lacks"
    if os.environ.get("CI"):
        pytest.fail(f"CI {sentence}")
    pytest.skip(sentence)


@contextmanager
def running(binaries: Path) -> Iterator[str]:
    """The URL of a fresh server's database, while it runs."""
    folder = Path(tempfile.mkdtemp(prefix="dashboard-pg-"))
    user = _unprivileged_user()
    if user is not None:
        os.chown(folder, user.pw_uid, user.pw_gid)
    data, port = folder / "data", _free_port()
    try:
        _run(
            user,
            binaries / "initdb",
            "-D",
            data,
            "-U",
            "dashboard",
            "--auth=trust",
            "--no-sync",
            "-E",
            "UTF8",
            "--locale=C",
        )
        options = f"-p {port} -k {folder} -h 127.0.0.1 {TUNING}"
        _run(user, binaries / "pg_ctl", "-D", data, "-l", folder / "log", "-w", "-o", options, "start")
        try:
            yield f"postgresql://dashboard@127.0.0.1:{port}/postgres"
        finally:
            _run(user, binaries / "pg_ctl", "-D", data, "-m", "immediate", "-w", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _unprivileged_user() -> pwd.struct_passwd | None:
    """PostgreSQL refuses to run as root, so a root test run (a container) lends it another user."""
    if os.geteuid() != 0:
        return None
    known = {entry.pw_name: entry for entry in pwd.getpwall()}
    return next(known[name] for name in UNPRIVILEGED if name in known)


def _run(user: pwd.struct_passwd | None, *command: object) -> None:
    identity: dict[str, Any] = {} if user is None else {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
    done = subprocess.run(
        [str(part) for part in command], cwd="/", capture_output=True, text=True, check=False, **identity
    )
    if done.returncode:
        raise RuntimeError(f"{command[0]} failed: {done.stderr or done.stdout}")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
