"""What the document says of health and of the probes."""

from __future__ import annotations

from dashboard.fields import Schema, by_name, count, flag, growing, maybe, moment, number, one_of, record, rows, text
from dashboard.gateway.openapi.operation import Operation

STATUS = one_of("ok", "stale", "degraded", "loading", meaning="The worst of any section")
SECTION = growing(
    record(
        "How one section is doing.",
        status=one_of("ok", "stale", "degraded", "loading"),
        reason=maybe(text("One sentence when it is not ok")),
        last_good=maybe(moment("When its figures were last computed")),
        last_run=maybe(moment("When it last tried")),
        duration_seconds=maybe(number("How long that took", "seconds", least=0)),
        consecutive_failures=count("Failures since"),
        breaker=text("Whether it may try: closed, open, half-open"),
        next_run=maybe(moment("When it tries next")),
    )
)
DATA = growing(
    record(
        "What the store holds.",
        market=maybe({"$ref": "#/components/schemas/Market"}),
        revision=maybe(text("Of the newest bars")),
        symbols=maybe(count("Symbols with bars")),
        sessions=maybe(count("Sessions with bars")),
        store=text("ok, or what is wrong with the database"),
    )
)
HEALTH = Operation(
    "How every section, the data and the leader are doing",
    answer=growing(
        record(
            status=STATUS,
            sections=by_name(SECTION, "By the section's key"),
            data=DATA,
            leader=flag("Whether this process ingests, records and alerts"),
        )
    ),
)
LIVE = Operation("Whether the process answers", answer=growing(record(status=one_of("alive"))), public=True)
READINESS: Schema = growing(
    record(
        status=one_of("ready", "waiting"),
        waiting_for=rows(text(), "Sections without figures yet"),
        store=maybe(text("What is wrong with the database")),
    )
)
READY = Operation(
    "Whether every section has figures and the database answers", answer=READINESS, also={503: READINESS}, public=True
)
