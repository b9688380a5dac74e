"""Text of unknown origin made harmless: no control character is left that could forge a line or colour a terminal."""

from __future__ import annotations

import re

SHORTENED = " […] "
HEAD_SHARE = 0.25
NEAR = 500

# C0 and C1 controls (ESC among them), the line separators that are no "\n", and the marks that turn text around
_HARMFUL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
_COLOURS = re.compile("\x1b\\[[0-9;]*m")
_SPACE = re.compile(r"\s")


def _escaped(found: re.Match[str]) -> str:
    code = ord(found.group())
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}"


def harmless(text: str) -> str:
    """The text without colours, every other control character but newline and tab written out, as `\\x07`; lone surrogates as well."""
    return _HARMFUL.sub(_escaped, _COLOURS.sub("", text))


def shortened(text: str, most: int) -> str:
    """At most `most` characters: of what is longer the beginning and the end, which is where a traceback says what happened."""
    if len(text) <= most:
        return text
    head = int(most * HEAD_SHARE)
    tail = most - head - len(SHORTENED)
    return f"{text[:head]}{SHORTENED}{text[-tail:]}"


def at_spaces(text: str, most: int) -> str:
    """As `shortened`, but cut where a space is, if one is near: half a password would not be recognised as one."""
    if len(text) <= most:
        return text
    head, tail = text[: most // 2], text[-most // 2 :]
    before, after = max(head.rfind(" "), head.rfind("\n")), _SPACE.search(tail)
    head = head[:before] if before > len(head) - NEAR else head
    tail = tail[after.start() :] if after and after.start() < NEAR else tail
    return head + SHORTENED + tail


def one_line(text: str) -> str:
    """The text without line breaks, for a reader who takes every line for a message of its own."""
    return text.replace("\n", "\\n")
