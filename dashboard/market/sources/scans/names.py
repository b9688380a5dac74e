"""What a scan file's name tells: `Long_Reversal_Daily_20180207_161500.xlsx` is a long daily scan of 16:15 by the exchange's clock."""

from __future__ import annotations

import re
from datetime import datetime
from typing import NamedTuple

import numpy as np

from dashboard.errors import UnreadableFile
from dashboard.market.scans import LONG, SHORT

PATTERN = "(Long|Short)_Reversal_(Daily|Hourly)_YYYYMMDD_HHMMSS.xlsx or .csv"

_NAME = re.compile(r"(long|short)_reversal_(daily|hourly)_(\d{8}_\d{6})\.(?:xlsx|csv)", re.IGNORECASE | re.ASCII)
_TABLE = re.compile(r"(?![.~]).*\.(?:xlsx|xls|csv)", re.IGNORECASE)
_DIRECTIONS = {"long": LONG, "short": SHORT}


class NamedScan(NamedTuple):
    """kind: of `scans.KINDS`. direction: LONG or SHORT. at: datetime64[s], the exchange's own time."""

    kind: str
    direction: int
    at: np.datetime64


def could_be_scan(name: str) -> bool:
    """Whether a file in the scans folder is worth a sentence when it is no scan: notes and a program's own files are not."""
    return _TABLE.fullmatch(name) is not None


def named_scan(name: str) -> NamedScan:
    """What the name says; UnreadableFile when it is not a scan's name or its time is none."""
    match = _NAME.fullmatch(name)
    if match is None:
        raise UnreadableFile(f"its name is not {PATTERN}, so its direction and time are unknown")
    try:
        at = datetime.strptime(match[3], "%Y%m%d_%H%M%S")  # noqa: DTZ007 - by the exchange's clock, and compared only with that
    except ValueError as error:
        raise UnreadableFile(f"its name says {match[3]}, which is no date and time") from error
    return NamedScan(match[2].lower(), _DIRECTIONS[match[1].lower()], np.datetime64(at, "s"))
