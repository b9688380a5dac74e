"""What the document says of bringing a market: the upload, the start, how far it is, and its report."""

from __future__ import annotations

from dashboard.fields import Schema, count, flag, maybe, moment, number, one_of, optional, record, rows, share, text
from dashboard.gateway.openapi.operation import Operation, Parameter

BYTES = "application/octet-stream"
STATES = ("idle", "waiting", "importing", "done", "failed", "cancelled")
EXAMPLE = record(
    "One row as it was read.",
    file=text(), symbol=text(), line=count(), session=maybe(text("Its date, where that is one")), detail=text("What is wrong with it"),
)  # fmt: skip
REPORT = record(
    "What became of every row and file.",
    market=text("Its name, from market.toml or the folder's"),
    read=count("Rows read"),
    stored=count("Rows that are new or changed"),
    unchanged=count("Rows that were stored already"),
    kept_aside=count("Rows that are not believed, and not stored"),
    files=count(),
    skipped=count("Files that are as they were"),
    refused_files=count("Files that could not be read"),
    refused=rows(record(file=text(), sentence=text()), "The first of them, with the reason"),
    reasons=rows(
        record(
            reason=text(),
            meaning=text(),
            rows=count(),
            stored=flag("Whether the rows are stored without the value that is wrong"),
            examples=rows(EXAMPLE),
        ),
        "Most rows first",
    ),
    notes=rows(text(), "What was assumed"),
    special_sessions=rows(text(), "Days off the calendar on which most of the market traded"),
    seconds=number("How long it took", "seconds", 0),
)
PROGRESS = record(
    "How far it is.",
    file=text("Within the folder"),
    step=text("reading, checking, storing or done"),
    fraction=share("Of the whole folder"),
    files_done=count(),
    files=count(),
    rows=count("Of the file"),
)
STATE = record(
    "How the last import stands.",
    state=one_of(*STATES, meaning="idle before the first"),
    folder=maybe(text("The market folder's name")),
    asked_at=maybe(moment("When it was asked for")),
    told_at=maybe(moment("When this was written")),
    stopping=flag("Whether it has been told to stop"),
    progress=maybe(PROGRESS),
    report=maybe(REPORT),
    sentence=maybe(text("Why it failed")),
    follows=maybe(text("The folder that is followed now; null for the demo market")),
    fixed=flag("Whether MARKET names the folder, so that no other can be brought"),
    most_bytes=count("That one upload may have", "bytes"),
    upload=optional(text("Names the upload that was begun")),
)
FOLDER: Schema = text("A folder's full path on the server's machine", maxLength=4096)
UPLOAD: Schema = text("What POST /api/import answered", maxLength=64)

SHOW = Operation("How the import of a market stands, and its report", answer=STATE)
OPEN = Operation(
    "Begin an upload of a market folder",
    answer=STATE,
    detail="Then PUT each file to /api/import/files, and POST the upload to /api/import/start. It discards an upload not yet started.",
    body={
        "type": "object",
        "properties": {"market": text("The folder's name", maxLength=200)},
        "required": ["market"],
        "additionalProperties": False,
    },
    example={"market": "us-stocks"},
    refusals=(409,),
)
RECEIVE = Operation(
    "Send one file of an upload, as bytes",
    answer=record(received=count("Of this file", "bytes")),
    detail="As many at once as you like; UPLOAD_MEGABYTES bounds them together. A file is kept whole or not at all.",
    parameters=(
        Parameter("upload", UPLOAD, required=True),
        Parameter(
            "path", text("Within the folder, with / between", maxLength=1024), required=True, example="bars/AAPL.csv"
        ),
    ),
    body={"type": "string", "format": "binary"},
    body_type=BYTES,
    refusals=(409,),
)
START = Operation(
    "Import an upload, or a folder of the server's machine, and follow it from then on",
    answer=STATE,
    detail="It replaces the demo market. A database that holds a market of another name refuses it.",
    body={
        "type": "object",
        "properties": {"upload": UPLOAD, "folder": FOLDER},
        "minProperties": 1,
        "maxProperties": 1,
        "additionalProperties": False,
    },
    example={"folder": "/srv/market"},
    refusals=(409,),
)
STOP = Operation("Stop the import that runs; a demo that it was replacing is made again", answer=STATE)
