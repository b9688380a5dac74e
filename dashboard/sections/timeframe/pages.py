"""Closed scores of every symbol and session, kept in pages: a new session is a new page, and small pages are bound together."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Scores = NDArray[np.float32]


@dataclass(frozen=True)
class Pages:
    """pages: float32 [PERIODS, tiles, t, LANES] each, one after another, as the pass leaves them: turned, each would cost as much again.
    starts: the row that each begins at. symbols: N, how many of the lanes are some symbol's. Never written to again."""

    pages: tuple[Scores, ...]
    starts: tuple[int, ...]
    symbols: int

    @property
    def rows(self) -> int:
        """T, how many sessions there are."""
        return self.starts[-1] + self.pages[-1].shape[2] if self.pages else 0

    def with_page(self, page: Scores) -> Pages:
        """And these sessions; pages that are no longer than the next one are bound to it, so there are never more than log T."""
        pages, starts = [*self.pages, page], [*self.starts, self.rows]
        while len(pages) > 1 and pages[-2].shape[2] <= pages[-1].shape[2]:
            last = pages.pop()
            starts.pop()
            pages[-1] = np.concatenate([pages[-1], last], axis=2)
        return Pages(tuple(pages), tuple(starts), self.symbols)

    def at(self, t: int) -> Scores:
        """The closed scores of session t, float32 [PERIODS, N]."""
        k = int(np.searchsorted(self.starts, t, side="right")) - 1
        page = self.pages[k][:, :, t - self.starts[k]]
        return page.reshape(len(page), -1)[:, : self.symbols]

    def of(self, column: int, start: int = 0) -> Scores:
        """The closed scores of one symbol over all sessions from `start` on, float32 [PERIODS, T − start]."""
        first = max(int(np.searchsorted(self.starts, start, side="right")) - 1, 0)
        tile, lane = divmod(column, self.pages[0].shape[3])
        scores = np.concatenate([page[:, tile, :, lane] for page in self.pages[first:]], axis=1)
        return scores[:, start - self.starts[first] :]

    def lines(self, period: int, columns: list[int], start: int = 0) -> Scores:
        """One period's closed scores of a few symbols over all sessions from `start` on, float32 [len(columns), T − start]."""
        first = max(int(np.searchsorted(self.starts, start, side="right")) - 1, 0)
        tiles, lanes = np.divmod(columns, self.pages[0].shape[3]) if self.pages else ([], [])
        scores = np.concatenate([page[period][tiles, :, lanes] for page in self.pages[first:]], axis=1)
        return scores[:, start - self.starts[first] :]
