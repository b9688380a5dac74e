"""The account as the formulas take it: the only place where its percentages become fractions of equity."""

from __future__ import annotations

from dataclasses import dataclass

from dashboard.market.account import Account
from dashboard.regimes.labels import LABELS
from dashboard.regimes.policy import POLICY, Rule
from dashboard.sizing.account import Account as Limits


@dataclass(frozen=True, slots=True)
class Allowed:
    """What a regime label allows this account. gross: a multiple of equity; own: whether the account says so, not the policy."""

    label: str
    rule: Rule
    gross: float
    own: bool


def limits_of(account: Account) -> Limits:
    """The account's settings as fractions of equity; its gross exposure is left to the regime."""
    return Limits(
        equity=account.equity,
        currency=account.currency,
        risk_per_trade=account.risk_per_trade_pct / 100.0,
        kelly_multiple=account.kelly_fraction,
        gross_cap=None,
        position_cap=account.position_cap_pct / 100.0,
        sector_cap=account.sector_cap_pct / 100.0,
        correlated_cap=account.correlated_cap_pct / 100.0,
        liquidity_cap=account.liquidity_pct / 100.0,
        heat_cap=account.heat_cap_pct / 100.0,
        minimum_trade=account.minimum_trade,
        lot=account.lot_size,
        lots=dict(account.lot_sizes),
    )


def allowed(account: Account, code: int) -> Allowed:
    """What the label of that code (0 to 6) allows."""
    rule, own = POLICY[code], (account.gross_caps_pct or {}).get(LABELS[code])
    return Allowed(LABELS[code], rule, rule.exposure if own is None else own / 100.0, own is not None)
