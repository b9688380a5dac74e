"""Webhooks: the message as JSON that Slack, Discord, Mattermost and programs of one's own read alike."""

from __future__ import annotations

import hmac
from collections.abc import Callable
from datetime import datetime
from functools import partial
from hashlib import sha256
from typing import Any
from urllib.parse import urlsplit

import orjson

from dashboard.monitor.alerts.delivery.channel import Channel, distinct
from dashboard.monitor.alerts.delivery.http import request
from dashboard.monitor.alerts.delivery.line import Line
from dashboard.monitor.alerts.message import Message

CONTENT_LENGTH = 1900  # Discord refuses more than 2,000 characters
SIGNATURE, TIMESTAMP, KEY = "X-Dashboard-Signature", "X-Dashboard-Timestamp", "Idempotency-Key"


def webhooks(urls: tuple[str, ...], secret: str, now: Callable[[], datetime]) -> list[Channel]:
    """A channel a webhook, named by its host."""
    names = distinct([f"webhook {urlsplit(url).hostname}" for url in urls])
    return [Channel(name, "webhook", partial(_send, url, secret, now)) for name, url in zip(names, urls, strict=True)]


def body_of(message: Message) -> dict[str, Any]:
    """What is posted. `text` is what Slack and Mattermost show, `content` what Discord does; the rest is for programs."""
    text = f"{message.title}\n{message.text}\n{message.link}"
    return {
        **message.wire(), "summary": message.text, "text": text, "content": text[:CONTENT_LENGTH], "allowed_mentions": {"parse": []},
    }  # fmt: skip


def signature(secret: str, timestamp: str, body: bytes) -> str:
    """HMAC-SHA256 of "<timestamp>.<body>", so that a receiver can also refuse an old message played back to it."""
    return "sha256=" + hmac.new(secret.encode(), timestamp.encode() + b"." + body, sha256).hexdigest()


def _send(url: str, secret: str, now: Callable[[], datetime], message: Message, line: Line) -> None:
    body = orjson.dumps(body_of(message))
    headers = {"Content-Type": "application/json", KEY: message.key}
    if secret:
        timestamp = str(int(now().timestamp()))
        headers |= {TIMESTAMP: timestamp, SIGNATURE: signature(secret, timestamp, body)}
    request("POST", url, line, body, headers)
