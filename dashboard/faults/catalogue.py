"""The catalogue: every fault that there is, by name; a new one is an entry in one of these modules and nothing else."""

from __future__ import annotations

from dashboard.faults import clocks, database, files, providers, sections
from dashboard.faults.fault import Fault

CATALOGUE: dict[str, Fault] = {
    fault.name: fault
    for module in (sections, database, files, providers, clocks)
    for fault in module.FAULTS
}  # fmt: skip
