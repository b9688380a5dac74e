"""One leader among several processes, and a new one as soon as the old one is gone."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from dashboard.store.engine import Store
from dashboard.store.lease import LeaderLease

ROOT = Path(__file__).resolve().parents[2]
HOLDER = """
import sys
from dashboard.store.engine import open_store
from dashboard.store.lease import LeaderLease
lease = LeaderLease(open_store(sys.argv[1]))
print(lease.acquire(), flush=True)
sys.stdin.read()
"""


def test_only_one_leads_and_releasing_makes_room(store: Store) -> None:
    first, second = LeaderLease(store), LeaderLease(store)
    assert (first.acquire(), second.acquire()) == (True, False)
    assert (first.held, second.held) == (True, False)
    first.release()
    assert (first.held, second.acquire(), first.acquire()) == (False, True, False)
    second.release()


def test_acquiring_twice_is_holding_once(store: Store) -> None:
    lease = LeaderLease(store)
    assert lease.acquire()
    assert lease.acquire()
    lease.release()
    lease.release()
    other = LeaderLease(store)
    assert other.acquire()
    other.release()


def test_a_leader_that_is_killed_leaves_the_lease_to_another(store: Store) -> None:
    url = store.engine.url.render_as_string(hide_password=False)
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLDER, url], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert holder.stdout is not None
    assert holder.stdout.readline() == "True\n"
    lease = LeaderLease(store)
    assert not lease.acquire()
    holder.kill()
    holder.communicate()
    assert any(lease.acquire() for _ in range(10_000))  # the server may need a moment to notice the closed socket
    lease.release()
