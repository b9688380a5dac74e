"""Alerts by mail, to real mail servers on this machine: with and without encryption, and to those that refuse or never greet."""

from __future__ import annotations

import re
import ssl
import subprocess
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult
from alert_receivers import Receiver, receiving

from dashboard.errors import DeliveryFailed
from dashboard.monitor.alerts.delivery.line import within
from dashboard.monitor.alerts.delivery.mail import mail
from dashboard.monitor.alerts.message import Message

NOW = datetime(2018, 2, 7, 15, tzinfo=UTC)
OLD_LIBRARIES = pytest.mark.filterwarnings("ignore::DeprecationWarning")  # apprise imports what Python will drop
SECRET = "a-secret-of-24-characters"
MESSAGE = Message(
    "id-7-fired", "fired", "warning", "Data stale · Tiny", "The data are old.\nBecause of it: nothing.", "http://dash/health",
    "2018-02-06", "Tiny", False, ({"id": 7, "rule": "stale_data"},),
)  # fmt: skip


def refused(work: Callable[[], None]) -> DeliveryFailed:
    with pytest.raises(DeliveryFailed) as caught:
        work()
    return caught.value


class Mailbox:
    """What a mail server took."""

    def __init__(self) -> None:
        self.mails: list[tuple[str, list[str], str]] = []
        self.refuse: str | None = None

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:
        if self.refuse:
            return self.refuse
        self.mails.append((envelope.mail_from, envelope.rcpt_tos, envelope.content.decode()))
        return "250 taken"


class AnyPort(Controller):
    """A mail server on a free port; aiosmtpd itself would look for it on port 0."""

    def _trigger_server(self) -> None:
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


@pytest.fixture
def mailbox() -> Mailbox:
    return Mailbox()


@pytest.fixture
def mail_server(mailbox: Mailbox) -> Iterator[Callable[..., str]]:
    """Starts mail servers for the mailbox; their host and port."""
    started = []

    def start(**options: Any) -> str:
        controller = AnyPort(mailbox, hostname="127.0.0.1", port=0, **options)
        controller.start()
        started.append(controller)
        return f"127.0.0.1:{controller.port}"

    yield start
    for controller in started:
        controller.stop()


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A certificate of this machine that only its own file vouches for."""
    folder = tmp_path_factory.mktemp("certificate")
    files = folder / "certificate.pem", folder / "key.pem"
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=127.0.0.1"]
    command += ["-addext", "subjectAltName=IP:127.0.0.1", "-out", str(files[0]), "-keyout", str(files[1])]
    subprocess.run(command, check=True, capture_output=True)
    return files


def letter(address: str) -> None:
    channel = mail(address, "dash@example.org", ("me@example.org", "you@example.org"), lambda: NOW)
    within(20, lambda line: channel.send(MESSAGE, line))


def test_a_mail_has_the_key_as_its_message_id(mailbox: Mailbox, mail_server: Callable[..., str]) -> None:
    letter(f"smtp+plain://{mail_server()}")
    ((sender, recipients, text),) = mailbox.mails
    assert (sender, recipients) == ("dash@example.org", ["me@example.org", "you@example.org"])
    assert "Message-ID: <id-7-fired@example.org>" in text
    assert "Date: Wed, 07 Feb 2018 15:00:00 +0000" in text
    assert "Auto-Submitted: auto-generated" in text
    assert "The data are old." in text
    assert "http://dash/health" in text


def test_a_mail_server_that_refuses_says_why(mailbox: Mailbox, mail_server: Callable[..., str]) -> None:
    mailbox.refuse = "452 the box is full"
    assert "refused the mail (452 the box is full)" in str(refused(lambda: letter(f"smtp+plain://{mail_server()}")))


def test_no_mail_and_no_password_go_out_unencrypted_unless_told_to(
    mailbox: Mailbox, mail_server: Callable[..., str]
) -> None:
    assert "offers no encryption" in str(refused(lambda: letter(f"smtp://me:pw@{mail_server()}")))
    assert mailbox.mails == []


def test_a_certificate_that_nobody_vouches_for_is_refused(
    mailbox: Mailbox, mail_server: Callable[..., str], certificate: tuple[Path, Path]
) -> None:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(*certificate)
    error = refused(lambda: letter(f"smtp://me:pw@{mail_server(tls_context=context)}"))
    assert re.search("certificate verify failed", str(error))
    assert mailbox.mails == []


@pytest.mark.parametrize("scheme", ["smtp", "smtps"])
def test_a_password_goes_out_encrypted(
    mailbox: Mailbox,
    mail_server: Callable[..., str],
    certificate: tuple[Path, Path],
    monkeypatch: pytest.MonkeyPatch,
    scheme: str,
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate[0]))
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(*certificate)
    given: list[Any] = []

    def check(_server: Any, _session: Any, _envelope: Any, _mechanism: str, login: Any) -> AuthResult:
        given.append((login.login, login.password))
        return AuthResult(success=True)

    wrapped = {"tls_context": context} if scheme == "smtp" else {"ssl_context": context, "auth_require_tls": False}
    letter(f"{scheme}://me:p%40ss@{mail_server(authenticator=check, **wrapped)}")
    assert given == [(b"me", b"p@ss")]
    assert len(mailbox.mails) == 1


def test_a_mail_server_that_never_greets_is_hung_up_on() -> None:
    with receiving(Receiver()) as receiver:  # an HTTP server waits for the client to begin, and so does SMTP's client
        channel = mail(
            receiver.url.replace("http", "smtp+plain").replace("/hook", ""), "", ("me@example.org",), lambda: NOW
        )
        error = refused(lambda: within(0.3, lambda line: channel.send(MESSAGE, line)))
    assert "not taken within 0.3 seconds" in str(error)
