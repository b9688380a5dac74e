"""The section's answers by name, each from `views` when it is first asked: what those need is compiled, and not for the boot to load."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Any

from dashboard.section import Result


def _answer(name: str) -> Callable[..., Any]:
    def answer(result: Result, where: Any, *symbol: str) -> Any:
        return getattr(import_module("dashboard.sections.timeframe.views"), name)(result, where, *symbol)

    return answer


everything, face, daily, weekly, monthly, alignment, symbol_table, history = map(
    _answer, ("everything", "face", "daily", "weekly", "monthly", "alignment", "symbol_table", "history")
)
