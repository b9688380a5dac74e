"""Taking a market in: a folder file by file, each in one transaction, or the demo market; and what became of every row.

1. files: skip what is unchanged since the last import; read the others, part them into clean rows and rows kept aside.
2. storing: bars, rows kept aside, instruments and the record of the import in one transaction, so that a killed import leaves
   whole files or nothing of them; the same file again changes nothing.
3. special: when all files are in, days off the calendar on which most of the market traded become sessions.
"""

from __future__ import annotations

from dashboard.runtime.ingest.demo import continue_demo, import_demo
from dashboard.runtime.ingest.folder import Steps, import_folder
from dashboard.runtime.ingest.report import FileReport, ImportReport, Progress

__all__ = ["FileReport", "ImportReport", "Progress", "Steps", "continue_demo", "import_demo", "import_folder"]
