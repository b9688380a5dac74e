"""Mail: plain text over SMTP, encrypted unless the setting's scheme says otherwise."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from dashboard.errors import DeliveryFailed
from dashboard.monitor.alerts.delivery.channel import Channel
from dashboard.monitor.alerts.delivery.http import SOCKET_SECONDS
from dashboard.monitor.alerts.delivery.line import Line
from dashboard.monitor.alerts.message import Message

if TYPE_CHECKING:
    import smtplib
    from collections.abc import Callable
    from email.message import EmailMessage

TLS, STARTTLS, PLAIN = "smtps", "smtp", "smtp+plain"
PORTS = {TLS: 465, STARTTLS: 587, PLAIN: 25}


def mail(url: str, sender: str, recipients: tuple[str, ...], now: Callable[[], datetime]) -> Channel:
    """The channel. url: smtps://, smtp:// (STARTTLS or nothing is sent) or smtp+plain://, with user and password where needed."""
    return Channel("mail", "mail", partial(_send, url, sender or recipients[0], recipients, now))


def letter(message: Message, sender: str, recipients: tuple[str, ...], at: datetime) -> EmailMessage:
    """The mail. Its Message-ID is made of the key, so a repetition is the same mail."""
    from email.message import EmailMessage
    from email.utils import format_datetime

    mail = EmailMessage()
    mail["From"], mail["To"] = sender, ", ".join(recipients)
    mail["Subject"] = message.title
    mail["Date"] = format_datetime(at)
    mail["Message-ID"] = f"<{message.key}@{sender.rpartition('@')[2].rstrip('>') or 'market-dashboard'}>"
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(f"{message.text}\n\n{message.link}\n")
    return mail


def _send(
    url: str, sender: str, recipients: tuple[str, ...], now: Callable[[], datetime], message: Message, line: Line
) -> None:
    import smtplib  # and TLS: not before there is a mail to send
    import ssl

    parts = urlsplit(url)
    host, port = parts.hostname or "", parts.port or PORTS[parts.scheme]
    server = _client(parts.scheme)
    line.hold(lambda: server.sock)
    try:
        server._host = host  # type: ignore[attr-defined]  # certificates are checked against it; smtplib sets it in __init__ alone
        server.connect(host, port)
        if parts.scheme == STARTTLS:
            server.starttls(context=ssl.create_default_context())
        if parts.username:
            server.login(unquote(parts.username), unquote(parts.password or ""))
        server.send_message(letter(message, sender, recipients, now()), sender, recipients)
        server.quit()
    except smtplib.SMTPNotSupportedError as error:
        raise DeliveryFailed(
            f"{host} offers no encryption; smtp+plain:// would send the mail, and the password, open."
        ) from error
    except smtplib.SMTPResponseException as error:
        raise DeliveryFailed(f"{host} refused the mail ({error.smtp_code} {_text(error.smtp_error)}).") from error
    except (OSError, smtplib.SMTPException) as error:
        raise DeliveryFailed(
            f"{host} could not be reached or did not take the mail ({error or type(error).__name__})."
        ) from error
    finally:
        server.close()


def _client(scheme: str) -> smtplib.SMTP:
    """Not connected yet, so that its socket can be shut from the first byte on."""
    import smtplib
    import ssl

    if scheme == TLS:
        return smtplib.SMTP_SSL(timeout=SOCKET_SECONDS, context=ssl.create_default_context())
    return smtplib.SMTP(timeout=SOCKET_SECONDS)


def _text(said: bytes | str) -> str:
    words = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
    return " ".join(words.split())[:120]
