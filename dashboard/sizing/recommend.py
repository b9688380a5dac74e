"""Recommendations: candidates in the order of their rank, each sized by the caps, and what they make together with what is held."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from dashboard.market.bars import FloatArray
from dashboard.sizing.account import Account
from dashboard.sizing.caps import CAPS, Room, binding, in_lots
from dashboard.sizing.correlation import effective_bets
from dashboard.sizing.positions import Candidate, Holding

WHY_NOT = {  # not even one lot: why
    "kelly": "The evidence of such trades recommends risking nothing on them, or less than one lot would.",
    "risk": "One lot would risk more than {risk_per_trade:.2%} of equity, the most for one trade.",
    "gross": "With one lot more, the positions together would exceed the gross exposure allowed.",
    "position": "With one lot more, the position would exceed {position_cap:.0%} of equity.",
    "sector": "With one lot more, the sector {sector} would exceed {sector_cap:.0%} of equity.",
    "correlation": "With one lot more, what moves together with it would risk more than {correlated_cap:.2%} of equity.",
    "liquidity": "One lot would be more than {liquidity_cap:.1%} of what it trades in a session.",
    "heat": "With one lot more, stops that are all hit would cost more than {heat_cap:.1%} of equity.",
}
NO_EVIDENCE = "Too little is known of such trades to risk anything on them."
NO_VOLUME = "What it trades in a session is not known, so nothing says that it can be sold again."
TOO_SMALL = "{value:,.0f} is less than {minimum:,.0f}, the smallest trade worth placing."
ENOUGH = "There are {positions} positions already, the most that are allowed."
TWICE = "It is among the candidates already, with a better rank."


@dataclass(frozen=True, slots=True)
class Trade:
    """A candidate with its size. shares: whole lots. value, risk_amount: money. weight_pct, risk_pct: percent of equity.

    caps: shares that each cap alone allows, in whole lots, in order; None where it does not apply. binding: the one that counts.
    """

    candidate: Candidate
    shares: int
    value: float
    risk_amount: float
    weight_pct: float
    risk_pct: float
    caps: dict[str, int | None]
    binding: str

    def as_holding(self) -> Holding:
        """What is held once the trade is done, at its entry and with its stop."""
        one = self.candidate
        return Holding(one.symbol, one.direction * self.shares, one.entry, one.stop, one.sector)


@dataclass(frozen=True, slots=True)
class Dropped:
    """A candidate without a trade. by: a cap's name, or "evidence", "volume", "minimum", "positions", "duplicate"; reason: a sentence."""

    candidate: Candidate
    by: str
    reason: str
    caps: dict[str, int | None]


@dataclass(frozen=True, slots=True)
class Totals:
    """The recommended trades and the holdings together, in percent of equity where it says _pct.

    gross_pct, net_pct: exposure, net with shorts below 0. heat_pct: lost if every stop is hit. held_gross_pct, held_heat_pct: the
    holdings' part. expected_r: sum of the trades' expected R; expected_gain: in money; None when one of them is not known, or
    there is no trade. effective_bets: of all risks; None without any. unprotected: holdings that no stop protects.
    """

    trades: int
    gross_pct: float
    net_pct: float
    heat_pct: float
    held_gross_pct: float
    held_heat_pct: float
    expected_r: float | None
    expected_gain: float | None
    effective_bets: float | None
    unprotected: int


@dataclass(frozen=True, slots=True)
class Recommendations:
    """What to do with the candidates: trades and dropped, each in the order of rank, and totals."""

    trades: list[Trade]
    dropped: list[Dropped]
    totals: Totals


def recommend(
    account: Account,
    regime_gross: float,
    candidates: Sequence[Candidate],
    holdings: Sequence[Holding],
    correlation: FloatArray,
    most_positions: int | None = None,
) -> Recommendations:
    """Size the candidates, best rank first; each takes what the caps leave after the holdings and the trades before it.

    regime_gross: gross exposure that the regime allows, a multiple of equity. correlation: float64 [C + H, C + H], candidates
    then holdings, NaN where not known (`correlations`). most_positions: of the regime, holdings included; None for no limit.
    """
    room = Room(account, account.gross_within(regime_gross), candidates, holdings, correlation)
    trades, dropped, seen = [], [], set()
    taken = [0] * len(candidates)
    positions = {holding.symbol for holding in holdings}
    for place, candidate in enumerate(candidates):
        sized = _sized(account, room, place)
        by, reason = _refused(account, sized, candidate.symbol in seen, positions, most_positions)
        seen.add(candidate.symbol)
        if by:
            dropped.append(Dropped(candidate, by, reason, sized.caps))
            continue
        trades.append(sized)
        room.take(place, sized.shares)
        taken[place] = sized.shares
        positions.add(candidate.symbol)
    return Recommendations(
        trades, dropped, _totals(account, trades, holdings, _risks(candidates, taken, holdings), correlation)
    )


def _sized(account: Account, room: Room, place: int) -> Trade:
    """The candidate with the most shares that every cap allows, which may be none."""
    candidate = room.candidates[place]
    allowed = room.shares(place)
    name = binding(allowed)
    shares = in_lots(allowed[name], candidate.lot) or 0
    value, risk = shares * candidate.entry, shares * candidate.r_per_share
    caps = {cap: in_lots(allowed[cap], candidate.lot) for cap in CAPS}
    return Trade(candidate, shares, value, risk, 100 * value / account.equity, 100 * risk / account.equity, caps, name)


def _refused(
    account: Account, sized: Trade, twice: bool, positions: set[str], most_positions: int | None
) -> tuple[str, str]:
    """By what a candidate is dropped and why; twice "" when it is not."""
    candidate = sized.candidate
    if twice:
        return "duplicate", TWICE
    if candidate.kelly is None:
        return "evidence", NO_EVIDENCE
    if candidate.traded_value is None and account.liquidity_cap is not None:
        return "volume", NO_VOLUME
    if most_positions is not None and candidate.symbol not in positions and len(positions) >= most_positions:
        return "positions", ENOUGH.format(positions=len(positions))
    if sized.shares == 0:
        return sized.binding, _why_not(account, sized)
    if sized.value < account.minimum_trade:
        return "minimum", TOO_SMALL.format(value=sized.value, minimum=account.minimum_trade)
    return "", ""


def _why_not(account: Account, sized: Trade) -> str:
    limits = ("risk_per_trade", "position_cap", "sector_cap", "correlated_cap", "liquidity_cap", "heat_cap")
    known = {name: getattr(account, name) or 0.0 for name in limits}
    return WHY_NOT[sized.binding].format(sector=sized.candidate.sector, **known)


def _risks(candidates: Sequence[Candidate], taken: list[int], holdings: Sequence[Holding]) -> FloatArray:
    """What each candidate and then each holding stands to lose, in money, below 0 when short; 0 for what is not taken."""
    trades = [one.direction * one.r_per_share * shares for one, shares in zip(candidates, taken, strict=True)]
    return np.array([*trades, *(one.direction * one.risk for one in holdings)], dtype=np.float64)


def _totals(
    account: Account, trades: list[Trade], holdings: Sequence[Holding], risks: FloatArray, correlation: FloatArray
) -> Totals:
    held_gross, held_heat = sum(abs(one.value) for one in holdings), sum(one.risk for one in holdings)
    net = sum(one.value for one in holdings) + sum(one.candidate.direction * one.value for one in trades)
    percent = 100.0 / account.equity
    known = [(one.candidate.expected_r, one.risk_amount) for one in trades if one.candidate.expected_r is not None]
    complete = bool(trades) and len(known) == len(trades)
    return Totals(
        trades=len(trades),
        gross_pct=percent * (held_gross + sum(one.value for one in trades)),
        net_pct=percent * net,
        heat_pct=percent * (held_heat + sum(one.risk_amount for one in trades)),
        held_gross_pct=percent * held_gross,
        held_heat_pct=percent * held_heat,
        expected_r=sum(r for r, _ in known) if complete else None,
        expected_gain=sum(r * risk for r, risk in known) if complete else None,
        effective_bets=effective_bets(risks, correlation),
        unprotected=sum(not one.protected for one in holdings),
    )
