"""Candidate, holding, closed trade: what can be bought or sold, what is held, and what a trade made in R; each checked as it is made."""

from __future__ import annotations

from dataclasses import dataclass

from dashboard.errors import BadTrade
from dashboard.sizing.checks import is_number

LONG, SHORT = 1, -1
LEAST_PRICE, MOST_PRICE = 1e-6, 1e9
MOST_SHARES = 1_000_000_000  # of one holding; beyond that a file has mixed up its columns


@dataclass(frozen=True, slots=True)
class Candidate:
    """A trade that could be entered. direction: 1 long, −1 short. entry, stop, target: prices, the stop on the losing side.

    kelly: fraction of equity to risk on such trades by their evidence, c already in it; 0 for no edge, None when too little is
    known, and then nothing is risked. expected_r: mean R of that evidence. traded_value: mean of close · volume over the last 20
    sessions, in money; None when not known. sector: None or "" when not known. lot: shares are traded in multiples of it.
    """

    symbol: str
    direction: int
    entry: float
    stop: float
    target: float | None = None
    kelly: float | None = None
    expected_r: float | None = None
    sector: str | None = None
    traded_value: float | None = None
    lot: int = 1

    def __post_init__(self) -> None:
        checked_trade(self.symbol, self.direction, self.entry, self.stop)
        if self.target is not None and not (is_number(self.target) and self.direction * (self.target - self.entry) > 0):
            raise BadTrade(
                f"{self.symbol}: the target {told(self.target)} lies on the losing side of the entry {self.entry:g}."
            )
        for name, value in (("Kelly fraction", self.kelly), ("traded value", self.traded_value)):
            if value is not None and not (is_number(value) and value >= 0.0):
                raise BadTrade(f"{self.symbol}: the {name} must be a number from 0, but is {told(value)}.")
        if self.expected_r is not None and not is_number(self.expected_r):
            raise BadTrade(f"{self.symbol}: the expected R must be a number, but is {told(self.expected_r)}.")
        if type(self.lot) is not int or self.lot < 1:
            raise BadTrade(f"{self.symbol}: a lot is a whole number of shares from 1, but is {self.lot!r}.")

    @property
    def r_per_share(self) -> float:
        """|entry − stop|, in money per share."""
        return abs(self.entry - self.stop)


@dataclass(frozen=True, slots=True)
class Holding:
    """What is held now. quantity: shares, below 0 when sold short. price: the last one. stop: None where there is none."""

    symbol: str
    quantity: float
    price: float
    stop: float | None = None
    sector: str | None = None

    def __post_init__(self) -> None:
        if not (is_number(self.quantity) and 0.0 < abs(self.quantity) <= MOST_SHARES):
            raise BadTrade(
                f"{self.symbol}: a holding has between 1 and {MOST_SHARES:,} shares, long or short, not {told(self.quantity)}."
            )
        checked_price(self.symbol, "price", self.price)
        if self.stop is not None:
            checked_price(self.symbol, "stop", self.stop)

    @property
    def direction(self) -> int:
        """1 long, −1 short."""
        return LONG if self.quantity > 0 else SHORT

    @property
    def value(self) -> float:
        """Shares times price, in money, below 0 when short."""
        return self.quantity * self.price

    @property
    def protected(self) -> bool:
        """Whether a stop stands between the price and ruin: there is one, and the price has not gone through it."""
        return self.stop is not None and self.direction * (self.price - self.stop) >= 0.0

    @property
    def risk(self) -> float:
        """What is lost at the stop, in money from the last price; all of the value where no stop protects it."""
        if self.stop is None or not self.protected:
            return abs(self.value)
        return abs(self.quantity) * abs(self.price - self.stop)


def r_multiple(
    symbol: str, direction: int, entry: float, leave: float, stop: float, quantity: float, fees: float = 0.0
) -> float:
    """What a closed trade made, fees included, over what it risked between entry and its first stop: its R.

    entry, leave, stop: prices; quantity: shares, positive; fees: money. BadTrade for a stop on the wrong side, and the rest.
    """
    checked_trade(symbol, direction, entry, stop)
    checked_price(symbol, "exit", leave)
    if not (is_number(quantity) and 0.0 < quantity <= MOST_SHARES):
        raise BadTrade(f"{symbol}: a trade has between 1 and {MOST_SHARES:,} shares, not {told(quantity)}.")
    if not (is_number(fees) and abs(fees) <= quantity * max(entry, leave)):
        raise BadTrade(f"{symbol}: fees of {told(fees)} are more than the trade is worth.")
    return (direction * (leave - entry) * quantity - fees) / (abs(entry - stop) * quantity)


def checked_trade(symbol: str, direction: int, entry: float, stop: float) -> None:
    """BadTrade unless the prices are prices and the stop lies where the trade loses."""
    if direction not in (LONG, SHORT):
        raise BadTrade(f"{symbol}: a trade is long (1) or short (−1), not {direction!r}.")
    checked_price(symbol, "entry", entry)
    checked_price(symbol, "stop", stop)
    if direction * (entry - stop) <= 0.0:
        side, way = ("below", "long") if direction == LONG else ("above", "short")
        raise BadTrade(
            f"{symbol}: the stop of a {way} trade lies {side} its entry of {entry:g}, but this one is at {stop:g}."
        )


def checked_price(symbol: str, name: str, price: float) -> None:
    """BadTrade unless it is a price."""
    if not (is_number(price) and LEAST_PRICE <= price <= MOST_PRICE):
        raise BadTrade(
            f"{symbol}: the {name} must be a price from {LEAST_PRICE:g} to {MOST_PRICE:g}, but is {told(price)}."
        )


def told(value: object) -> str:
    """A value as a sentence shows it: 1,000,000,000,000 and not 1e12, and text in quotes."""
    return f"{value:,.15g}" if is_number(value) else repr(value)
