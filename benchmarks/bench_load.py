"""A bounded load generator for loopback: keep-alive connections that send one GET after another and time each answer."""

from __future__ import annotations

import json
import os
import socket
import sys
import threading
from time import perf_counter, sleep


def fire(
    port: int, path: str, connections: int, seconds: float, every: float = 0.0, etag: str = ""
) -> dict[str, float]:
    """Requests and requests per second, p50 and p99 latency in milliseconds, of `connections` clients over `seconds`.

    every: seconds between two requests of one client; 0 sends the next as soon as the last is answered. etag: what the clients
    have already, for answers without a body. BENCH_TOKEN in the environment is what they log in with.
    """
    has = f"If-None-Match: {etag}\r\n" if etag else ""
    token = os.environ.get("BENCH_TOKEN")
    who = f"Authorization: Bearer {token}\r\n" if token else ""
    request = f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept-Encoding: gzip\r\n{who}{has}\r\n".encode()
    latencies: list[list[float]] = [[] for _ in range(connections)]
    until = perf_counter() + seconds
    threads = [threading.Thread(target=_client, args=(port, request, until, every, mine)) for mine in latencies]
    began = perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    took = perf_counter() - began
    answered = sorted(latency for mine in latencies for latency in mine)
    return {
        "requests": len(answered),
        "rps": len(answered) / took,
        "p50_ms": 1000 * answered[len(answered) // 2],
        "p99_ms": 1000 * answered[int(len(answered) * 0.99)],
    }


def _client(port: int, request: bytes, until: float, every: float, latencies: list[float]) -> None:
    with socket.create_connection(("127.0.0.1", port), timeout=30) as connection:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        while (sent := perf_counter()) < until:
            connection.sendall(request)
            _read_answer(connection)
            latencies.append(perf_counter() - sent)
            sleep(max(0.0, every - latencies[-1]))


def _read_answer(connection: socket.socket) -> None:
    data = b""
    while (end := data.find(b"\r\n\r\n")) < 0:
        data += _received(connection)
    head = data[:end].lower()
    if b" 304 " in head.split(b"\r\n", 1)[0]:
        return
    if b" 200 " not in head.split(b"\r\n", 1)[0]:
        raise RuntimeError(head.decode())
    length = int(head.split(b"content-length:", 1)[1].split(b"\r\n", 1)[0])
    missing = length - (len(data) - end - 4)
    while missing > 0:
        missing -= len(_received(connection))


def _received(connection: socket.socket) -> bytes:
    data = connection.recv(1 << 18)
    if not data:
        raise RuntimeError("the server closed the connection")
    return data


if __name__ == "__main__":
    port, path, connections, seconds, every, *etag = sys.argv[1:]
    print(json.dumps(fire(int(port), path, int(connections), float(seconds), float(every), *etag)))
