"""The whole catalogue of signals: who sends each, when, and with what. Sections declare `refresh_on`; only the scheduler connects."""

from __future__ import annotations

from blinker import Namespace

_signals = Namespace()

bars_changed = _signals.signal(
    "bars-changed",
    doc="""Sent by the panel watcher after a new panel is in memory because bars or instruments in the store changed.

    sender: the string "market". revision: str, the panel's. first_session: datetime.date | None, the earliest session that
    differs from the panel before (None on the first load).
    """,
)

section_refreshed = _signals.signal(
    "section-refreshed",
    doc="""Sent by the runner after a section's new snapshots are published.

    sender: the section's key. revision: str. changed: bool, whether the figures differ from those shown before.
    """,
)

section_failed = _signals.signal(
    "section-failed",
    doc="""Sent by the runner after a run failed and the last good figures were kept.

    sender: the section's key. reason: str, one sentence. consecutive_failures: int.
    """,
)

regime_changed = _signals.signal(
    "regime-changed",
    doc="""Sent once per change of a section's label, after it is written down; computing it anew or a restart does not repeat it.

    sender: the section's key. before, after: str, the labels. session: datetime.date. score: float. confidence: float | None.
    first_told: bool, whether this process wrote the change down (one of several does), so that alerts go out once.
    """,
)

book_changed = _signals.signal(
    "book-changed",
    doc="""Sent after the trader's book in the store changed: its settings, or the trades and holdings that its files come to.

    sender: the string "book". revision: str, the book's. changed: tuple[str, ...], which of "account", "trades", "holdings",
    "unmatched" are not what they were.
    """,
)

ALL = (bars_changed, section_refreshed, section_failed, regime_changed, book_changed)
