"""/metrics, read by Prometheus's own parser."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from builders import section
from house import House
from prometheus_client import REGISTRY
from prometheus_client.parser import text_string_to_metric_families

from dashboard.market.panel import Panel
from dashboard.monitor.metrics.requests import Counted, Requests
from dashboard.section import Result
from dashboard.store.alerts import Incident, drop, save

TOKEN = "a-token-of-twenty-four-characters"
Samples = dict[tuple[str, tuple[tuple[str, str], ...]], float]


def boom(_panel: Panel, _previous: Result | None) -> Result:
    raise ValueError("boom")


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory, furnished: Path) -> Iterator[House]:
    """A section that is well and one that has failed three times, on a Sunday of which nothing is due."""
    instance = shutil.copytree(furnished, tmp_path_factory.mktemp("metrics") / "instance")
    one = House(instance, section(), section(boom, key="bad"), API_TOKENS=TOKEN)
    one.clock.wall = datetime(2018, 2, 4, 15, 0, tzinfo=UTC)
    one.show()
    for _ in range(2):
        one.desk.refresh("bad", fresh_input=True)
    yield one
    one.close()


def samples(home: House) -> Samples:
    families = text_string_to_metric_families(home.get("/metrics").text)
    return {(s.name, tuple(sorted(s.labels.items()))): s.value for family in families for s in family.samples}


def value(found: Samples, metric: str, /, **labels: str) -> float:
    return found[metric, tuple(sorted(labels.items()))]


def test_sections_tell_their_status_their_last_good_run_and_their_failures(home: House) -> None:
    found = samples(home)
    assert value(found, "dashboard_section_status", section="mean", status="ok") == 1
    assert value(found, "dashboard_section_status", section="mean", status="stale") == 0
    assert value(found, "dashboard_section_status", section="bad", status="degraded") == 1
    assert value(found, "dashboard_section_consecutive_failures", section="bad") == 3
    assert value(found, "dashboard_section_last_success_timestamp_seconds", section="mean") == 1517756400
    assert value(found, "dashboard_section_coverage_ratio", section="mean") == 1


def test_runs_are_a_histogram_by_section_and_outcome(home: House) -> None:
    found = samples(home)
    assert value(found, "dashboard_section_run_seconds_count", section="bad", outcome="failed") == 3
    assert value(found, "dashboard_section_run_seconds_bucket", section="bad", outcome="failed", le="+Inf") == 3
    counts = [
        count
        for (name, labels), count in found.items()
        if name == "dashboard_section_run_seconds_bucket" and ("section", "mean") in labels
    ]
    assert counts == sorted(counts), "buckets are cumulative"


def test_breakers_tell_their_state_and_how_often_they_opened(home: House) -> None:
    found = samples(home)
    assert value(found, "dashboard_breaker_openings_total", kind="section", name="bad") == 1
    assert value(found, "dashboard_breaker_state", kind="section", name="mean", state="closed") == 1
    assert value(found, "dashboard_breaker_state", kind="source", name="market", state="closed") == 1


def test_the_market_the_database_the_leader_and_the_process_are_there(home: House) -> None:
    found = samples(home)
    assert value(found, "dashboard_market_sessions_behind") == 0
    assert value(found, "dashboard_market_last_session_timestamp_seconds") == 1517529600  # 2018-02-02
    assert value(found, "dashboard_market_symbols") == 2
    assert value(found, "dashboard_database_up") == 1
    assert value(found, "dashboard_leader") == 1
    assert value(found, "dashboard_disk_free_bytes") > 0
    assert value(found, "process_resident_memory_bytes") > 20_000_000


def test_alerts_that_last_are_counted_by_rule_and_messages_that_wait(home: House) -> None:
    assert value(samples(home), "dashboard_alerts_undelivered") == 0
    firing = Incident(
        "stale_data", "market", "warning", "firing", "Two sessions behind.", "2018-02-04T15:00:00Z", "stale"
    )
    with home.desk.store.write() as connection:
        (stored,) = save(connection, [firing])
    assert value(samples(home), "dashboard_alerts", rule="stale_data", status="firing") == 1
    with home.desk.store.write() as connection:
        drop(connection, [stored.id])
    assert not [name for name, _ in samples(home) if name == "dashboard_alerts"]


def test_requests_are_counted_by_kind_and_status_on_the_fast_path_too(home: House) -> None:
    before = samples(home)
    for path in (
        "/api/mean/current",
        "/api/mean/current",
        "/api/mean/current?as_of=2018-01-31",
        "/api/nothing",
        "/livez",
    ):
        home.get(path)
    home.get("/api/pulse", headers={"If-None-Match": home.get("/api/pulse").headers["ETag"]})
    after = samples(home)

    def more(route: str, status: str) -> float:
        key = ("dashboard_http_requests_total", (("route", route), ("status", status)))
        return after[key] - before.get(key, 0.0)

    assert more("snapshot", "200") == 2
    assert more("slice", "200") == 1
    assert more("platform", "404") == 1
    assert (more("pulse", "200"), more("pulse", "304")) == (1, 1)
    assert more("probe", "200") == 2  # /livez, and the scrape before


def test_what_the_cache_had_is_counted(home: House) -> None:
    path = "/api/mean/current?as_of=2018-01-30"
    home.get(path)
    before = samples(home)
    home.get(path)
    after = samples(home)
    hit = ("dashboard_cache_requests_total", (("kept", "answer"), ("result", "hit")))
    assert after[hit] - before.get(hit, 0.0) == 1


def test_every_family_explains_itself_and_is_named_as_prometheus_wants(home: House) -> None:
    for family in text_string_to_metric_families(home.get("/metrics").text):
        assert family.documentation, family.name
        assert family.name.startswith(("dashboard_", "process_")), family.name
        assert not family.name.endswith(("_total_total", "_milliseconds", "_ms")), family.name


def test_nothing_of_it_is_in_the_global_registry(home: House) -> None:
    home.get("/metrics")
    assert not [name for name in REGISTRY._names_to_collectors if name.startswith("dashboard_")]


def test_another_machine_needs_a_token_to_scrape(home: House) -> None:
    far: dict[str, Any] = {"environ_overrides": {"REMOTE_ADDR": "192.0.2.7"}}
    assert home.get("/metrics", **far).status_code == 401
    assert home.get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"}, **far).status_code == 200
    found = samples(home)
    assert value(found, "dashboard_http_requests_total", route="probe", status="401") == 1, "refusals count as well"


def test_an_application_that_raises_is_counted_and_still_raises(tmp_path: Path) -> None:
    requests = Requests(["mean"])

    def broken(_environ: Any, _start_response: Any) -> Any:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        Counted(broken, requests)({"PATH_INFO": "/", "QUERY_STRING": ""}, lambda *_: None)  # type: ignore[arg-type]
    assert requests.statuses() == {("page", "000"): 1}


@pytest.mark.parametrize(
    ("path", "query", "route"),
    [
        ("/", "", "page"),
        ("/health", "", "page"),
        ("/nowhere/at/all", "", "page"),
        ("/api/mean/current", "", "snapshot"),
        ("/api/mean/current", "as_of=2018-01-31", "slice"),
        ("/api/pulse", "", "pulse"),
        ("/api/health", "", "platform"),
        ("/api/wp-admin", "", "platform"),
        ("/static/js/main.js", "", "static"),
        ("/sections/mean/static/mean.js", "", "static"),
        ("/metrics", "", "probe"),
    ],
)
def test_addresses_come_in_few_kinds_whatever_is_asked_for(path: str, query: str, route: str) -> None:
    assert Requests(["mean"]).route_of(path, query) == route
