"""The account's settings: what they are, the example until they are set, and the one validation that every way in goes through."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from math import isfinite
from typing import Any

from dashboard.errors import BadAccount

LABELS = (  # of the regimes, which stand above the market in the house; a test compares the two

    "strong_uptrend", "uptrend", "choppy_bullish", "choppy", "choppy_bearish", "downtrend", "strong_downtrend",
)  # fmt: skip
RICHEST = 1e13
LARGEST_LOT = 1_000_000
MOST_SYMBOLS = 10_000
POLICY = ("", "policy", "none", "null")  # what a form or a command line writes for "as the regime's policy says"

_CURRENCY = re.compile(r"[A-Z]{3}")
_SYMBOL = re.compile(r"[^\s=,;]{1,32}")
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Account:
    """What sizes rest on. Percentages are of equity, 0 to 100; liquidity_pct of a stock's daily traded value.

    risk_per_trade_pct: most to lose between entry and stop; heat_cap_pct: of all positions together; correlated_cap_pct: of those that
    move together. kelly_fraction: c, the part of Kelly that is used.

    gross_caps_pct: the gross exposure allowed per regime label; None, or a label that is not named, is as the regime's policy says.
    lot_sizes: the symbols whose lot is not lot_size. minimum_trade: value in `currency` under which a trade is not worth making.
    """

    equity: float = 100_000.0
    currency: str = "USD"
    risk_per_trade_pct: float = 1.0
    kelly_fraction: float = 0.25
    position_cap_pct: float = 10.0
    sector_cap_pct: float = 30.0
    heat_cap_pct: float = 6.0
    gross_caps_pct: Mapping[str, float] | None = field(default=None, hash=False)
    correlated_cap_pct: float = 2.0
    liquidity_pct: float = 1.0
    lot_size: int = 1
    lot_sizes: Mapping[str, int] = field(default_factory=dict, hash=False)
    minimum_trade: float = 1_000.0
    is_example: bool = False

    def lot_of(self, symbol: str) -> int:
        """How many shares of a symbol are traded at once."""
        return self.lot_sizes.get(symbol, self.lot_size)

    def settings(self) -> dict[str, Any]:
        """Every setting by name, as JSON can hold it; whether it is the example is no setting."""
        return {name: value for name, value in asdict(self).items() if name != "is_example"}


EXAMPLE_ACCOUNT = Account(is_example=True)


def example_account(currency: str, lot: int) -> Account:
    """The example in a market's own currency and lot."""
    return replace(EXAMPLE_ACCOUNT, currency=currency, lot_size=lot)


def validated(values: Mapping[str, Any], before: Account) -> Account:
    """The account after these changes; what is not named stays as it was. Never the example again.

    values: numbers, or text as a form and a command line have it. One entry of a mapping is named with a dot:
    `gross_caps_pct.choppy` or `lot_sizes.NIFTY`; empty takes it out. BadAccount names the setting that makes no sense, and then
    nothing of it is to be used.
    """
    settings = before.settings()
    for name, value in values.items():
        setting, dot, entry = name.partition(".")
        if setting not in SETTINGS or (dot and setting not in ENTRIES):
            raise BadAccount(f"{name!r} is no setting of the account; the settings are {', '.join(SETTINGS)}.")
        settings[setting] = _entry(setting, entry, value, settings) if dot else SETTINGS[setting](setting, value)
    if settings["minimum_trade"] > settings["equity"]:
        raise BadAccount(
            f"minimum_trade is {settings['minimum_trade']:,.10g}, more than the equity of {settings['equity']:,.10g}, "
            "so no trade could ever be made; lower it."
        )
    return Account(**settings)


def account_of(settings: Mapping[str, Any]) -> Account:
    """The account whose `settings` these are; those that it lacks (an older version wrote it) are as in the example."""
    known = {name for name in SETTINGS if name in settings}
    return Account(**{name: settings[name] for name in known})


def differences(before: Account, after: Account) -> dict[str, tuple[Any, Any]]:
    """Each setting that is another one now: before and after."""
    return {
        name: (getattr(before, name), getattr(after, name))
        for name in SETTINGS
        if getattr(before, name) != getattr(after, name)
    }


def _entry(setting: str, entry: str, value: Any, settings: Mapping[str, Any]) -> Any:
    """A mapping with one entry changed, or taken out where the value is empty."""
    kept = {key: each for key, each in (settings[setting] or {}).items() if key != entry}
    if value is not None and str(value).strip().lower() not in POLICY:
        kept |= ENTRIES[setting](setting, {entry: value})
    return kept or (None if setting == "gross_caps_pct" else {})


def _number(name: str, value: Any) -> float:
    """A finite number, or text that is nothing else."""
    text = str(value).strip() if isinstance(value, (str, int, float)) and not isinstance(value, bool) else ""
    if _NUMBER.fullmatch(text) and isfinite(number := float(text)):
        return number
    raise BadAccount(f"{name} is {_shown(value)}, which is no number; write it like 250000 or 0.5.")


def _shown(value: Any) -> str:
    text = str(value)
    return repr(text if len(text) <= 40 else text[:39] + "…")


def _between(least: float, most: float, *, without_least: bool = False) -> Callable[[str, Any], float]:
    def check(name: str, value: Any) -> float:
        number = _number(name, value)
        if number > most or number < least or (without_least and number == least):
            lowest = f"more than {least:g}" if without_least else f"at least {least:g}"
            raise BadAccount(f"{name} is {_shown(value)}; it must be {lowest} and at most {most:,.0f}.")
        return number

    return check


def _lot(name: str, value: Any) -> int:
    number = _between(1, LARGEST_LOT)(name, value)
    if number != int(number):
        raise BadAccount(f"{name} is {_shown(value)}; a lot is a whole number of shares.")
    return int(number)


def _currency(name: str, value: Any) -> str:
    if isinstance(value, str) and _CURRENCY.fullmatch(code := value.strip().upper()):
        return code
    raise BadAccount(f"{name} is {_shown(value)}; it must be three letters, like USD.")


def _gross_caps(name: str, value: Any) -> dict[str, float] | None:
    if value is None or (isinstance(value, str) and value.strip().lower() in POLICY):
        return None
    for label in _mapping(name, value):
        if label not in LABELS:
            raise BadAccount(f"{name} names the regime {_shown(label)}; the regimes are {', '.join(LABELS)}.")
    return {label: _between(0, 400)(f"{name}.{label}", each) for label, each in value.items()} or None


def _lot_sizes(name: str, value: Any) -> dict[str, int]:
    if value is None or value == "":
        return {}
    for symbol in _mapping(name, value):
        if not (isinstance(symbol, str) and _SYMBOL.fullmatch(symbol)):
            raise BadAccount(f"{name} names {_shown(symbol)}, which is no symbol.")
    return {symbol: _lot(f"{name}.{symbol}", each) for symbol, each in value.items()}


def _mapping(name: str, value: Any) -> Mapping[Any, Any]:
    if not isinstance(value, Mapping):
        raise BadAccount(f"{name} is {_shown(value)}; name one entry at a time, like {name}.{EXAMPLES[name]}.")
    if len(value) > MOST_SYMBOLS:
        raise BadAccount(f"{name} has {len(value):,} entries; at most {MOST_SYMBOLS:,} are kept.")
    return value


_share = _between(0, 100, without_least=True)
EXAMPLES = {"gross_caps_pct": "choppy=50", "lot_sizes": "NIFTY=75"}
ENTRIES: dict[str, Callable[[str, Any], Any]] = {"gross_caps_pct": _gross_caps, "lot_sizes": _lot_sizes}
SETTINGS: dict[str, Callable[[str, Any], Any]] = {
    "equity": _between(0, RICHEST, without_least=True),
    "currency": _currency,
    "risk_per_trade_pct": _share,
    "kelly_fraction": _between(0, 1, without_least=True),
    "position_cap_pct": _share,
    "sector_cap_pct": _share,
    "heat_cap_pct": _share,
    "gross_caps_pct": _gross_caps,
    "correlated_cap_pct": _share,
    "liquidity_pct": _share,
    "lot_size": _lot,
    "lot_sizes": _lot_sizes,
    "minimum_trade": _between(0, RICHEST),
}
assert [each.name for each in fields(Account)][:-1] == list(SETTINGS), "every setting has its check"
