"""What the document says of the time machine's answers, and of what changed since an earlier session."""

from __future__ import annotations

from dashboard.fields import Schema, by_name, count, day, flag, maybe, moment, number, one_of, record, rows, text, whole
from dashboard.gateway.openapi.operation import Operation, Parameter

MOST_SESSIONS = 60  # at once: a second's work at most, and a few dozen kB on the way
REVISION = text("Changes exactly when what is read changes; also the ETag")
LEANING = one_of("up", "down", "flat", meaning="Which way it points")
UNDER = Parameter("revision", text("The pulse's: the answer under it may be kept for a day"))


def _sections(envelopes: str) -> Schema:
    return by_name(
        record(
            reason=maybe(text("Why the section knows nothing of the session")),
            endpoints=by_name({"type": "object"}, envelopes),
        ),
        "Each section by its key",
    )


AT = Operation(
    "Every card as one session knew it; of series the notes alone",
    answer=record(
        revision=REVISION,
        as_of=maybe(day("The session: the last one at or before the day that was asked for")),
        sections=_sections("Each endpoint's envelope, as its own address gives it; of a series its notes alone"),
    ),
    parameters=(Parameter("as_of", day("The last session at or before it; the newest without it")), UNDER),
    revalidates=True,
)

FACES = Operation(
    "What the closed cards read at a run of sessions",
    answer=record(
        revision=REVISION,
        sessions=rows(
            record(
                as_of=day("The session"),
                sections=_sections("Each endpoint's envelope, with no more of its data than the closed card reads; of a series none"),
            ),
            "The oldest first",
        ),
    ),
    parameters=(
        Parameter("as_of", day("The run's last session is the last one at or before it; the newest without it")),
        Parameter("sessions", whole("How many sessions; 1 without it", least=1, most=MOST_SESSIONS)),
        UNDER,
    ),
    revalidates=True,
)  # fmt: skip

GLANCE = Operation(
    "Each section at every session in a word and a figure",
    answer=record(
        revision=REVISION,
        session=rows(day(), "Every session, the oldest first"),
        sections=rows(
            record(
                section=text("Key of the section"),
                title=text("Its title"),
                bands=flag("Whether its labels colour the bar of all sessions"),
                labels=rows(record(key=text("The label"), words=text("How it reads"), leaning=LEANING), "The weakest first"),
                label=rows(whole("Place of the session's label among `labels`, −1 where there is none", least=-1)),
                value=rows(maybe(number("The session's figure"))),
                digits=count("Decimals that it is shown with"),
                signed=flag("Whether its sign is always shown"),
                unit=text("What follows it"),
            ),
            "Of every section that says something at a glance",
        ),
    ),
    revalidates=True,
)  # fmt: skip

CHANGES = Operation(
    "What changed since an earlier session",
    answer=record(
        revision=REVISION,
        since=maybe(day("The session that is compared with")),
        as_of=maybe(day("The session up to which changes are told")),
        sessions=count("How many sessions lie between", "sessions"),
        count=count("How many changes there are"),
        sections=rows(
            record(
                section=text("Key of the section, or `data`"),
                title=text("Its title"),
                changes=rows(record("A fact.", session=day("What made it so"), words=text("The fact"), leaning=LEANING), "Oldest first"),
                more=count("How many earlier ones are not listed"),
                reason=maybe(text("Why they could not be worked out")),
            ),
            "Of every section that has any",
        ),
        mark=record(
            "What to bring back at the next visit.",
            session=maybe(day("The newest session that the answer told of")),
            revision=maybe(text("The store's")),
            at=moment("The server's clock"),
        ),
        visit_seconds=count("Looks closer to each other than this are one visit", "seconds"),
    ),
    parameters=(
        Parameter("since", day("The session that was looked at last; the one before as_of without it")),
        Parameter("revision", text("That of the mark which came with it, to tell whether the history was revised")),
        Parameter("as_of", day("The session to compare with; the newest without it")),
    ),
    revalidates=True,
)  # fmt: skip
