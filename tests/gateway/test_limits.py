"""Limits: what floods is turned away at the door, what costs is counted by client, and the trader's own page is never in its way."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any

import pytest
from builders import Clock
from house import House, Opener
from redis_server import free_port, redis_server

from dashboard.errors import BadConfig
from dashboard.gateway.limits_flood import FloodGuard

TOKEN = "t0ken-of-twenty-four-characters"
BEARER = {"Authorization": f"Bearer {TOKEN}"}
ELSEWHERE = {"REMOTE_ADDR": "203.0.113.9"}
SLICE = "/api/mean/history?sessions=2"


def from_elsewhere(home: House, path: str, address: str = "203.0.113.9", **headers: str) -> Any:
    return home.get(path, headers=BEARER | headers, environ_base={"REMOTE_ADDR": address})


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One folder for all: what takes time is making a database, and no test here writes what another reads."""
    return tmp_path_factory.mktemp("instance")


@pytest.fixture
def few(house: Opener, kept: Path) -> House:
    """Three reads and two writes a minute."""
    return house(instance=kept, API_TOKENS=TOKEN, RATE_LIMIT="3 per minute", WRITE_RATE_LIMIT="2 per minute").show()


def test_one_read_too_many_is_a_problem_that_says_how_long_to_wait(few: House) -> None:
    assert [from_elsewhere(few, SLICE).status_code for _ in range(3)] == [200] * 3
    answer = from_elsewhere(few, SLICE, **{"X-Request-Id": "mine-1"})
    assert (answer.status_code, answer.content_type) == (429, "application/problem+json")
    body = answer.get_json(force=True)
    assert (body["status"], body["title"], body["section"], body["request_id"]) == (
        429,
        "Too many requests",
        "mean",
        "mine-1",
    )
    assert 1 <= body["retry_after"] <= 60
    assert answer.headers["Retry-After"] == str(body["retry_after"])
    assert answer.headers["Cache-Control"] == "no-store"
    assert "3 per 1 minute" in body["detail"]


def test_clients_are_counted_apart_and_a_network_of_ipv6_as_one(few: House) -> None:
    for _ in range(4):
        from_elsewhere(few, SLICE)
    assert from_elsewhere(few, SLICE, "203.0.113.10").status_code == 200
    one_customers = [from_elsewhere(few, SLICE, f"2001:db8:1:1::{number}").status_code for number in range(1, 5)]
    assert one_customers == [200, 200, 200, 429]
    assert from_elsewhere(few, SLICE, "2001:db8:1:2::1").status_code == 200


def test_this_machine_reads_without_a_limit(few: House) -> None:
    assert {few.get(SLICE).status_code for _ in range(20)} == {200}


def test_snapshots_and_the_pulse_do_not_count_as_reads(few: House) -> None:
    for _ in range(20):
        assert from_elsewhere(few, "/api/mean/current").status_code == 200
        assert from_elsewhere(few, "/api/pulse").status_code == 200
    assert from_elsewhere(few, SLICE).status_code == 200


def test_writes_are_counted_for_everyone_and_apart_from_reads(few: House) -> None:
    def write() -> int:
        return few.client.put("/api/account", json={"equity": 250000}, headers=BEARER).status_code

    assert [write() for _ in range(3)] == [200, 200, 429]
    assert few.get("/api/account").status_code == 200


def test_guessing_tokens_counts_too(few: House) -> None:
    statuses = [
        few.get(SLICE, headers={"Authorization": f"Bearer {number}"}, environ_base=ELSEWHERE).status_code
        for number in range(5)
    ]
    assert statuses == [401, 401, 401, 429, 429]


def test_a_page_that_is_turned_away_is_a_page(few: House) -> None:
    for _ in range(2):
        few.client.post("/login", environ_base=ELSEWHERE)
    answer = few.client.post("/login", environ_base=ELSEWHERE, headers={"Accept": "text/html"})
    assert (answer.status_code, answer.mimetype) == (429, "text/html")
    assert int(answer.headers["Retry-After"]) >= 1


def test_off_is_off(house: Opener, kept: Path) -> None:
    home = house(instance=kept, API_TOKENS=TOKEN, RATE_LIMIT="off", WRITE_RATE_LIMIT="off", FLOOD_LIMIT="0").show()
    assert {from_elsewhere(home, SLICE).status_code for _ in range(50)} == {200}
    assert not [layer for layer in layers(home) if isinstance(layer, FloodGuard)]


def layers(home: House) -> list[Any]:
    """The WSGI applications, from the door inwards."""
    found = [home.app.wsgi_app]
    while hasattr(found[-1], "_application"):
        found.append(found[-1]._application)
    return found


@pytest.mark.parametrize("value", ["many", "0 per minute", "5 per fortnight", "5 per minute;", "-1 per day"])
def test_a_limit_that_makes_no_sense_stops_the_boot(house: Opener, value: str) -> None:
    with pytest.raises(BadConfig, match="RATE_LIMIT"):
        house(RATE_LIMIT=value)


@pytest.fixture
def flooded(house: Opener, kept: Path) -> tuple[House, Clock]:
    """Ten requests a second, on a clock that stands still."""
    home = house(instance=kept, API_TOKENS=TOKEN, FLOOD_LIMIT="10").show()
    guard = next(layer for layer in layers(home) if isinstance(layer, FloodGuard))
    guard._clock = home.clock.monotonic
    return home, home.clock


@pytest.mark.parametrize("path", ["/api/mean/current", "/api/pulse", SLICE, "/api/nothing", "/livez"])
def test_a_flood_of_anything_is_turned_away_before_the_gate_and_let_in_a_second_later(
    flooded: tuple[House, Clock], path: str
) -> None:
    home, clock = flooded
    assert 429 not in {from_elsewhere(home, path).status_code for _ in range(10)}
    answer = home.get(path, environ_base=ELSEWHERE)
    assert answer.status_code == 429
    assert answer.headers["Retry-After"] == "1"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert from_elsewhere(home, path, "198.51.100.7").status_code != 429
    assert home.get(path).status_code != 429, "this machine is not turned away"
    clock.advance(1.0)
    assert from_elsewhere(home, path).status_code != 429


def test_the_floods_refusal_is_a_problem_for_programs_and_a_page_for_browsers(flooded: tuple[House, Clock]) -> None:
    home, _ = flooded
    for _ in range(10):
        home.get("/", environ_base=ELSEWHERE)
    body = home.get("/api/pulse", environ_base=ELSEWHERE, headers={"X-Request-Id": "mine-2"})
    problem = body.get_json(force=True)
    assert (body.content_type, problem["status"], problem["retry_after"]) == ("application/problem+json", 429, 1)
    assert problem["request_id"] == body.headers["X-Request-Id"] == "mine-2"
    page = home.get("/", environ_base=ELSEWHERE)
    assert (page.status_code, page.mimetype) == (429, "text/html")
    assert "more than 10 times in a second" in page.text
    assert home.client.head("/", environ_base=ELSEWHERE).data == b""


def test_behind_a_proxy_each_client_counts_by_its_own_address(house: Opener, kept: Path) -> None:
    home = house(instance=kept, API_TOKENS=TOKEN, TRUSTED_PROXIES="1", RATE_LIMIT="2 per minute").show()

    def read(client: str) -> int:
        return home.get(SLICE, headers=BEARER | {"X-Forwarded-For": client}).status_code

    assert [read("203.0.113.1") for _ in range(3)] == [200, 200, 429]
    assert read("203.0.113.2") == 200
    assert read("9.9.9.9, 203.0.113.1") == 429, "what the client itself wrote there is not believed"


def test_processes_count_together_in_redis_and_alone_while_it_is_away(
    house: Opener, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    port = free_port()
    settings = {"API_TOKENS": TOKEN, "RATE_LIMIT": "3 per minute", "CACHE_URL": f"redis://127.0.0.1:{port}/0"}
    with redis_server(tmp_path / "redis", port):
        one = house(instance=tmp_path / "one", **settings).show()
        two = house(instance=tmp_path / "two", **settings).show()
        assert [from_elsewhere(home, SLICE).status_code for home in (one, two, one, two)] == [200, 200, 200, 429]
    with caplog.at_level(logging.WARNING, logger="flask-limiter"):
        assert [from_elsewhere(one, SLICE).status_code for _ in range(4)] == [200, 200, 200, 429]
    assert len([record for record in caplog.records if "storage unreachable" in record.getMessage()]) == 1
    with redis_server(tmp_path / "redis", port):
        one.app.extensions[
            "limits"
        ]._limiter._Limiter__last_check_backend = 0.0  # it looks again after seconds, not now
        assert [from_elsewhere(home, SLICE).status_code for home in (one, two, one, two)] == [200, 200, 200, 429]


def test_a_redis_that_is_away_from_the_start_does_not_stop_the_limits(house: Opener, kept: Path) -> None:
    nowhere = f"redis://127.0.0.1:{free_port()}/0"
    home = house(instance=kept, API_TOKENS=TOKEN, RATE_LIMIT="3 per minute", CACHE_URL=nowhere).show()
    assert [from_elsewhere(home, SLICE).status_code for _ in range(4)] == [200, 200, 200, 429]
