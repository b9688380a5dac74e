"""What the document says of alerts."""

from __future__ import annotations

from dashboard.fields import Schema, count, flag, maybe, moment, one_of, record, rows, text, whole
from dashboard.gateway.openapi.operation import Operation, Parameter
from dashboard.monitor.alerts.message import GRAVITY
from dashboard.monitor.alerts.rules import BY_KEY

MOST = 500
LONGEST_WORD = 80
RULE = one_of(*BY_KEY, meaning="What is looked for")
SEVERITY = one_of(*GRAVITY, meaning="How grave it is")
DELIVERY = record(
    "One message to one channel.",
    key=text("The same on every attempt, sent as Idempotency-Key or Message-ID"),
    channel=text("Where to, by a name without secrets"),
    kind=one_of("fired", "resolved", "test"),
    created_at=moment("When it was decided on"),
    attempts=count("Attempts so far"),
    next_at=maybe(moment("When the next attempt is due")),
    delivered_at=maybe(moment("When it was taken")),
    given_up_at=maybe(moment("When it was given up")),
    trouble=maybe(text("Why the last attempt failed")),
    title=text("The message's title"),
    incidents=rows(whole(), "Ids of the incidents it tells of"),
)
HOLD = record(
    "Why nothing is told yet.",
    kind=one_of(
        "mute",
        "incident",
        "database",
        "recovering",
        meaning="A mute, its cause, the database, or that it is about to be over",
    ),
    id=maybe(whole("Of the mute or incident")),
)
INCIDENT = record(
    "One thing that went wrong, or one event.",
    id=whole("Names it"),
    rule=text("What found it"),
    title=text("The rule's title"),
    subject=text("What it is about: a section, a source, the market"),
    severity=SEVERITY,
    status=one_of("pending", "firing", "resolved", "event"),
    sentence=text("What was found"),
    recovery=maybe(text("How it ended")),
    session=maybe(text("The session it is about")),
    pending_at=moment("When it was first found"),
    fired_at=maybe(moment("When it had been found often enough")),
    resolved_at=maybe(moment("When it was over")),
    held_by=maybe(HOLD),
    told_at=maybe(moment("When its message was put into the outbox")),
    recovery_told_at=maybe(moment("When that of its end was")),
    deliveries=rows(DELIVERY, "Of its messages, newest first"),
)
MUTE = record(
    "Nothing is told meanwhile; what is found is recorded, and told at the end if it still fires.",
    id=whole("Names it"),
    rule=maybe(text("The rule that is muted, null for all")),
    until=moment("Its end"),
    reason=text("Why"),
    made_at=moment("When it was made"),
    made_by=one_of("page", "api", "cli"),
    ended_at=maybe(moment("When it was ended early")),
)
STATE_OF_RULE = record(
    "One rule and how it stands.",
    {"meaning": text("What it looks for, and the setting of its limit")},
    key=RULE,
    title=text("Its name"),
    severity=SEVERITY,
    because_of=rows(text(), "Rules whose incident explains this one's"),
    state=one_of("ok", "pending", "firing"),
    muted=flag("Whether a mute covers it"),
)
CHANNEL = record(
    "One configured channel.",
    name=text("Kind and host, no secret"),
    kind=one_of("webhook", "mail", "service"),
    waiting=count("Messages that wait for it"),
    last_delivered_at=maybe(moment("When it last took one")),
    trouble=maybe(text("Why its last attempt failed")),
)
DEAD_MAN = record(
    "The request that is made while all is well, by the process that answers.",
    last_at=maybe(moment("When it was last heard")),
    last_verdict=maybe(one_of("well", "failing")),
    trouble=maybe(text("Why it was not heard since")),
)
REPORT: Schema = record(
    "Alerts at one moment.",
    evaluated_at=maybe(moment("When the leader last looked")),
    rules=rows(STATE_OF_RULE, "The gravest first"),
    open=rows(INCIDENT, "What lasts, newest first"),
    past=rows(INCIDENT, "What is over, and events, newest first"),
    mutes=rows(MUTE, "In force"),
    past_mutes=rows(MUTE, "Over, newest first"),
    deliveries=rows(DELIVERY, "Newest first"),
    channels=rows(CHANNEL, "Where messages go; none where nothing is configured"),
    dead_man=maybe(DEAD_MAN),
)
SHOW = Operation(
    "What fires, what did, who was told, what is muted",
    answer=REPORT,
    parameters=(
        Parameter("rule", RULE, example="stale_data"),
        Parameter("severity", SEVERITY),
        Parameter("subject", text("A section, a source, the market", minLength=1, maxLength=LONGEST_WORD)),
        Parameter("limit", whole("Most past incidents and deliveries", least=1, most=MOST)),
    ),
    revalidates=True,
)
MUTING = Operation(
    "Tell nothing for a while, of one rule or of all",
    answer=REPORT,
    body={
        "type": "object",
        "additionalProperties": False,
        "properties": {
            "rule": maybe(RULE),
            "for": text("How long: 45m, 2h, 1d12h, at most 30 days", maxLength=LONGEST_WORD),
            "until": text("Or until when, ISO", maxLength=LONGEST_WORD),
            "reason": text("Why, for the history", maxLength=LONGEST_WORD),
        },
    },
    example={"rule": "stale_data", "for": "2h", "reason": "the vendor is late"},
)
UNMUTING = Operation(
    "End a mute by its id, those of a rule, or all",
    answer=REPORT,
    body={
        "type": "object",
        "additionalProperties": False,
        "properties": {"id": whole("Of the mute", least=1, most=2**31 - 1), "rule": RULE},
    },
    example={"id": 3},
)
TEST = Operation(
    "Send a test message through every channel",
    answer=REPORT,
    detail="It is put into the outbox and sent within seconds; the deliveries say what became of it.",
    body={"type": "object", "additionalProperties": False, "properties": {}},
    example={},
    refusals=(409,),
)
