"""One table within a sheet of cells: its header found by the columns it must have, its cells read as text, numbers, days and times.

Headers are compared without case, blanks and signs: "Fees & Comm" is `fees_comm`, "Trade Date" is `trade_date`. Whatever is no
number or no day refuses the file by a sentence that names the line and what stands there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from math import isfinite
from typing import Any

import numpy as np

from dashboard.errors import UnreadableFile
from dashboard.market.sources.files.content import excerpt

Cells = list[list[Any]]
Day = np.datetime64

MOST_SHARES = 1e9
DEAREST = 1e9
LARGEST_VALUE = 1e15
FIRST_YEAR, LAST_YEAR = 1900, 2200
MISSING = ("", "-", "--", "n/a", "na", "none", "null", "nan")

_DRESSING = re.compile(r"[\s\u00a0\u202f$€£¥₹]")
_GROUPED = re.compile(r"\d{1,3}(,\d{2,3})*,\d{3}(\.\d*)?", re.ASCII)  # thousands, and India's lakhs 12,34,567
_PLAIN = re.compile(r"(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?", re.ASCII)
_TIME = r"(?:[T ,;]+(?P<hour>\d{1,2}):?(?P<minute>\d{2})(?::?(?P<second>\d{2})(?:\.\d+)?)?(?:\s*[A-Za-z+-][\w:+]*)?)?"
_ISO = re.compile(r"(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})" + _TIME, re.ASCII)
_PACKED = re.compile(r"(?P<year>\d{4})(?P<month>\d{2})(?P<day>\d{2})" + _TIME, re.ASCII)
_AMERICAN = re.compile(r"(?P<month>\d{1,2})/(?P<day>\d{1,2})/(?P<year>\d{4})" + _TIME, re.ASCII)
FORMS = {"iso": (_ISO, "YYYY-MM-DD"), "packed": (_PACKED, "YYYYMMDD"), "american": (_AMERICAN, "MM/DD/YYYY")}


@dataclass(frozen=True, slots=True)
class Moment:
    """A day, and the second of the day where it is told."""

    on: Day
    second: int | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a table: its cells by column."""

    line: int
    cells: Mapping[str, Any]

    def has(self, name: str) -> bool:
        """Whether anything stands there."""
        return self.text(name).lower() not in MISSING

    def text(self, name: str) -> str:
        """The cell as it was typed, "" where there is none: 500325.0 is 500325, as a workbook keeps a number."""
        cell = self.cells.get(name, "")
        if isinstance(cell, float) and cell.is_integer():
            cell = int(cell)
        return "" if cell is None else str(cell).strip()

    def number(self, name: str, default: float | None = None) -> float:
        """A finite number: "$1,234.50", "(12)" and "-12" as they are meant. `default` where nothing stands there."""
        if default is not None and not self.has(name):
            return default
        number = _number(self.text(name))
        if number is None:
            raise self.refusal(f"{name} is {self.quoted(name)}, which is no number")
        return number

    def price(self, name: str) -> float:
        """A price per share, above 0."""
        price = self.number(name)
        if not 0 < price <= DEAREST:
            raise self.refusal(f"{name} is {self.quoted(name)}, which no share costs")
        return price

    def value(self, name: str) -> float:
        """A sum of money, 0 or more; 0 where nothing stands there."""
        value = self.number(name, default=0.0)
        if not 0 <= value <= LARGEST_VALUE:
            raise self.refusal(f"{name} is {self.quoted(name)}, which no trade comes to")
        return value

    def quantity(self, name: str) -> float:
        """Shares, whichever way; not 0 and not more than anybody trades."""
        quantity = self.number(name)
        if abs(quantity) > MOST_SHARES:
            raise self.refusal(f"{name} is {self.quoted(name)}, and more than {MOST_SHARES:,.0f} shares are no trade")
        if abs(quantity) < 1e-6:
            raise self.refusal(f"{name} is {self.quoted(name)}, and a trade of no shares is none")
        return quantity

    def symbol(self, name: str = "symbol") -> str:
        """A symbol in capitals, as the market has it."""
        symbol = self.text(name).upper()
        if not symbol or len(symbol) > 32 or "\n" in symbol:
            raise self.refusal(f"{name} is {self.quoted(name)}, which is no symbol")
        return symbol

    def day(self, name: str, *forms: str) -> Day:
        """A day, written in one of `forms`; a workbook's own dates are always understood."""
        return self.moment(name, *forms).on

    def moment(self, name: str, *forms: str) -> Moment:
        """A day, and the time of day where it is told."""
        cell = self.cells.get(name)
        if isinstance(cell, datetime):
            midnight = not (cell.hour or cell.minute or cell.second)
            return Moment(Day(cell.date(), "D"), None if midnight else _second(cell.hour, cell.minute, cell.second))
        if isinstance(cell, date):
            return Moment(Day(cell, "D"))
        for form in forms or ("iso",):
            if (match := FORMS[form][0].fullmatch(self.text(name))) and (moment := _moment(match)):
                return moment
        wanted = " or ".join(FORMS[form][1] for form in forms or ("iso",))
        raise self.refusal(f"{name} is {self.quoted(name)}, which is no day as {wanted}")

    def quoted(self, name: str) -> str:
        """What stands there, short enough for a sentence."""
        return f'"{excerpt(self.text(name))}"'

    def refusal(self, what: str) -> UnreadableFile:
        """The file's refusal because of this line."""
        return UnreadableFile(f"line {self.line}: {what}, so nothing of the file was stored")


@dataclass(frozen=True, slots=True)
class Table:
    """A header and the lines below it. preamble: the lines above it."""

    columns: tuple[str, ...]
    header: int
    cells: Cells
    preamble: Cells

    def rows(self) -> Iterator[Row]:
        """The lines that are not blank, up to the next header like this one."""
        for number, cells in enumerate(self.cells[self.header + 1 :], start=self.header + 2):
            if any(str(cell).strip() for cell in cells):
                yield Row(number, dict(zip(self.columns, cells, strict=False)))

    def said(self, pattern: str) -> re.Match[str] | None:
        """Where a line above the header says something."""
        lines = (" ".join(str(cell) for cell in row) for row in self.preamble)
        return next((match for line in lines if (match := re.search(pattern, line, re.IGNORECASE))), None)


def find(cells: Cells, wanted: Sequence[str], within: int = 60, start: int = 0) -> Table | None:
    """The table of the first line, from `start` on, that names all the wanted columns; None where none of the first lines does."""
    for number, row in enumerate(cells[start : start + within], start=start):
        columns = tuple(named(cell) for cell in row)
        if set(wanted) <= set(columns):
            return Table(columns, number, cells, cells[:number])
    return None


def named(cell: Any) -> str:
    """A header's cell as a column's name."""
    return re.sub(r"[^a-z0-9]+", "_", str(cell).strip().lower()).strip("_")


def _number(text: str) -> float | None:
    bare = _DRESSING.sub("", text)
    negative = bare.startswith("(") and bare.endswith(")")
    bare = bare[1:-1] if negative else bare
    sign = -1 if bare.startswith("-") else 1
    bare = bare.lstrip("+-") if bare[:1] in "+-" and bare[1:2] not in "+-" else bare
    bare = bare.replace(",", "") if _GROUPED.fullmatch(bare) else bare
    if not _PLAIN.fullmatch(bare):
        return None
    number = sign * float(bare) * (-1 if negative else 1)
    return number if isfinite(number) else None


def _moment(match: re.Match[str]) -> Moment | None:
    try:
        on = date(int(match["year"]), int(match["month"]), int(match["day"]))
    except ValueError:
        return None
    if not FIRST_YEAR <= on.year <= LAST_YEAR:
        return None
    if match["hour"] is None:
        return Moment(Day(on, "D"))
    second = _second(int(match["hour"]), int(match["minute"]), int(match["second"] or 0))
    return Moment(Day(on, "D"), second)


def _second(hour: int, minute: int, second: int) -> int:
    return (hour * 60 + minute) * 60 + second
