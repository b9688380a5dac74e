"""The alerts in Prometheus's words: what lasts, and what could not be delivered yet."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from prometheus_client.core import GaugeMetricFamily, Metric

from dashboard.errors import StoreUnavailable
from dashboard.store.alert_outbox import waiting
from dashboard.store.alerts import open_incidents
from dashboard.store.engine import Store


def alerts(store: Store) -> Iterator[Metric]:
    """Nothing while the database is away: a gauge of zero would say that nothing is wrong."""
    try:
        with store.read() as connection:
            counts = Counter((each.rule, each.status) for each in open_incidents(connection))
        undelivered = len(waiting(store))
    except StoreUnavailable:
        return
    family = GaugeMetricFamily("dashboard_alerts", "Incidents that last, pending or firing", labels=("rule", "status"))
    for labels, count in sorted(counts.items()):
        family.add_metric(labels, count)
    yield family
    yield GaugeMetricFamily("dashboard_alerts_undelivered", "Messages that wait for another attempt", value=undelivered)
