"""The caps on a trade: how many shares each of them alone would allow, given what is held and what was taken before it.

`Room` keeps the running totals. A cap that can't be told from what is known is not passed over in silence: no evidence and no
traded value allow nothing, an unknown correlation counts as moving together; only an unknown sector has no cap.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from math import floor, inf

import numpy as np

from dashboard.errors import BadTrade
from dashboard.market.bars import FloatArray
from dashboard.sizing.account import Account
from dashboard.sizing.correlation import ALIKE
from dashboard.sizing.positions import Candidate, Holding

CAPS = (
    "kelly",
    "risk",
    "gross",
    "position",
    "sector",
    "correlation",
    "liquidity",
    "heat",
)  # in the order in which ties bind
MOST = 10**15  # shares, where a stop so close that it risks nothing allows any number
ROUNDING = 1e-12  # relative: a thousand shares must not become 999 because a tenth has no exact binary form


class Room:
    """What is left under the caps, in money, for candidates in their order.

    gross_cap: the multiple of equity that all positions may reach together. correlation: float64 [C + H, C + H], of the C
    candidates and then the H holdings, NaN where not known. BadTrade when its shape is another.
    """

    def __init__(
        self,
        account: Account,
        gross_cap: float,
        candidates: Sequence[Candidate],
        holdings: Sequence[Holding],
        correlation: FloatArray,
    ) -> None:
        count = len(candidates) + len(holdings)
        if correlation.shape != (count, count):
            raise BadTrade(f"{count} candidates and holdings need as many correlations each, not {correlation.shape}.")
        self.account, self.candidates = account, candidates
        self.most = {name: account.equity * cap for name, cap in _of_equity(account, gross_cap).items()}
        self.gross = self.heat = 0.0
        self.by_symbol: dict[str, float] = defaultdict(float)
        self.by_sector: dict[str, float] = defaultdict(float)
        self.together = _together(candidates, holdings, correlation)
        self.joint = np.zeros(count)  # per place: risk of those taken that move together with it, itself included
        self.taken = np.zeros(count, dtype=bool)
        for place, holding in enumerate(holdings, start=len(candidates)):
            self._add(place, holding.symbol, holding.sector, abs(holding.value), holding.risk)

    def shares(self, place: int) -> dict[str, float]:
        """How many shares each cap allows of the candidate, not rounded, never below 0; inf where a cap doesn't apply."""
        one, equity = self.candidates[place], self.account.equity
        risk = {
            "kelly": (one.kelly or 0.0) * equity,
            "risk": self.account.risk_per_trade * equity,
            "correlation": self._joint_room(place),
            "heat": self.most["heat"] - self.heat,
        }
        value = {
            "gross": self.most["gross"] - self.gross,
            "position": self.most["position"] - self.by_symbol[one.symbol],
            "sector": self.most["sector"] - self.by_sector[one.sector] if one.sector else inf,
            "liquidity": self._liquidity(one),
        }
        allowed = {name: money / one.r_per_share for name, money in risk.items()}
        allowed |= {name: money / one.entry for name, money in value.items()}
        return {name: max(0.0, allowed[name]) for name in CAPS}

    def take(self, place: int, shares: int) -> None:
        """Count a trade of the candidate from now on."""
        one = self.candidates[place]
        self._add(place, one.symbol, one.sector, shares * one.entry, shares * one.r_per_share)

    def _add(self, place: int, symbol: str, sector: str | None, value: float, risk: float) -> None:
        self.gross += value
        self.heat += risk
        self.by_symbol[symbol] += value
        self.by_sector[sector or ""] += value
        self.joint[self.together[place]] += risk
        self.taken[place] = True

    def _joint_room(self, place: int) -> float:
        """Risk that may still be added: for this candidate, and for everything taken that moves together with it."""
        concerned = self.together[place] & self.taken
        concerned[place] = True
        return self.most["correlation"] - float(self.joint[concerned].max())

    def _liquidity(self, one: Candidate) -> float:
        if self.account.liquidity_cap is None:
            return inf
        return self.account.liquidity_cap * (one.traded_value or 0.0)


def binding(allowed: Mapping[str, float]) -> str:
    """The cap that allows the fewest shares; of equal ones the first in order."""
    return min(CAPS, key=allowed.__getitem__)


def in_lots(shares: float, lot: int) -> int | None:
    """Shares rounded down to whole lots; None when there is no limit."""
    return None if shares == inf else floor(min(shares, MOST) / lot * (1.0 + ROUNDING)) * lot


def _of_equity(account: Account, gross_cap: float) -> dict[str, float]:
    optional = {"sector": account.sector_cap, "correlation": account.correlated_cap}
    known = {"gross": gross_cap, "position": account.position_cap, "heat": account.heat_cap}
    return known | {name: inf if cap is None else cap for name, cap in optional.items()}


def _together(candidates: Sequence[Candidate], holdings: Sequence[Holding], correlation: FloatArray) -> np.ndarray:
    """Whether two positions win and lose together, bool [C + H, C + H]: a long and a short of one kind don't, unknown ones do."""
    everything: list[Candidate | Holding] = [*candidates, *holdings]
    ways = np.array([one.direction for one in everything], dtype=np.float64)
    together = ~(correlation * np.outer(ways, ways) < ALIKE)
    np.fill_diagonal(together, True)
    return np.asarray(together)
