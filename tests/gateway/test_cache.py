"""The cache of slices: keyed by revision and query, in memory or in a real Redis, and never the cause of a failure."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any

import pytest
from builders import panel, point, section, series
from house import WEEK, House, Opener
from redis_server import free_port, redis_server

from dashboard.errors import BadConfig, ComputeFailed
from dashboard.section import Endpoint, Result, Section


class Counted:
    """A section whose views count how often they are asked."""

    def __init__(self) -> None:
        self.calls = 0

    def history(self, result: Result, rows: slice) -> Any:
        self.calls += 1
        return series(result, rows)

    def section(self) -> Section:
        return section(
            endpoints=(Endpoint("current", "x", point), Endpoint("history", "x", self.history, kind="series"))
        )


def test_the_same_slice_of_the_same_revision_is_cut_once(house: Opener) -> None:
    counted = Counted()
    home = house(counted.section()).show()
    before = counted.calls
    answers = [home.get(f"/api/mean/history?{query}").data for query in ("sessions=2", "sessions=2", "sessions=02")]
    assert counted.calls == before + 1
    assert len(set(answers)) == 1


SAME_TWO = (
    "sessions=2",
    "sessions=2&format=json",
    "format=json&sessions=2",
    "sessions=2&sessions=2",
    "sessions=002",
    "sessions=2&to=2018-02-02",
    "to=2030-01-01&sessions=2",
    "sessions=2&as_of=2018-02-04",
    "from=2018-02-01",
    "from=2018-02-01&to=2018-12-31",
)


def test_queries_that_mean_the_same_rows_are_cut_once_and_compressed_once(house: Opener) -> None:
    counted = Counted()
    home = house(counted.section()).show(panel([[float(i), float(i) + 1] for i in range(400)]))
    query = "/api/mean/history?sessions=300"
    before = counted.calls
    packed = [
        home.get(f"{query}{more}", headers={"Accept-Encoding": "gzip"})
        for more in ("", "&format=json", "&to=2040-01-01")
    ]
    assert counted.calls == before + 1
    assert {answer.headers["Content-Encoding"] for answer in packed} == {"gzip"}
    shelf = home.app.extensions["slices"]._answers
    assert len(shelf) == 1
    ((_, answer),) = shelf._values.values()
    assert answer.compressed is answer.compressed


def test_every_spelling_of_one_slice_is_one_slice(house: Opener) -> None:
    counted = Counted()
    home = house(counted.section()).show()
    before = counted.calls
    answers = [home.get(f"/api/mean/history?{query}") for query in SAME_TWO]
    assert [answer.status_code for answer in answers] == [200] * len(SAME_TWO)
    assert len({answer.data for answer in answers}) == len({answer.headers["ETag"] for answer in answers}) == 1
    assert counted.calls == before + 1


def test_a_parameter_given_twice_and_not_alike_is_refused(house: Opener) -> None:
    answer = house().show().get("/api/mean/history?sessions=2&sessions=3")
    assert answer.status_code == 400
    assert "'sessions' is given more than once" in answer.get_json(force=True)["detail"]


def test_figures_that_fail_are_neither_kept_nor_shared(house: Opener) -> None:
    broken = True

    def history(result: Result, rows: slice) -> Any:
        if broken and rows.stop - rows.start == 2:
            raise ComputeFailed("Not now.")
        return series(result, rows)

    home = house(
        section(endpoints=(Endpoint("current", "x", point), Endpoint("history", "x", history, kind="series")))
    ).show()
    assert home.get("/api/mean/history?sessions=2").status_code == 500
    broken = False
    assert home.get("/api/mean/history?sessions=2").status_code == 200


def test_a_kept_answer_is_made_anew_when_its_envelope_changes(house: Opener) -> None:
    home = house().show()
    path = "/api/mean/history?sessions=2"
    before = home.get(path)
    home.clock.advance(7 * 3600)
    after = home.get(path)
    assert (before.get_json()["market"]["session"], after.get_json()["market"]["session"]) == ("open", "closed")
    assert after.headers["ETag"] != before.headers["ETag"]
    home.hold(panel([*WEEK, [5.0, 9.0]], revision="r2"))
    stale = home.get(path).get_json()
    assert (stale["status"], stale["age_sessions"]) == ("stale", 1)


def test_a_file_is_cut_once_and_has_an_etag(house: Opener) -> None:
    counted = Counted()
    home = house(counted.section()).show()
    before = counted.calls
    first = home.get("/api/mean/history?format=csv&sessions=2")
    again = home.get("/api/mean/history?sessions=2&format=csv", headers={"If-None-Match": first.headers["ETag"]})
    assert (first.status_code, again.status_code, counted.calls) == (200, 304, before + 1)


def test_memory_is_bounded_in_bytes(house: Opener) -> None:
    from dashboard.gateway.cache_memory import ENTRY_BYTES, MemoryCache

    cache = MemoryCache(room=10_000)
    for number in range(100):
        cache.set(str(number), bytes(1000), timeout=60)
    kept = [number for number in range(100) if cache.get(str(number)) is not None]
    assert kept == list(range(100 - 10_000 // (1000 + ENTRY_BYTES), 100))
    cache.set("old", b"x", timeout=-1)
    assert cache.get("old") is None


def test_new_bars_are_never_answered_from_the_old_slice(house: Opener) -> None:
    home = house().show()
    assert home.get("/api/mean/history?sessions=1").get_json()["data"]["mean"] == [6.0]
    home.show(panel([*WEEK[:-1], [50.0, 70.0]], revision="r2", lineage="l2"))
    assert home.get("/api/mean/history?sessions=1").get_json()["data"]["mean"] == [60.0]


def test_processes_share_slices_in_redis_and_its_going_away_costs_nothing_but_time(
    house: Opener, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    one, two = Counted(), Counted()
    port = free_port()
    settings = {"CACHE_URL": f"redis://127.0.0.1:{port}/0"}
    with redis_server(tmp_path / "redis", port):
        home = house(one.section(), instance=tmp_path / "one", **settings).show()
        neighbour = house(two.section(), instance=tmp_path / "two", **settings).show()
        before = two.calls
        assert mean_of(home, 2) == mean_of(neighbour, 2) == [5.0, 6.0]
        assert two.calls == before
    with caplog.at_level(logging.INFO):
        assert [mean_of(home, 1), mean_of(home, 3), mean_of(home, 4)] == [[6.0], [4.0, 5.0, 6.0], [3.0, 4.0, 5.0, 6.0]]
        with redis_server(tmp_path / "redis", port):
            assert mean_of(home, 5) == mean_of(neighbour, 5) == [2.0, 3.0, 4.0, 5.0, 6.0]
            assert two.calls == before
    told = [record.getMessage() for record in caplog.records if record.name == "dashboard.gateway.cache"]
    assert [text.split(",")[0] for text in told if "is away" in text] == ["The cache is away"]
    assert told[-1] == "The cache answers again."


def mean_of(home: House, sessions: int) -> list[float]:
    """The last so many values."""
    values: list[float] = home.get(f"/api/mean/history?sessions={sessions}").get_json()["data"]["mean"]
    return values


def test_a_cache_url_that_is_no_redis_stops_the_boot(house: Opener) -> None:
    with pytest.raises(BadConfig, match="CACHE_URL is not a Redis URL"):
        house(CACHE_URL="memcached://localhost")
