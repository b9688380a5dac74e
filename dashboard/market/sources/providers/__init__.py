"""Providers: where the bars of new sessions come from. Each is one file here that can `fetch`; everything after that is the house's.

A provider knows nothing of the store. It is asked for some symbols from some session on, answers with what it has, and says of each
symbol that it has nothing believable for, why. Whether its closes continue those in the store is judged in `market.continuation`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np

from dashboard.market.bars import Bars
from dashboard.market.panel import Instrument


@dataclass(frozen=True, slots=True)
class Events:
    """What happened to one symbol's shares. splits: session → new shares per old one. dividends: sessions that went ex dividend."""

    splits: Mapping[np.datetime64, float] = field(default_factory=dict)
    dividends: tuple[np.datetime64, ...] = ()


@dataclass(frozen=True, slots=True)
class Fetched:
    """What a provider had. bars: by symbol, closes adjusted for splits, adj_close for dividends too (NaN where it has none).

    The last row may be of a session that still runs. refused: symbol → one sentence.
    """

    bars: Mapping[str, Bars] = field(default_factory=dict)
    events: Mapping[str, Events] = field(default_factory=dict)
    refused: Mapping[str, str] = field(default_factory=dict)


class Provider(Protocol):
    """One source of new bars. key: its name in settings and in the API. batch: how many symbols it is asked for at a time."""

    key: str
    title: str
    batch: int

    def fetch(
        self, instruments: Sequence[Instrument], calendar: str, first: np.datetime64, last: np.datetime64
    ) -> Fetched:
        """The bars of the instruments from session `first` to day `last`.

        Raises SourceUnavailable when it cannot be reached or answers nonsense, RateLimited when it asks to be left alone.
        """
        ...
