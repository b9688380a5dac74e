"""The account's settings: every change is kept whole, with when and by whom; the newest is the account."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import Connection, insert, select

from dashboard.market.account import Account, account_of, differences, example_account, validated
from dashboard.market.panel import Market
from dashboard.store import book_revision
from dashboard.store.engine import Store
from dashboard.store.markets import read_market
from dashboard.store.schema import account_changes

By = Literal["cli", "page", "api"]


@dataclass(frozen=True, slots=True)
class AccountChange:
    """One change: when (ISO, UTC), by whom, the account from then on, and each setting's value before and after."""

    at: str
    by: str
    account: Account
    differences: Mapping[str, tuple[Any, Any]]


def read_account(connection: Connection) -> Account:
    """The account as it was last set; until then the example, in the market's currency and lot."""
    newest = select(account_changes.c.settings).order_by(account_changes.c.id.desc()).limit(1)
    settings = connection.scalar(newest)
    return _example(read_market(connection)) if settings is None else account_of(settings)


def save_account(store: Store, account: Account, by: By, at: str) -> bool:
    """Enter these settings, unless they are those in force; returns whether they were entered. Raises StoreUnavailable."""
    with store.write() as connection:
        return _enter(connection, account, by, at)


def change_account(store: Store, values: Mapping[str, Any], by: By, at: str) -> tuple[Account, Account]:
    """Change some settings, in one transaction with the account they are changed in; returns it before and after.

    values: as `validated` takes them. Raises BadAccount, and then nothing is stored, and StoreUnavailable.
    """
    with store.write() as connection:
        book_revision.lock(connection)
        before = read_account(connection)
        after = validated(values, before)
        _enter(connection, after, by, at)
    return before, after


def account_history(store: Store) -> tuple[AccountChange, ...]:
    """Every change, oldest first; the first one against the example."""
    with store.read() as connection:
        rows = connection.execute(select(account_changes).order_by(account_changes.c.id)).all()
        before = _example(read_market(connection))
    changes = []
    for row in rows:
        account = account_of(row.settings)
        changes.append(AccountChange(row.at, row.made_by, account, differences(before, account)))
        before = account
    return tuple(changes)


def _enter(connection: Connection, account: Account, by: By, at: str) -> bool:
    book_revision.lock(connection)
    if read_account(connection) == account:  # the example is never equal: it says that it is one
        return False
    connection.execute(insert(account_changes).values(at=at, made_by=by, settings=account.settings()))
    book_revision.bump(connection)
    return True


def _example(market: Market | None) -> Account:
    return example_account("USD", 1) if market is None else example_account(market.currency, market.lot)
