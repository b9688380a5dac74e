"""The cache of slices: keyed by revision and query, in memory or in a real Redis, and never the cause of a failure."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any

import pytest
from builders import panel, point, section, series
from house import WEEK, Opener
from redis_server import free_port, redis_server

from dashboard.errors import BadConfig
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


def test_new_bars_are_never_answered_from_the_old_slice(house: Opener) -> None:
    home = house().show()
    assert home.get("/api/mean/history?sessions=1").get_json()["data"]["mean"] == [6.0]
    home.show(panel([*WEEK[:-1], [50.0, 70.0]], revision="r2", lineage="l2"))
    assert home.get("/api/mean/history?sessions=1").get_json()["data"]["mean"] == [60.0]


def test_redis_keeps_slices_and_its_going_away_costs_nothing_but_time(
    house: Opener, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    counted = Counted()
    port = free_port()
    with redis_server(tmp_path / "redis", port):
        home = house(counted.section(), CACHE_URL=f"redis://127.0.0.1:{port}/0").show()
        before = counted.calls
        first = home.get("/api/mean/history?sessions=2").get_json()["data"]
        assert home.get("/api/mean/history?sessions=2").get_json()["data"] == first
        assert counted.calls == before + 1
    with caplog.at_level(logging.WARNING):
        for _ in range(3):
            response = home.get("/api/mean/history?sessions=2")
            assert (response.status_code, response.get_json()["data"]) == (200, first)
    assert len([record for record in caplog.records if "is away" in record.getMessage()]) == 1
    with redis_server(tmp_path / "redis", port):
        home.get("/api/mean/history?sessions=3")
        before = counted.calls
        home.get("/api/mean/history?sessions=3")
        assert counted.calls == before


def test_a_cache_url_that_is_no_redis_stops_the_boot(house: Opener) -> None:
    with pytest.raises(BadConfig, match="CACHE_URL is not a Redis URL"):
        house(CACHE_URL="memcached://localhost")
