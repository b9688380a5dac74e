"""A market of two symbols and a few sessions: just enough to make every kernel compile."""

from __future__ import annotations

import numpy as np

from dashboard.market.panel import Instrument, Market, Panel, frozen


def tiny_panel() -> Panel:
    """Thirty sessions of two symbols that rise and fall."""
    sessions = np.arange(np.datetime64("2020-01-01"), np.datetime64("2020-01-31"))
    close = frozen(np.column_stack([100.0 + np.arange(30) % 7, 50.0 - np.arange(30) % 5]))
    instruments = (Instrument("A", sector="One"), Instrument("B", sector="Two"))
    return Panel(Market("warm-up", "XNYS"), instruments, sessions, close, close, close, close, close, False, "0", "0")
