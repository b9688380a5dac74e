"""A delivery that ends in time: what it holds open is hung up when the other side hangs, or answers a byte at a time."""

from __future__ import annotations

import queue
import socket
import threading
from collections.abc import Callable
from contextlib import suppress

from dashboard.errors import DeliveryFailed

FAULT = "It ended in a fault of the dashboard; the log says more."


class Line:
    """What one delivery holds open."""

    def __init__(self) -> None:
        self._sockets: list[Callable[[], socket.socket | None]] = []

    def hold(self, its_socket: Callable[[], socket.socket | None]) -> None:
        """From now on hanging up shuts this socket; asked for late, since TLS replaces it under way."""
        self._sockets.append(its_socket)

    def hang_up(self) -> None:
        """Shut every socket: whoever reads from it fails at once."""
        for its_socket in self._sockets:
            opened = its_socket()
            if opened is not None:
                with suppress(OSError):  # it was closed meanwhile
                    opened.shutdown(socket.SHUT_RDWR)


def within(seconds: float, work: Callable[[Line], None]) -> None:
    """Do it in a thread of its own and wait that long. Raises DeliveryFailed, also when the time is over.

    A socket's own timeout is not enough: it begins anew with every byte, and looking up a name has none.
    """
    line = Line()
    box: queue.SimpleQueue[DeliveryFailed | None] = queue.SimpleQueue()

    def attempt() -> None:
        failure: DeliveryFailed | None = DeliveryFailed(FAULT)
        try:
            work(line)
            failure = None
        except DeliveryFailed as error:
            failure = error
        finally:
            box.put(failure)

    threading.Thread(target=attempt, name="alert-delivery", daemon=True).start()
    try:
        failure = box.get(timeout=seconds)
    except queue.Empty:
        line.hang_up()
        raise DeliveryFailed(f"It was not taken within {seconds:g} seconds.") from None
    if failure is not None:
        raise failure
