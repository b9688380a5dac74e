"""The universe: invented companies in eleven sectors, what each is like, and when it is listed and delisted."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from dashboard.market.bars import FloatArray, IntArray
from dashboard.market.sources.demo.names import company
from dashboard.market.sources.demo.streams import stream


@dataclass(frozen=True, slots=True)
class Sector:
    """A sector: its share of the companies, the market beta of its companies, and what they call themselves."""

    name: str
    share: int
    beta: float
    trades: tuple[str, ...]


SECTORS = (
    Sector("Communication Services", 4, 1.00, ("Broadcasting", "Telegraph", "Pictures")),
    Sector("Consumer Discretionary", 12, 1.15, ("Stores", "Motors", "Resorts", "Outfitters")),
    Sector("Consumer Staples", 7, 0.65, ("Foods", "Brands", "Bottling")),
    Sector("Energy", 5, 1.10, ("Petroleum", "Drilling", "Pipelines")),
    Sector("Financials", 13, 1.10, ("Bancorp", "Insurance", "Capital")),
    Sector("Health Care", 12, 0.85, ("Pharma", "Devices", "Clinics")),
    Sector("Industrials", 14, 1.05, ("Works", "Freight", "Engines", "Tools")),
    Sector("Information Technology", 15, 1.25, ("Systems", "Semiconductors", "Software")),
    Sector("Materials", 6, 1.10, ("Chemicals", "Mining", "Paper")),
    Sector("Real Estate", 6, 0.90, ("Properties", "Towers", "Storage")),
    Sector("Utilities", 6, 0.55, ("Electric", "Water", "Gas")),
)
GROWTH = ("Communication Services", "Consumer Discretionary", "Health Care", "Information Technology")
NEVER = np.iinfo(np.int64).max
LISTED_LATE, DELISTED = 0.08, 0.06  # shares of the universe
LISTING_SPAN = (60, 2400)  # session indices; in absolute terms, so that a longer demo has the same listings
DELISTING_SPAN = (400, 2500)
TAKEN_OVER = 0.5  # share of the delisted that leave by a takeover; the others fade away


@dataclass(frozen=True, slots=True)
class Universe:
    """N companies in symbol order; all arrays [N].

    sector: index into SECTORS. price: at the first session, before any move. shares: outstanding, in millions. beta, sector_beta,
    volatility (per session, its own part), turnover (shares per session). phase: which session of its quarter it reports on.
    first, last: session indices of its first and last bar (0 from the start, NEVER if it stays). taken_over: bool.
    """

    symbols: tuple[str, ...]
    names: tuple[str, ...]
    sector: IntArray
    price: FloatArray
    shares: FloatArray
    beta: FloatArray
    sector_beta: FloatArray
    volatility: FloatArray
    turnover: FloatArray
    phase: IntArray
    first: IntArray
    last: IntArray
    taken_over: IntArray


def universe(seed: int, symbols: int) -> Universe:
    """The companies of one seed: their names never change, their characters do."""
    sector = _sectors(symbols)
    named = sorted((*company(i, SECTORS[s].trades), int(s)) for i, s in enumerate(sector))
    sector = np.array([s for _, _, s in named])
    z = stream(seed, "universe").standard_normal((6, symbols))
    beta = np.array([s.beta for s in SECTORS])[sector] * np.exp(0.18 * z[0])
    shares = np.exp(np.log(180) + 1.0 * z[1])
    first, last, taken_over = _lifetimes(seed, symbols)
    return Universe(
        symbols=tuple(symbol for symbol, _, _ in named),
        names=tuple(name for _, name, _ in named),
        sector=sector,
        price=np.exp(np.clip(np.log(48) + 0.55 * z[2], np.log(16), np.log(160))),
        shares=shares,
        beta=np.clip(beta, 0.3, 1.9),
        sector_beta=np.clip(1 + 0.3 * z[3], 0.3, 1.8),
        volatility=0.0105 * np.exp(np.clip(0.30 * z[4], -0.6, 0.7)),
        turnover=shares * 1e6 * 0.006 * np.exp(0.4 * z[5]),
        phase=np.arange(symbols, dtype=np.int64) * 37 % 63,
        first=first,
        last=last,
        taken_over=taken_over,
    )


def _sectors(symbols: int) -> IntArray:
    """Every sector at its share, spread evenly over the companies; the first eleven companies have one sector each."""
    places = [((k + 0.5) / s.share, i) for i, s in enumerate(SECTORS) for k in range(s.share)]
    pattern = [i for _, i in sorted(places)]
    pattern = [*range(len(SECTORS)), *(i for n, i in enumerate(pattern) if i in pattern[:n])]
    return np.resize(np.array(pattern, dtype=np.int64), symbols)


def _lifetimes(seed: int, symbols: int) -> tuple[IntArray, IntArray, IntArray]:
    generator = stream(seed, "listings")
    first, last = np.zeros(symbols, dtype=np.int64), np.full(symbols, NEVER)
    shuffled = generator.permutation(symbols)
    late = shuffled[: round(LISTED_LATE * symbols)]
    leaving = shuffled[len(shuffled) - round(DELISTED * symbols) :]  # the two groups don't meet
    first[late] = generator.integers(*LISTING_SPAN, len(late))
    last[leaving] = generator.integers(*DELISTING_SPAN, len(leaving))
    return first, last, (generator.random(symbols) < TAKEN_OVER).astype(np.int64)
