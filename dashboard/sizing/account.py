"""The account: what there is to risk, and the limits that its owner sets; checked as a whole, so that none is half right."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from dashboard.errors import BadAccount
from dashboard.sizing.checks import is_number

MOST_MONEY = 1e13
MOST_LEVERAGE = 10.0
MOST_LOT = 1_000_000

# name: what it is called, above which it lies, at most, and whether it may be absent
LIMITS: Mapping[str, tuple[str, float, float, bool]] = MappingProxyType(
    {
        "equity": ("The equity", 0.0, MOST_MONEY, False),
        "risk_per_trade": ("The risk per trade, a share of equity,", 0.0, 1.0, False),
        "gross_cap": ("The cap on gross exposure, a multiple of equity,", 0.0, MOST_LEVERAGE, True),
        "position_cap": ("The cap on one position, a multiple of equity,", 0.0, MOST_LEVERAGE, False),
        "sector_cap": ("The cap on one sector, a multiple of equity,", 0.0, MOST_LEVERAGE, True),
        "correlated_cap": ("The cap on risk that moves together, a share of equity,", 0.0, 1.0, True),
        "liquidity_cap": ("The cap on the share of a session's traded value", 0.0, 1.0, True),
        "heat_cap": ("The cap on heat, a share of equity,", 0.0, 1.0, False),
    }
)


@dataclass(frozen=True, slots=True)
class Account:
    """An account and its limits. Money in its currency; shares and multiples are fractions of equity: .01 is one percent.

    risk_per_trade: most to lose between entry and stop. kelly_multiple: c, the part of Kelly to use. gross_cap: most of all
    positions together, whatever the regime allows; None leaves it to the regime. correlated_cap: most to lose at the stops of
    positions that move together. liquidity_cap: most of the value that a stock trades in a session. heat_cap: most to lose if
    every position is stopped. A cap of None does not apply. minimum_trade: smaller ones are not worth placing, in money.
    lot: shares are traded in multiples of it; lots: by symbol, where it differs. BadAccount says which of them makes no sense.
    """

    equity: float
    currency: str = ""
    risk_per_trade: float = 0.01
    kelly_multiple: float = 0.25
    gross_cap: float | None = None
    position_cap: float = 0.10
    sector_cap: float | None = 0.30
    correlated_cap: float | None = 0.02
    liquidity_cap: float | None = 0.01
    heat_cap: float = 0.06
    minimum_trade: float = 0.0
    lot: int = 1
    lots: Mapping[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for name, (told, above, most, optional) in LIMITS.items():
            value = getattr(self, name)
            if not (value is None and optional):
                _within(told, value, above, most)
        if not (is_number(self.kelly_multiple) and 0.0 <= self.kelly_multiple <= 1.0):
            raise BadAccount(f"The part of Kelly to use lies between 0 and 1, but is {self.kelly_multiple!r}.")
        if not (is_number(self.minimum_trade) and 0.0 <= self.minimum_trade <= self.equity):
            raise BadAccount(f"The minimum trade lies between 0 and the equity, but is {self.minimum_trade!r}.")
        for lot in (self.lot, *self.lots.values()):
            if type(lot) is not int or not 1 <= lot <= MOST_LOT:
                raise BadAccount(f"A lot is a whole number of shares from 1 to {MOST_LOT:,}, but one is {lot!r}.")

    def lot_of(self, symbol: str) -> int:
        """In multiples of how many shares the symbol is traded."""
        return self.lots.get(symbol, self.lot)

    def gross_within(self, regime: float) -> float:
        """The gross exposure allowed, a multiple of equity, when the regime allows this much. BadAccount below 0 or for NaN."""
        if not (is_number(regime) and 0.0 <= regime <= MOST_LEVERAGE):
            raise BadAccount(f"The gross exposure of a regime lies between 0 and {MOST_LEVERAGE:g}, but is {regime!r}.")
        return regime if self.gross_cap is None else min(regime, self.gross_cap)


def _within(told: str, value: float, above: float, most: float) -> None:
    if not is_number(value):
        raise BadAccount(f"{told} must be a number, but is {value!r}.")
    if not above < value <= most:
        raise BadAccount(f"{told} must be above {above:g} and at most {most:g}, but is {value:g}.")


# Until somebody says what there is; every figure from it must say so.
EXAMPLE = Account(equity=100_000.0, minimum_trade=1_000.0)
