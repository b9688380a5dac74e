"""What the document says of health and of the probes."""

from __future__ import annotations

from dashboard.fields import (
    Schema,
    by_name,
    count,
    day,
    flag,
    growing,
    maybe,
    moment,
    number,
    one_of,
    record,
    rows,
    text,
    whole,
)
from dashboard.gateway.openapi.operation import Operation

STATUS = one_of("ok", "stale", "degraded", "loading", meaning="The worst of any section")
OUTCOME = one_of("ok", "slow", "failed", "timed_out", meaning="slow: a good run beyond slow_after_seconds")
SECONDS = number("How long it took", "seconds", least=0)
BYTES = maybe(count("", "bytes"))
BREAKER = record(
    "Whether an attempt may start.",
    state=one_of("closed", "open", "half-open"),
    failures=count("In a row"),
    openings=count("How often it opened since the start"),
    opens_until=maybe(moment("When the next attempt is due, while it waits")),
)
RUN = record(
    "One run.",
    started_at=moment(),
    seconds=SECONDS,
    outcome=OUTCOME,
    reason=maybe(text("One sentence when it failed")),
)
SECTION = growing(
    record(
        "How one section is doing.",
        title=text(),
        status=one_of("ok", "stale", "degraded", "loading"),
        reason=maybe(text("One sentence when it is not ok")),
        as_of=maybe(day("The session that it shows")),
        coverage=maybe({"$ref": "#/components/schemas/Coverage"}),
        last_good=maybe(moment("When its figures were last computed")),
        last_run=maybe(moment("When it last tried")),
        duration_seconds=maybe(SECONDS),
        consecutive_failures=count("Failures since"),
        breaker=BREAKER,
        next_run=maybe(moment("When it tries next")),
        interval_seconds=maybe(number("Between two runs without any change", "seconds", least=0)),
        time_limit_seconds=number("A run is given up after", "seconds", least=0),
        median_seconds=maybe(number("Of its last good runs", "seconds", least=0)),
        slow_after_seconds=number(
            "Three times the median, at least 1, at most half the time limit", "seconds", least=0
        ),
        last_failure=maybe(record("The last run that failed.", at=moment(), outcome=OUTCOME, reason=maybe(text()))),
        runs=rows(RUN, "The last 40, oldest first"),
    )
)
STALE = record(
    "Symbols without a bar of the last session that are not known to be delisted.",
    count=count("Of those that had one within 21 sessions"),
    of=count("Symbols in all"),
    ended=count("Symbols without one for longer"),
    named=rows(record("", symbol=text(), last_session=day(), sessions_behind=count()), "The first of them"),
)
QUARANTINE = record(
    "Rows kept aside.",
    rows=count(),
    by_reason=rows(
        record(
            "",
            reason=text(),
            rows=count(),
            meaning=text(),
            bar_is_kept=flag("Whether the bar is stored without what was wrong"),
        )
    ),
)
DATA = growing(
    record(
        "What the store holds.",
        market=maybe({"$ref": "#/components/schemas/Market"}),
        revision=maybe(text("Of the newest bars")),
        symbols=maybe(count("Symbols with bars")),
        sessions=maybe(count("Sessions with bars")),
        first_session=maybe(day()),
        store=text("ok, or what is wrong with the database"),
        stale=maybe(STALE),
        quarantine=maybe(QUARANTINE),
    )
)
SOURCE = growing(
    record(
        "Where data come from.",
        key=text(),
        title=text(),
        where=maybe(text("Name of the folder")),
        state=one_of("waiting", "ok", "failed"),
        reason=maybe(text("One sentence when it failed")),
        last_look_at=maybe(moment()),
        last_good_at=maybe(moment()),
        last_import_at=maybe(moment("The last look that read anything")),
        last_import=by_name(count(), "Files and rows of it"),
        refused=by_name(text(), "By file: why it cannot be read"),
        last_failure=maybe(record("", at=moment(), reason=text())),
        busy_since=maybe(moment("When the look under way began")),
        leads=flag("Whether this process looks at it"),
        breaker=BREAKER,
    )
)
HOUSE = {
    "database": record(
        "The database.",
        kind=one_of("sqlite", "postgresql"),
        failure=maybe(text("One sentence when it does not answer")),
        name=maybe(text()),
        size_bytes=BYTES,
        answers_ms=maybe(number("How long a read took", "milliseconds", least=0)),
        migration=maybe(text("Of its schema")),
        newest_migration=text("That the program knows"),
    ),
    "leader": record(
        "Which process ingests, records and alerts.",
        held=flag("Whether it is this one"),
        since=maybe(moment()),
        holder=maybe(record("", host=text(), pid=whole(), since=maybe(moment()))),
        alive=maybe(flag("Whether it runs; null where that cannot be known")),
    ),
    "disk": record(
        "The disk of the instance folder.",
        free_bytes=BYTES,
        total_bytes=BYTES,
        warn_below_bytes=count("", "bytes"),
        failure=maybe(text()),
    ),
    "process": record(
        "This process.",
        pid=whole(),
        host=text(),
        started_at=moment(),
        rss_bytes=count("Memory that it holds", "bytes"),
        threads=count(),
        python=text(),
        version=text(),
    ),
}
TROUBLE = record(
    "One thing that is wrong.",
    level=one_of("starting", "warning", "trouble"),
    area=text("The part it concerns"),
    what=text("One sentence"),
    remedy=text("What to do, or what happens by itself"),
    detail=maybe(text("The failure's own words")),
)
VERDICT = record(
    "The whole house in a sentence.",
    level=one_of("ok", "starting", "warning", "trouble"),
    sentence=text(),
    troubles=rows(TROUBLE, "The most important first"),
)
HEALTH = Operation(
    "How every section, the data, their sources and the house are doing",
    answer=growing(
        record(
            verdict=VERDICT,
            status=STATUS,
            sections=by_name(SECTION, "By the section's key"),
            data=DATA,
            sources=rows(SOURCE),
            **HOUSE,
        )
    ),
    revalidates=True,
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
