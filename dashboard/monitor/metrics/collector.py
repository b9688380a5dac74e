"""The collector: the house in Prometheus's words, read from the health report and the counts at the moment of a scrape."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import accumulate
from typing import Any, get_args

from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily, Metric
from prometheus_client.registry import Collector

from dashboard.gateway.cache_hits import Hits
from dashboard.monitor.metrics.alerts import alerts
from dashboard.monitor.metrics.requests import BUCKETS as REQUEST_BUCKETS
from dashboard.monitor.metrics.requests import Requests
from dashboard.runtime.board import Status
from dashboard.runtime.breaker import BreakerState
from dashboard.runtime.run_log import BUCKETS, RunLog
from dashboard.store.engine import Store

Rows = Iterable[tuple[tuple[str, ...], float]]


class HouseCollector(Collector):
    """Everything but the process's own figures, which prometheus_client knows by itself."""

    def __init__(
        self,
        store: Store,
        report: Callable[[], dict[str, Any]],
        log: Callable[[], RunLog],
        requests: Requests,
        hits: Hits,
    ) -> None:
        self._store = store
        self._report = report
        self._log = log
        self._requests = requests
        self._hits = hits

    def collect(self) -> Iterator[Metric]:
        """One scrape."""
        report = self._report()
        yield from _sections(report["sections"])
        yield _runs(self._log())
        yield from _breakers(report)
        yield from _market(report["data"])
        yield from _sources(report["sources"])
        yield from _premises(report)
        yield from _requests(self._requests)
        yield _cache(self._hits)
        if report["database"]["failure"] is None:
            yield from alerts(self._store)


def _sections(sections: Mapping[str, Any]) -> Iterator[Metric]:
    statuses = [((key, name), one["status"] == name) for key, one in sections.items() for name in get_args(Status)]
    yield _gauge("section_status", "Whether a section has this status", ("section", "status"), statuses)
    good = [((key,), _epoch(one["last_good"])) for key, one in sections.items() if one["last_good"]]
    yield _gauge(
        "section_last_success_timestamp_seconds", "When a section's figures were last computed", ("section",), good
    )
    failures = [((key,), one["consecutive_failures"]) for key, one in sections.items()]
    yield _gauge("section_consecutive_failures", "Failed runs of a section in a row", ("section",), failures)
    covered = [
        ((key,), _share(one["coverage"]))
        for key, one in sections.items()
        if one["coverage"] and one["coverage"]["members"]
    ]
    yield _gauge(
        "section_coverage_ratio", "Part of the members that a section's figures rest on", ("section",), covered
    )
    slow = [((key,), one["slow_after_seconds"]) for key, one in sections.items()]
    yield _gauge(
        "section_slow_after_seconds", "Seconds beyond which a run of a section is called slow", ("section",), slow
    )


def _runs(log: RunLog) -> Metric:
    family = HistogramMetricFamily("dashboard_section_run_seconds", "Runs of sections", labels=("section", "outcome"))
    for (section, outcome), tally in sorted(log.tallies().items()):
        family.add_metric((section, outcome), _cumulative(BUCKETS, tally.counts), tally.seconds)
    return family


def _breakers(report: Mapping[str, Any]) -> Iterator[Metric]:
    found = [(("section", key), one["breaker"]) for key, one in report["sections"].items()]
    found += [(("source", one["key"]), one["breaker"]) for one in report["sources"]]
    states = [((*which, name), one["state"] == name) for which, one in found for name in get_args(BreakerState)]
    yield _gauge("breaker_state", "Whether a breaker has this state", ("kind", "name", "state"), states)
    openings = CounterMetricFamily("dashboard_breaker_openings", "How often a breaker opened", labels=("kind", "name"))
    for which, one in found:
        openings.add_metric(which, one["openings"])
    yield openings


def _market(data: Mapping[str, Any]) -> Iterator[Metric]:
    market, stale, aside = data["market"], data["stale"], data["quarantine"]
    if market is not None:
        if market["sessions_behind"] is not None:
            yield _one("market_sessions_behind", "Sessions whose data are due and missing", market["sessions_behind"])
        if market["last_session"] is not None:
            day = f"{market['last_session']}T00:00:00Z"
            yield _one("market_last_session_timestamp_seconds", "Midnight UTC of the last session stored", _epoch(day))
        yield _one("market_open", "Whether the exchange trades now", market["session"] == "open")
    if stale is not None:
        yield _one("market_symbols", "Symbols with bars", stale["of"])
        yield _one("market_symbols_stale", "Symbols without a bar of the last session", stale["count"])
    if aside is not None:
        rows = [((each["reason"],), each["rows"]) for each in aside["by_reason"]]
        yield _gauge("quarantined_rows", "Rows kept aside", ("reason",), rows)


def _sources(sources: Sequence[Mapping[str, Any]]) -> Iterator[Metric]:
    up = [((one["key"],), one["state"] == "ok") for one in sources if one["state"] != "waiting"]
    yield _gauge("source_up", "Whether the last look at a source went well", ("source",), up)
    good = [((one["key"],), _epoch(one["last_good_at"])) for one in sources if one["last_good_at"]]
    yield _gauge(
        "source_last_success_timestamp_seconds", "When a source was last read without a failure", ("source",), good
    )
    refused = [((one["key"],), len(one["refused"])) for one in sources]
    yield _gauge("source_refused_files", "Files of a source that cannot be read", ("source",), refused)


def _premises(report: Mapping[str, Any]) -> Iterator[Metric]:
    database, disk, process = report["database"], report["disk"], report["process"]
    yield _one("database_up", "Whether the database answers", database["failure"] is None)
    if database["failure"] is None:
        yield _one("database_size_bytes", "Size of the database", database["size_bytes"])
        yield _one("database_answer_seconds", "How long a small read took", database["answers_ms"] / 1000)
    yield _one("leader", "Whether this process ingests, records and alerts", report["leader"]["held"])
    if disk["free_bytes"] is not None:
        yield _one("disk_free_bytes", "Free on the disk of the instance folder", disk["free_bytes"])
        yield _one("disk_size_bytes", "Size of that disk", disk["total_bytes"])
    yield _gauge("build_info", "Versions", ("version", "python"), [((process["version"], process["python"]), 1)])


def _requests(requests: Requests) -> Iterator[Metric]:
    answered = CounterMetricFamily("dashboard_http_requests", "Requests answered", labels=("route", "status"))
    for (route, status), count in sorted(requests.statuses().items()):
        answered.add_metric((route, status), count)
    yield answered
    took = HistogramMetricFamily("dashboard_http_request_seconds", "How long an answer took to make", labels=("route",))
    for route, timing in sorted(requests.timings().items()):
        took.add_metric((route,), _cumulative(REQUEST_BUCKETS, timing.counts), timing.seconds)
    yield took


def _cache(hits: Hits) -> Metric:
    family = CounterMetricFamily("dashboard_cache_requests", "Slices asked of the cache", labels=("kept", "result"))
    for (kept, was_there), count in sorted(hits.counts().items()):
        family.add_metric((kept, "hit" if was_there else "miss"), count)
    return family


def _gauge(name: str, meaning: str, labels: Sequence[str], rows: Rows) -> Metric:
    family = GaugeMetricFamily(f"dashboard_{name}", meaning, labels=labels)
    for values, value in rows:
        family.add_metric(values, float(value))
    return family


def _one(name: str, meaning: str, value: float) -> Metric:
    return GaugeMetricFamily(f"dashboard_{name}", meaning, value=float(value))


def _cumulative(limits: Sequence[float], counts: Sequence[int]) -> list[tuple[str, float]]:
    names = [*(f"{limit:g}" for limit in limits), "+Inf"]
    return list(zip(names, map(float, accumulate(counts)), strict=True))


def _share(coverage: Mapping[str, int]) -> float:
    return coverage["valid"] / coverage["members"]


def _epoch(moment: str) -> float:
    return datetime.fromisoformat(moment).timestamp()
