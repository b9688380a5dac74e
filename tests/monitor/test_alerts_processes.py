"""Several processes and killed ones: a decided message is delivered exactly once, or once more under the same key."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from alert_receivers import Receiver, receiving
from alert_worlds import World, market
from builders import Clock

from dashboard.monitor.alerts.delivery.webhook import webhooks
from dashboard.store.alert_outbox import waiting
from dashboard.store.engine import Store

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = """
import os, signal, sys
from alert_worlds import World, market
from dashboard.monitor.alerts import sender
from dashboard.monitor.alerts.delivery.webhook import webhooks
from dashboard.store.engine import open_store
from dashboard.store.lease import LeaderLease

url, hook, how = sys.argv[1:]
store = open_store(url)
lease = LeaderLease(store)
world = World(store).sees(market=market(1))
channels = webhooks((hook,), "", world.clock.now)
world.watchman.evaluation = type(world.watchman.evaluation)(**{
    **vars(world.watchman.evaluation), "channels": tuple(channel.name for channel in channels)})
world.sender.channels = {channel.name: channel for channel in channels}
world.watchman.leading = world.sender.leading = lambda: lease.held
if how == "dies before sending":
    world.sender.run = lambda: os.kill(os.getpid(), signal.SIGKILL) if sender.waiting(store) else None
elif how == "dies before noting":
    real = sender.note
    sender.note = lambda store, parcel: os.kill(os.getpid(), signal.SIGKILL) if parcel.delivered_at else real(store, parcel)
print("ready", flush=True)
sys.stdin.readline()
for _ in range(15):
    lease.acquire()
    world.passes()
"""


def started(store: Store, receiver: Receiver, how: str) -> subprocess.Popen[str]:
    """A process that waits for a line, then looks and sends fifteen times, unless it dies of what it is told to."""
    url = store.engine.url.render_as_string(hide_password=False)
    paths = os.pathsep.join([str(ROOT), str(ROOT / "tests")])
    process = subprocess.Popen(
        [sys.executable, "-c", PROGRAM, url, receiver.url, how], cwd=ROOT, env=os.environ | {"PYTHONPATH": paths},
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    return process


def ended(*processes: subprocess.Popen[str]) -> list[int]:
    """Let them go, and wait for their ends."""
    for process in processes:
        assert process.stdin is not None
        process.stdin.write("\n")
        process.stdin.flush()
    for process in processes:
        process.communicate(timeout=120)
    return [process.returncode for process in processes]


def restarted(store: Store, receiver: Receiver) -> None:
    """The same dashboard again, an hour later."""
    world = World(store, clock=Clock()).sees(market=market(1))
    world.clock.advance(3600)
    channels = webhooks((receiver.url,), "", world.clock.now)
    world.sender.channels = {channel.name: channel for channel in channels}
    world.passes(20)


def keys(receiver: Receiver) -> list[str]:
    return [request.headers["Idempotency-Key"] for request in receiver.received]


def test_a_process_killed_between_deciding_and_sending_loses_nothing(sqlite_store: Callable[[], Store]) -> None:
    store = sqlite_store()
    with receiving() as receiver:
        assert ended(started(store, receiver, "dies before sending")) == [-signal.SIGKILL]
        assert (len(waiting(store)), receiver.received) == (1, [])
        restarted(store, receiver)
        assert len(receiver.received) == 1
        assert receiver.received[0].json["kind"] == "fired"


def test_a_process_killed_between_sending_and_noting_repeats_under_the_same_key_and_nothing_else(
    sqlite_store: Callable[[], Store],
) -> None:
    store = sqlite_store()
    with receiving() as receiver:
        assert ended(started(store, receiver, "dies before noting")) == [-signal.SIGKILL]
        restarted(store, receiver)
        assert len(receiver.received) == 2
        assert len(set(keys(receiver))) == 1
        assert receiver.received[0].json == receiver.received[1].json


def test_two_processes_on_one_store_deliver_once(store: Store) -> None:
    with receiving() as receiver:
        both = [started(store, receiver, "lives") for _ in range(2)]
        assert ended(*both) == [0, 0]
        assert len(receiver.received) == 1
