"""No secret reaches a log, whatever the line that carries it; and what is left can still be read."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator
from contextlib import redirect_stderr
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import quote

import pytest
from house import Opener
from hypothesis import given, settings
from hypothesis import strategies as st

from config import Config, setting
from dashboard.monitor.logs.handler import LogHandler, Writer
from dashboard.monitor.logs.redaction import HIDDEN, Redactor, secrets_of
from dashboard.monitor.logs.rotation import RotatedFile
from dashboard.monitor.logs.sinks import FileSink, StderrSink
from dashboard.monitor.logs.text import harmless

HASH = "scrypt:32768:8:1$Zr4mUq0pXw$" + "9f" * 64
TOKEN = "k7-uL2_wqPzXy0123456789abcdef"
WEBHOOK = "https://hooks.example.com/services/T0AB12CD3/B9ZX87/qwErTyUiOpAsDfGhJk"


def config(**values: Any) -> Config:
    return Config(
        password_hash=HASH, api_tokens=(TOKEN, "another-token-of-24-letters"), secret_key="s3cret key of ours", **values
    )


def written(redactor: Redactor, log: Any) -> tuple[list[dict[str, Any]], str]:
    """What a line comes to: in the file, and on stderr."""
    with TemporaryDirectory() as folder, redirect_stderr(io.StringIO()) as said:
        path = Path(folder) / "dashboard.jsonl"
        handler = LogHandler(Writer(redactor, FileSink(RotatedFile(path, 10**6, 2)), StderrSink()))
        logger = logging.Logger("tests")
        logger.addHandler(handler)
        log(logger)
        handler.close()
        return [json.loads(line) for line in path.read_bytes().splitlines()], said.getvalue()


def texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for name, inner in value.items():
            yield from (name, *texts(inner))
    elif isinstance(value, list):
        for inner in value:
            yield from texts(inner)


any_text = st.text(max_size=40)
any_secret = st.text(min_size=8, max_size=40).filter(lambda secret: secret.strip() == secret and "•" not in secret)


@given(
    secrets=st.lists(any_secret, min_size=1, max_size=3),
    around=st.lists(any_text, min_size=4, max_size=4),
    data=st.data(),
)
@settings(max_examples=60, deadline=None)
def test_no_configured_secret_is_ever_written_whatever_the_line(
    secrets: list[str], around: list[str], data: Any
) -> None:
    ours = config(cache_url=f"redis://:{quote(secrets[0], safe='', errors='replace')}@cache/0")
    redactor = Redactor([*secrets_of(ours), *secrets])
    hidden = (*secrets, TOKEN, HASH, "s3cret key of ours")
    a, b, c = (data.draw(st.sampled_from(hidden)) for _ in range(3))

    def log(logger: logging.Logger) -> None:
        try:
            raise RuntimeError(f"{around[0]}{a}{around[1]}")
        except RuntimeError:
            more = {"said": {around[2]: [b, {c: around[3]}]}, "given": (a, None, 3)}
            begin, end = (text.replace("%", "%%") for text in (around[0], b))
            logger.exception(f"{begin}%s{end}%r", f"{around[1]}{c}", (a, around[2]), extra=more)

    lines, said = written(redactor, log)
    assert len(lines) == 1
    shown = [text for name in ("message", "fields", "exception") for text in texts(lines[0][name])]
    for secret in hidden:
        assert not any(secret in text or harmless(secret) in text for text in shown), secret
        assert secret not in said


@pytest.mark.parametrize(
    "line",
    [
        f"GET / Authorization: Bearer {TOKEN}x9",
        "{'HTTP_COOKIE': 'dashboard_session=WyJhIl0.abc; theme=x9secret', 'HTTP_HOST': 'a'}",
        "[('Cookie', 'x9secret=1'), ('Host', 'a')]",
        "Set-Cookie: dashboard_session=x9secret; HttpOnly",
        "X-CSRF-Token=x9secret",
        "bearer x9secret was refused",
        "Basic eDk6eDlzZWNyZXQ=, x9secret"[:24],
        "cannot connect to postgresql+psycopg://trader:x9secret@db.example/market",
        "redis://:x9secret@cache.example:6379/0 is away",
        "https://user:x9secret@proxy.example/path",
        'login(password="x9secret", user="a")',
        "smtp_password=x9secret&port=25",
        '{"api_key": "x9secret"}',
        "client_secret: x9secret",
        "the hash is scrypt:32768:8:1$x9secret$" + "ab" * 40,
    ],
)
def test_what_stands_where_secrets_stand_is_taken_out_although_nobody_configured_it(line: str) -> None:
    cleaned = Redactor().clean(line)
    assert HIDDEN in cleaned
    assert not any(secret in cleaned for secret in ("x9secret", "eDk6eDlzZWNyZXQ", "abab"))


@pytest.mark.parametrize(
    "line",
    [
        "Section breadth failed: the password was wrong for 3 tokens.",
        "A wrong password was given by 203.0.113.9.",
        "Logs of 2018-02-07T21:00:00Z: 1,234 rows at http://127.0.0.1:8080/api/logs?section=breadth",
        "cookies are kept 30 days; author: nobody",
    ],
)
def test_an_ordinary_line_is_left_as_it_is(line: str) -> None:
    assert Redactor(secrets_of(config())).clean(line) == line


def test_the_host_of_a_database_stays_and_its_password_goes() -> None:
    redactor = Redactor(secrets_of(config(database_url="postgresql+psycopg://trader:pa%2Fss@db.example/market")))
    cleaned = redactor.clean("connection to db.example/market failed for trader: pa/ss or pa%2Fss")
    assert cleaned == f"connection to db.example/market failed for trader: {HIDDEN} or {HIDDEN}"


@dataclass(frozen=True)
class Tomorrow:
    """Settings of a version to come: whatever is declared secret is covered without a word here."""

    alert_webhooks: tuple[str, ...] = setting("ALERT_WEBHOOKS", (WEBHOOK,), "where alerts go", tuple, secret=True)
    smtp_password: str = setting("SMTP_PASSWORD", "hunter2-hunter2", "mail", str, secret=True)
    smtp_host: str = setting("SMTP_HOST", "mail.example", "mail", str)
    nothing: None = field(default=None, metadata={"secret": True})


def test_a_setting_of_a_version_to_come_is_covered_by_being_declared_secret() -> None:
    redactor = Redactor(secrets_of(Tomorrow()))
    cleaned = redactor.clean(
        f"mail.example took hunter2-hunter2; POST {WEBHOOK}; url: /services/T0AB12CD3/B9ZX87/qwErTyUiOpAsDfGhJk"
    )
    assert cleaned == f"mail.example took {HIDDEN}; POST {HIDDEN}; url: {HIDDEN}"
    assert "qwErTyUiOpAsDfGhJk" not in redactor.clean("webhook qwErTyUiOpAsDfGhJk refused; two services are left")
    assert "two services are left" in redactor.clean("webhook refused; two services are left")


def test_a_field_that_is_named_like_a_secret_is_hidden_whole() -> None:
    lines, _ = written(
        Redactor(), lambda logger: logger.warning("x", extra={"headers": {"Cookie": "a=1", "Host": "b"}, "token": 5})
    )
    assert lines[0]["fields"] == {"headers": {"Cookie": HIDDEN, "Host": "b"}, "token": HIDDEN}


def test_a_line_cannot_be_forged_neither_in_the_file_nor_on_a_terminal() -> None:
    forged = "2018-02-07 16:00:00,000 INFO dashboard: all is well"
    evil = f"a\n{forged}\r\x1b[2K\x85\u2028{forged}\x00\u202e\ud800"

    def log(logger: logging.Logger) -> None:
        try:
            raise ValueError(evil)
        except ValueError:
            logger.exception("%s", evil)

    lines, said = written(Redactor(), log)
    assert [line["level"] for line in lines] == ["ERROR"]
    assert sum(line.startswith("20") for line in said.splitlines()) == 1
    assert not set(said) & set("\r\x1b\x85\u2028\x00\u202e\ud800")


def test_a_megabyte_is_stored_as_a_page_with_its_beginning_and_its_end() -> None:
    lines, _ = written(Redactor([TOKEN]), lambda logger: logger.warning("first " + "x " * 500_000 + TOKEN + " last"))
    message = lines[0]["message"]
    assert len(message) < 10_000
    assert (message[:6], message[-5:], TOKEN in message) == ("first ", " last", False)


def test_a_bad_format_string_says_where_it_stands(capsys: pytest.CaptureFixture[str]) -> None:
    lines, _ = written(Redactor(), lambda logger: logger.warning("%d symbols", "five"))
    assert "test_logs_redaction.py" in lines[0]["message"]
    assert "TypeError" in lines[0]["message"]


def test_the_key_that_was_made_for_the_cookies_is_hidden_as_a_configured_one_is(house: Opener) -> None:
    home = house()
    key = (home.config.instance / "secret_key").read_text()
    logging.getLogger("tests").error("signed with %s", key)
    assert key not in (home.config.log_folder / "dashboard.jsonl").read_text()
    assert key not in home.get("/api/logs").text
