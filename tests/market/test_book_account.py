"""The account's settings: one validation for every way in, and a sentence that names what makes no sense."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dashboard.errors import BadAccount
from dashboard.market.account import (
    EXAMPLE_ACCOUNT,
    LABELS,
    SETTINGS,
    Account,
    account_of,
    differences,
    example_account,
    validated,
)
from dashboard.regimes import labels
from dashboard.sizing.account import EXAMPLE as SIZED
from dashboard.sizing.account import Account as Limits


def test_the_example_is_the_specifications_and_says_that_it_is_one() -> None:
    example = EXAMPLE_ACCOUNT
    assert (example.equity, example.risk_per_trade_pct, example.kelly_fraction) == (100_000, 1, 0.25)
    assert (example.position_cap_pct, example.sector_cap_pct, example.heat_cap_pct) == (10, 30, 6)
    assert (example.gross_caps_pct, example.liquidity_pct, example.is_example) == (None, 1, True)
    assert example_account("INR", 5) == replace(example, currency="INR", lot_size=5)


def test_what_is_not_named_stays_and_the_account_is_an_example_no_more() -> None:
    after = validated({"equity": "250000", "risk_per_trade_pct": 0.5, "currency": " eur "}, EXAMPLE_ACCOUNT)
    assert after == replace(EXAMPLE_ACCOUNT, equity=250_000, risk_per_trade_pct=0.5, currency="EUR", is_example=False)
    assert differences(EXAMPLE_ACCOUNT, after) == {
        "equity": (100_000, 250_000),
        "currency": ("USD", "EUR"),
        "risk_per_trade_pct": (1, 0.5),
    }


def test_text_of_a_form_and_numbers_of_json_give_the_same() -> None:
    typed = {"equity": "1e6", "kelly_fraction": ".5", "lot_size": "10", "minimum_trade": "0", "correlated_cap_pct": "1"}
    sent = {"equity": 1_000_000, "kelly_fraction": 0.5, "lot_size": 10, "minimum_trade": 0, "correlated_cap_pct": 1.0}
    assert validated(typed, EXAMPLE_ACCOUNT) == validated(sent, EXAMPLE_ACCOUNT)


def test_an_entry_of_a_mapping_is_set_and_taken_out_by_its_name() -> None:
    one = validated({"gross_caps_pct.choppy": "50", "lot_sizes.NIFTY": "75", "lot_sizes.BRK.B": 2}, EXAMPLE_ACCOUNT)
    assert (one.gross_caps_pct, one.lot_sizes) == ({"choppy": 50}, {"NIFTY": 75, "BRK.B": 2})
    assert (one.lot_of("NIFTY"), one.lot_of("AAPL")) == (75, 1)
    two = validated({"gross_caps_pct.uptrend": 80, "lot_sizes.NIFTY": ""}, one)
    assert (two.gross_caps_pct, two.lot_sizes) == ({"choppy": 50, "uptrend": 80}, {"BRK.B": 2})
    assert validated({"gross_caps_pct.choppy": "policy", "gross_caps_pct.uptrend": None}, two).gross_caps_pct is None
    assert validated({"gross_caps_pct": "policy", "lot_sizes": {}}, two) == replace(EXAMPLE_ACCOUNT, is_example=False)


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"equity": 0}, "equity is '0'; it must be more than 0 and at most 10,000,000,000,000."),
        ({"equity": -5.0}, "equity is '-5.0'; it must be more than 0"),
        ({"equity": "lots"}, "equity is 'lots', which is no number; write it like 250000 or 0.5."),
        ({"equity": "250,000"}, "equity is '250,000', which is no number"),
        ({"equity": ""}, "equity is '', which is no number"),
        ({"equity": None}, "equity is 'None', which is no number"),
        ({"equity": True}, "equity is 'True', which is no number"),
        ({"equity": [1]}, "equity is '[1]', which is no number"),
        ({"equity": float("nan")}, "equity is 'nan', which is no number"),
        ({"equity": "inf"}, "equity is 'inf', which is no number"),
        ({"equity": "1e999"}, "equity is '1e999', which is no number"),
        ({"equity": "١٠"}, "equity is '١٠', which is no number"),
        ({"equity": "9" * 200}, "equity is '999999999999999999999999999999999999999…'; it must be more"),
        ({"risk_per_trade_pct": 101}, "risk_per_trade_pct is '101'; it must be more than 0 and at most 100."),
        ({"heat_cap_pct": "100.01"}, "heat_cap_pct is '100.01'; it must be more than 0 and at most 100."),
        ({"kelly_fraction": 2}, "kelly_fraction is '2'; it must be more than 0 and at most 1."),
        ({"correlated_cap_pct": 0}, "correlated_cap_pct is '0'; it must be more than 0 and at most 100."),
        (
            {"equity": 999},
            "minimum_trade is 1,000, more than the equity of 999, so no trade could ever be made; lower it.",
        ),
        ({"minimum_trade": 100_000.5}, "minimum_trade is 100,000.5, more than the equity of 100,000"),
        ({"minimum_trade": -1}, "minimum_trade is '-1'; it must be at least 0"),
        ({"lot_size": 2.5}, "lot_size is '2.5'; a lot is a whole number of shares."),
        ({"lot_size": 0}, "lot_size is '0'; it must be at least 1 and at most 1,000,000."),
        ({"lot_sizes.NIFTY": "a"}, "lot_sizes.NIFTY is 'a', which is no number"),
        ({"lot_sizes": {"N I": 2}}, "lot_sizes names 'N I', which is no symbol."),
        ({"lot_sizes": "75"}, "lot_sizes is '75'; name one entry at a time, like lot_sizes.NIFTY=75."),
        ({"gross_caps_pct": 80}, "gross_caps_pct is '80'; name one entry at a time, like gross_caps_pct.choppy=50."),
        ({"gross_caps_pct.sideways": 80}, "gross_caps_pct names the regime 'sideways'; the regimes are strong_uptrend"),
        ({"gross_caps_pct": {"choppy": 401}}, "gross_caps_pct.choppy is '401'; it must be at least 0 and at most 400."),
        ({"currency": "Dollar"}, "currency is 'Dollar'; it must be three letters, like USD."),
        ({"currency": 840}, "currency is '840'; it must be three letters"),
        ({"leverage": 2}, "'leverage' is no setting of the account; the settings are equity, currency"),
        ({"equity.usd": 2}, "'equity.usd' is no setting of the account"),
        ({"is_example": True}, "'is_example' is no setting of the account"),
    ],
)
def test_nonsense_is_one_sentence_that_names_the_setting(values: dict[str, Any], sentence: str) -> None:
    with pytest.raises(BadAccount) as caught:
        validated({"risk_per_trade_pct": 2, **values}, EXAMPLE_ACCOUNT)
    assert str(caught.value).startswith(sentence)
    assert caught.value.status == 400


def test_settings_read_back_as_the_account_they_were() -> None:
    account = validated(
        {"gross_caps_pct.choppy": 50, "lot_sizes.A": 3, "equity": 12.5, "minimum_trade": 0}, EXAMPLE_ACCOUNT
    )
    assert account_of(account.settings()) == account
    assert account_of({"equity": 5.0, "of_a_newer_version": 1}) == Account(equity=5.0)


def test_the_regimes_are_those_of_the_regime_section() -> None:
    assert set(LABELS) == set(labels.LABELS)


@settings(max_examples=60, deadline=None)
@given(
    equity=st.floats(1e-3, 1e13),
    shares=st.lists(st.floats(1e-6, 100), min_size=6, max_size=6),
    kelly=st.floats(1e-6, 1),
    minimum=st.floats(0, 1),
    lot=st.integers(1, 1_000_000),
)
def test_whatever_is_valid_here_sizes_can_be_made_of(
    equity: float, shares: list[float], kelly: float, minimum: float, lot: int
) -> None:
    names = [name for name in SETTINGS if name.endswith("_pct") and name != "gross_caps_pct"]
    values = dict(zip(names, shares, strict=True)) | {"equity": equity, "kelly_fraction": kelly, "lot_size": lot}
    account = validated({**values, "minimum_trade": equity * minimum}, EXAMPLE_ACCOUNT)
    limits = Limits(
        equity=account.equity,
        risk_per_trade=account.risk_per_trade_pct / 100,
        kelly_multiple=account.kelly_fraction,
        position_cap=account.position_cap_pct / 100,
        sector_cap=account.sector_cap_pct / 100,
        correlated_cap=account.correlated_cap_pct / 100,
        liquidity_cap=account.liquidity_pct / 100,
        heat_cap=account.heat_cap_pct / 100,
        minimum_trade=account.minimum_trade,
        lot=account.lot_size,
        lots=account.lot_sizes,
    )
    assert limits.lot_of("ANY") == account.lot_of("ANY") == lot


def test_the_example_is_the_one_that_sizes_know() -> None:
    account = EXAMPLE_ACCOUNT
    assert (account.equity, account.minimum_trade, account.kelly_fraction) == (
        SIZED.equity,
        SIZED.minimum_trade,
        SIZED.kelly_multiple,
    )
    of_equity = (SIZED.risk_per_trade, SIZED.position_cap, SIZED.sector_cap, SIZED.heat_cap, SIZED.correlated_cap)
    told = (account.risk_per_trade_pct, account.position_cap_pct, account.sector_cap_pct, account.heat_cap_pct)
    assert [share / 100 for share in (*told, account.correlated_cap_pct)] == [pytest.approx(each) for each in of_equity]
