"""Terse: a script of ours without its comments and without the space that only people need.

1. Strings, templates and regular expressions stay as they are; in a template only what stands in ${…} is code.
2. A slash begins a regular expression where a value may begin, else it divides.
3. Space goes wherever the characters on its two sides cannot become one word or one operator. The end of a line goes only after what
   a statement cannot end with, and before what closes a block: elsewhere the language may read it as a semicolon.
"""

from __future__ import annotations

import re

TOKEN = re.compile(
    r"""
    (?P<space>\s+) | (?P<note>//[^\n]*|/\*.*?\*/) | (?P<text>"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*') |
    (?P<word>[\w$\#\u0080-\uffff]+) | (?P<other>.)
    """,
    re.X | re.S,
)
PATTERN = re.compile(r"/(?![*/])(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\\[\n])+/\w*")
TEMPLATE = re.compile(r"(?:\\.|(?!\$\{)[^`\\])*", re.S)
VALUE_FOLLOWS = {
    "return",
    "typeof",
    "case",
    "in",
    "of",
    "new",
    "delete",
    "void",
    "throw",
    "await",
    "yield",
    "else",
    "do",
}
GLUED = frozenset("(){}[];,:?=<>&|!*%~^`\"'")  # beside these, a space says nothing
OPEN_ENDED = frozenset("{([,;:?=&|<*%^~!.")  # no statement ends with these
CLOSING = frozenset("})]")


class _Reader:
    """Goes through a script once."""

    def __init__(self, script: str) -> None:
        self._script, self._at = script, 0
        self._out: list[str] = []
        self._last = ""  # the token before, space and comments apart
        self._gap = ""  # what lies between it and the next one: nothing, a space or a line's end
        self._braces: list[bool] = []  # of each brace that is open, whether a template goes on behind it

    def read(self) -> str:
        while self._at < len(self._script):
            self._token()
        return "".join(self._out)

    def _token(self) -> None:
        here = self._script[self._at]
        if here == "`":
            self._at += 1
            return self._template("`")
        if here == "}" and self._braces and self._braces.pop():
            self._at += 1
            return self._template("}")
        found = self._pattern() or TOKEN.match(self._script, self._at)
        assert found is not None  # TOKEN takes anything
        self._at = found.end()
        if found.lastgroup in ("space", "note"):
            self._gap = "\n" if "\n" in found[0] or self._gap == "\n" else " "
            return None
        if here == "{":
            self._braces.append(False)
        return self._put(found[0])

    def _template(self, begins: str) -> None:
        """The words of a template up to its end, or to the code in it."""
        found = TEMPLATE.match(self._script, self._at)
        words = "" if found is None else found[0]
        self._at += len(words)
        goes_on = self._script.startswith("${", self._at)
        ends = "${" if goes_on else "`"
        self._at += len(ends)
        if goes_on:
            self._braces.append(True)
        self._put(begins + words + ends)

    def _pattern(self) -> re.Match[str] | None:
        """A regular expression, where one may begin here."""
        last = self._last
        is_value = last and (last[-1].isalnum() or last[-1] in "_$)]}\"'`") and last not in VALUE_FOLLOWS
        return None if is_value else PATTERN.match(self._script, self._at)

    def _put(self, token: str) -> None:
        if self._gap and self._last:
            self._out.append(self._between(self._last[-1], token[0]))
        self._out.append(token)
        self._last, self._gap = token, ""

    def _between(self, before: str, after: str) -> str:
        if self._gap == "\n":
            return "" if (before in OPEN_ENDED and self._last not in ("++", "--")) or after in CLOSING else "\n"
        return "" if before in GLUED or after in GLUED else " "


def terse(script: str) -> str:
    """The script in fewer characters; another reader of the language finds the same program in it."""
    return _Reader(script).read()
