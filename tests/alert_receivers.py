"""Real servers on this machine that alerts are delivered to: an HTTP receiver that answers as it is told."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

HANG, DRIP = "hang", "drip"


@dataclass
class Received:
    """One request as it arrived."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


@dataclass
class Receiver:
    """Answers in turn with the statuses given, then with 200. HANG answers nothing, DRIP a byte at a time."""

    answers: list[int | str] = field(default_factory=list)
    headers: dict[str, str] = field(default_factory=dict)
    received: list[Received] = field(default_factory=list)
    over: threading.Event = field(default_factory=threading.Event)
    dropped: threading.Event = field(default_factory=threading.Event)
    url: str = ""


@contextmanager
def receiving(receiver: Receiver | None = None, port: int = 0) -> Iterator[Receiver]:
    """The receiver on a free port of this machine."""
    receiver = receiver or Receiver()
    server = ThreadingHTTPServer(("127.0.0.1", port), _handler(receiver))
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    receiver.url = f"http://127.0.0.1:{server.server_port}/hook"
    try:
        yield receiver
    finally:
        receiver.over.set()
        server.shutdown()
        thread.join()
        server.server_close()


def _handler(receiver: Receiver) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            receiver.received.append(Received(self.command, self.path, dict(self.headers), body))
            answer = receiver.answers.pop(0) if receiver.answers else 200
            if isinstance(answer, int):
                self._answer(answer)
            else:
                self._stall(answer)

        do_GET = do_POST

        def _answer(self, status: int) -> None:
            self.send_response(status)
            for name, value in receiver.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", "2")
            self.end_headers()
            self.wfile.write(b"ok")

        def _stall(self, how: str) -> None:
            """Until the sender hangs up, or the test is over."""
            self.close_connection = True
            while not receiver.over.wait(0.02):
                try:
                    if how == DRIP:
                        self.wfile.write(b"H")
                        self.wfile.flush()
                    elif self.connection.recv(1) == b"":
                        break
                except OSError:
                    break
            receiver.dropped.set()

        def log_message(self, *_: Any) -> None:
            pass

    return Handler
