"""market.toml: which market a folder holds, read with a sentence for everything that makes no sense, and written."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import fields
from pathlib import Path
from typing import Any

from dashboard.errors import BadMarketFolder
from dashboard.market.panel import Market
from dashboard.market.text_file import read_text

MARKET_FILE = "market.toml"
DEFAULT_CALENDAR = "XNYS"
ADJUSTED = ("none", "splits", "all")
LARGEST_LOT = 10**9

_KEYS = tuple(field.name for field in fields(Market))
_SHOULD_BE = {str: "a text in quotes", int: "a whole number", bool: "true or false"}


def read_market(file: Path, name: str) -> tuple[Market, tuple[str, ...]]:
    """The market that a market.toml describes, and in sentences what had to be assumed; `name` is used where it gives none.

    BadMarketFolder for broken TOML, an unknown key or a value of the wrong kind.
    """
    text = read_text(file)
    if text is None:
        note = f"There is no {MARKET_FILE}: the name is {name!r} and the calendar {DEFAULT_CALENDAR} (New York)."
        return Market(name=name, calendar=DEFAULT_CALENDAR), (note,)
    try:
        table = tomllib.loads(text)
    except (ValueError, RecursionError) as error:  # TOMLDecodeError, or a number of thousands of digits
        raise BadMarketFolder(f"{MARKET_FILE} is not valid TOML ({error}), so nothing was imported") from error
    _refuse_unknown(table)
    market = _market_of(table, name)
    if "calendar" in table:
        return market, ()
    return market, (f"{MARKET_FILE} names no calendar: {DEFAULT_CALENDAR} (New York) is taken.",)


def _refuse_unknown(table: Mapping[str, Any]) -> None:
    if unknown := next((key for key in table if key not in _KEYS), None):
        raise BadMarketFolder(f"{MARKET_FILE} has an unknown key {unknown!r}; the keys are {', '.join(_KEYS)}")


def _market_of(table: Mapping[str, Any], name: str) -> Market:
    adjusted = _typed(table, "adjusted", str, "none")
    if adjusted not in ADJUSTED:
        raise BadMarketFolder(f'adjusted in {MARKET_FILE} is {adjusted!r}; it must be "none", "splits" or "all"')
    lot = _typed(table, "lot", int, 1)
    if not 1 <= lot <= LARGEST_LOT:
        raise BadMarketFolder(f"lot in {MARKET_FILE} is {lot}; it must be from 1 to {LARGEST_LOT:,}")
    return Market(
        name=_typed(table, "name", str, name),
        calendar=_typed(table, "calendar", str, DEFAULT_CALENDAR),
        currency=_typed(table, "currency", str, "USD"),
        lot=lot,
        benchmark=_typed(table, "benchmark", str, None),
        volatility=_typed(table, "volatility", str, None),
        indices=_indices(table),
        adjusted=adjusted,
        demo=_typed(table, "demo", bool, False),
    )


def _typed(table: Mapping[str, Any], key: str, kind: type, default: Any) -> Any:
    value = table.get(key, default)
    if key not in table or (isinstance(value, kind) and (kind is bool or not isinstance(value, bool)) and value != ""):
        return value
    raise BadMarketFolder(f"{key} in {MARKET_FILE} is {value!r}; it must be {_SHOULD_BE[kind]}")


def _indices(table: Mapping[str, Any]) -> tuple[str, ...]:
    symbols = table.get("indices", [])
    if not isinstance(symbols, list) or not all(isinstance(symbol, str) and symbol for symbol in symbols):
        raise BadMarketFolder(f"indices in {MARKET_FILE} is {symbols!r}; it must be a list of symbols in quotes")
    return tuple(dict.fromkeys(symbols))


def market_toml(market: Market) -> str:
    """The market.toml that reads back as this market."""
    settings = {field.name: getattr(market, field.name) for field in fields(market)}
    if not market.demo:
        del settings["demo"]
    return "".join(f"{key} = {_toml(value)}\n" for key, value in settings.items() if value is not None)


def _toml(value: str | int | bool | tuple[str, ...]) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, tuple):
        return f"[{', '.join(_toml(item) for item in value)}]"
    return f'"{"".join(_escaped(letter) for letter in value)}"'


def _escaped(letter: str) -> str:
    if letter in '"\\':
        return f"\\{letter}"
    return letter if letter.isprintable() else f"\\U{ord(letter):08x}"
