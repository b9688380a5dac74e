"""A scan's cells as rows: where the tickers stand, what their scores say, and nothing that would have to be evaluated.

Only Ticker is required. A ticker that Excel has made a number or a truth value (500325, TRUE) is told as it was typed; a row
whose ticker is none (blank, a date, a sentence, a formula's error) is left out. A ticker that comes twice counts once.
`Conditions_Met` is text that looks like Python; it is kept as text, shortened, and never parsed.
"""

from __future__ import annotations

import re
from typing import Any

from dashboard.errors import UnreadableFile
from dashboard.market.scans import ScanRows
from dashboard.market.sources.files.symbols import clean

MOST_ROWS = 20_000
MOST_COLUMNS = 200
HEADER_WITHIN = 10  # rows; a title or a note may stand above the headers
LONGEST_CONDITIONS = 500  # characters

TICKER, SCORE, CONDITIONS = ("ticker", "symbol"), ("score",), ("conditions_met", "conditions")
Cells = list[list[Any]]

_TICKER = re.compile(r"[A-Z0-9^][A-Z0-9.&^_:-]{0,31}")
_SCORE = re.compile(r"\s*(\d{1,6}(?:[.,]\d{1,6})?)\s*(?:/\s*(\d{1,6}(?:[.,]\d{1,6})?)\s*)?")


def rows_of_cells(cells: Cells) -> ScanRows:
    """The scan's rows; none under headers alone. UnreadableFile where no column, or more than one that differ, is called Ticker."""
    at = next((row for row, line in enumerate(cells[:HEADER_WITHIN]) if _places(line, TICKER)), None)
    if at is None:
        raise UnreadableFile("it has no column called Ticker, so there is nothing to read")
    header, lines = cells[at], cells[at + 1 :]
    tickers = _tickers(header, lines)
    rows = _first(tickers)
    scores = [_score(_cell(lines[row], _places(header, SCORE))) for row in rows]
    said = [_text(_cell(lines[row], _places(header, CONDITIONS)))[:LONGEST_CONDITIONS] for row in rows]
    return ScanRows(
        tuple(tickers[row] for row in rows), tuple(score for score, _ in scores), tuple(of for _, of in scores), tuple(said)
    )  # fmt: skip


def _tickers(header: list[Any], lines: Cells) -> list[str]:
    """Every line's ticker, "" where it has none."""
    columns = [[_ticker(_cell(line, [place])) for line in lines] for place in _places(header, TICKER)]
    if any(column != columns[0] for column in columns[1:]):
        raise UnreadableFile(
            "several of its columns are called Ticker or Symbol and differ, so it is not clear which to read"
        )
    return columns[0]


def _first(tickers: list[str]) -> list[int]:
    """The line on which each ticker comes first."""
    first: dict[str, int] = {}
    for row, ticker in enumerate(tickers):
        if ticker:
            first.setdefault(ticker, row)
    return list(first.values())


def _places(header: list[Any], names: tuple[str, ...]) -> list[int]:
    """The columns of that name; the better name's columns where there are any."""
    called = [re.sub(r"[\s_]+", "_", _text(cell).strip().lower()) for cell in header[:MOST_COLUMNS]]
    return next((found for name in names if (found := [p for p, each in enumerate(called) if each == name])), [])


def _cell(line: list[Any], places: list[int]) -> Any:
    return line[places[0]] if places and places[0] < len(line) else ""


def _text(cell: Any) -> str:
    """A cell as it was typed: 500325.0 is 500325, True is TRUE."""
    if isinstance(cell, bool):
        return str(cell).upper()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)


def _ticker(cell: Any) -> str:
    if not isinstance(cell, (str, float, int)):
        return ""  # a date, which Excel makes of a ticker such as MAR1
    ticker = clean(_text(cell).upper())
    return ticker if _TICKER.fullmatch(ticker) and not ticker.startswith("#") else ""


def _score(cell: Any) -> tuple[float | None, float | None]:
    """A score and what it is out of: "6.5/9" is 6.5 and 9, a number is itself, anything else is nothing."""
    match = (
        _SCORE.fullmatch(_text(cell)) if isinstance(cell, (str, float, int)) and not isinstance(cell, bool) else None
    )
    if match is None:
        return None, None
    score, of = (None if part is None else float(part.replace(",", ".")) for part in match.groups())
    return score, of
