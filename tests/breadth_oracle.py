"""Breadth computed a second time, symbol by symbol with TA-Lib, pandas and fresh sums: slow, plain, and sharing no code."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pandas as pd
import talib

WINDOWS = (20, 50, 100, 200)


def counted(panel):
    """Boolean and float figures of every symbol and session, [T, S] each, NaN or False where the symbol has none."""
    rows, stocks = len(panel.sessions), panel.stocks
    made = SimpleNamespace(members=panel.membership())
    for name in (
        "advance",
        "decline",
        "unchanged",
        "traded",
        "has_range",
        "high",
        "low",
        "has_volume",
        "loud",
        "volume_known",
    ):
        setattr(made, name, np.zeros((rows, stocks), dtype=bool))
    for name in ("rsi", "short", "long", "ratio"):
        setattr(made, name, np.full((rows, stocks), np.nan))
    made.has_sma = {n: np.zeros((rows, stocks), dtype=bool) for n in WINDOWS}
    made.above = {n: np.zeros((rows, stocks), dtype=bool) for n in WINDOWS}
    for s in range(stocks):
        _symbol(made, panel.close[:, s], panel.volume[:, s], s)
    # A crossing is judged on the symbol's own bars, those before it was a member included; only members are listed.
    made.own_sma = {n: figure.copy() for n, figure in made.has_sma.items()}
    made.own_above = {n: figure.copy() for n, figure in made.above.items()}
    for name, value in vars(made).items():
        if name.startswith("own_"):
            continue
        for figure in value.values() if isinstance(value, dict) else [value]:
            figure[~made.members] = np.nan if figure.dtype.kind == "f" else False
    return made


def _symbol(made, closes, volumes, s):
    own = np.flatnonzero(~np.isnan(closes))
    close = closes[own]
    made.traded[own, s] = True
    moves = np.diff(close)
    for name, hit in (("advance", moves > 0), ("decline", moves < 0), ("unchanged", moves == 0)):
        getattr(made, name)[own[1:], s] = hit
    for n in WINDOWS:
        if len(close) >= n:
            sums = np.lib.stride_tricks.sliding_window_view(close, n).sum(axis=1)
            made.has_sma[n][own[n - 1 :], s] = True
            made.above[n][own[n - 1 :], s] = close[n - 1 :] * n - sums > 1e-12 * sums
    before = pd.Series(close).rolling(251)
    highest, lowest = before.max().shift(1).to_numpy(), before.min().shift(1).to_numpy()
    made.has_range[own, s] = ~np.isnan(highest)
    made.high[own, s], made.low[own, s] = close > highest, close < lowest
    if len(close) >= 150:
        rsi = talib.RSI(close, 14)
        flat = np.maximum.accumulate(close) == np.minimum.accumulate(close)
        rsi[flat] = np.nan
        made.rsi[own[149:], s] = rsi[149:]
    for name, n in (("short", 5), ("long", 20)):
        getattr(made, name)[own[n:], s] = close[n:] / close[:-n] - 1.0
    _volume(made, closes, volumes, s)


def _volume(made, closes, volumes, s):
    own = np.flatnonzero(~np.isnan(volumes))
    made.volume_known[:, s] = ~np.isnan(volumes) & ~np.isnan(closes)
    if len(own) <= 20:
        return
    volume = volumes[own]
    sums = np.lib.stride_tricks.sliding_window_view(volume, 20).sum(axis=1)[:-1]
    made.has_volume[own[20:], s] = True
    made.loud[own[20:], s] = volume[20:] * 20 - sums > 1e-12 * sums
    with np.errstate(divide="ignore", invalid="ignore"):
        made.ratio[own[20:], s] = np.where(sums > 0, volume[20:] * 20 / sums, np.nan)


def series(panel):
    """Every series of the section's result by its name, and `counts`: the figures of each symbol."""
    made = counted(panel)
    members = made.members.sum(axis=1)

    def enough(valid):
        return (valid >= 20) & (valid * 100 >= members * 60)

    def shown(figure, valid):
        return np.where(enough(valid), figure, np.nan)

    up, down, flat = (getattr(made, name).sum(axis=1) for name in ("advance", "decline", "unchanged"))
    compared = up + down + flat
    out = {"advances": shown(up, compared), "declines": shown(down, compared), "unchanged": shown(flat, compared)}
    with np.errstate(divide="ignore", invalid="ignore"):
        out["ad_pct"] = shown(100.0 * (up - down) / compared, compared)
        out["ad_line"] = shown(np.where(enough(compared), up - down, 0).cumsum(), compared)
        rana = shown(np.where(up + down > 0, 1000.0 * (up - down) / (up + down), np.nan), compared)
        share = shown(np.where(up + down > 0, up / (up + down), np.nan), compared)
        out |= _mcclellan(rana)
        out["zweig"] = _own(
            share, lambda values: talib.EMA(values, 10) if len(values) >= 10 else np.full(len(values), np.nan)
        )
        known = made.volume_known & made.traded
        volume = np.where(known, panel.volume[:, : panel.stocks], 0.0)
        out["up_volume"] = shown((volume * made.advance).sum(axis=1), known.sum(axis=1))
        out["down_volume"] = shown((volume * made.decline).sum(axis=1), known.sum(axis=1))
        trin = (out["advances"] / out["declines"]) / (out["up_volume"] / out["down_volume"])
        out["trin"] = np.where(
            (out["declines"] == 0) | (out["down_volume"] == 0) | (out["up_volume"] == 0), np.nan, trin
        )
        shares = [
            shown(100.0 * made.above[n].sum(axis=1) / made.has_sma[n].sum(axis=1), made.has_sma[n].sum(axis=1))
            for n in WINDOWS
        ]
        out["above_sma_pct"] = np.column_stack(shares)
        out["score"] = (shares[0] + shares[1] + shares[3]) / 3
        ranged = made.has_range.sum(axis=1)
        high, low = shown(made.high.sum(axis=1), ranged), shown(made.low.sum(axis=1), ranged)
        out |= {
            "new_highs": high,
            "new_lows": low,
            "record_high_pct": np.where(high + low > 0, 100.0 * high / (high + low), np.nan),
        }
        out["high_low_index"] = _own(
            out["record_high_pct"], lambda values: pd.Series(values).rolling(10).mean().to_numpy()
        )
        loud = (made.has_volume & made.traded).sum(axis=1)
        out["volume_breadth_pct"] = shown(100.0 * (made.loud & made.traded).sum(axis=1) / loud, loud)
    with_rsi = (~np.isnan(made.rsi)).sum(axis=1)
    out["rsi_overbought"] = shown((made.rsi > 70).sum(axis=1), with_rsi)
    out["rsi_oversold"] = shown((made.rsi < 30).sum(axis=1), with_rsi)
    out["rsi_median"] = shown(pd.DataFrame(made.rsi).median(axis=1).to_numpy(), with_rsi)
    out["score_percentile"] = _percentile(out["score"])
    out["above_sma_percentile"] = np.column_stack([_percentile(share) for share in shares])
    return out, made


def _own(values, function):
    """function of the values that are there, each put back in its place."""
    out = np.full(len(values), np.nan)
    there = ~np.isnan(values)
    out[there] = function(values[there])
    return out


def _mcclellan(rana):
    def average(alpha):
        return _own(
            rana,
            lambda values: (
                pd.Series(values).ewm(alpha=alpha, adjust=False).mean().where(lambda x: x.index >= 99).to_numpy()
            ),
        )

    fast, slow = average(0.10), average(0.05)
    return {"mcclellan": fast - slow, "summation": 1000 + 19 * slow - 9 * fast}


def _percentile(values):
    def share(own):
        ranked = pd.Series(own).rolling(252).apply(lambda window: 100.0 * (window <= window[-1]).sum() / 252, raw=True)
        return ranked.to_numpy()

    return _own(values, share)
