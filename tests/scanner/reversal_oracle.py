"""The reversal scan and its outcomes a second time, by pandas `groupby` on a long frame: what the tests and the benchmark compare with.

Nothing of the product's scanner is used here, and the two were written from the specification, not from one another.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from dashboard.market.panel import Panel

PRICES = ["open", "high", "low", "close", "volume"]
WARM = 150


def long_frame(panel: Panel) -> pd.DataFrame:
    """The stocks' bars as rows (symbol, t, prices, volume), sorted by symbol and session."""
    close = panel.close[:, : panel.stocks]
    t, s = np.nonzero(~np.isnan(close))
    order = np.lexsort((t, s))
    t, s = t[order], s[order]
    return pd.DataFrame({"s": s, "t": t} | {name: getattr(panel, name)[t, s] for name in PRICES})


def wilder(x: pd.Series) -> pd.Series:
    """Wilder's average of 14: the mean of the first 14 values, then a fourteenth of each new one."""
    values = x.dropna()
    seeded = values.iloc[13:].copy()
    if len(seeded):
        seeded.iloc[0] = values.iloc[:14].mean()
    return seeded.ewm(alpha=1 / 14, adjust=False).mean().reindex(x.index)


def figures(bars: pd.DataFrame) -> pd.DataFrame:
    """Everything that the rules read, one column each."""
    by = bars.groupby("s", sort=False)

    def rolled(column: str, n: int, how: str) -> pd.Series:
        return getattr(by[column].rolling(n), how)().reset_index(level=0, drop=True)

    def before(name: str, bars_ago: int) -> pd.Series:
        return f[name].groupby(bars["s"], sort=False).shift(bars_ago)

    f = pd.DataFrame(index=bars.index)
    f["number"] = by.cumcount() + 1
    f["sma"] = rolled("close", 20, "mean")
    change = by["close"].diff()
    up = change.clip(lower=0).groupby(bars["s"], sort=False, group_keys=False).apply(wilder)
    down = (-change).clip(lower=0).groupby(bars["s"], sort=False, group_keys=False).apply(wilder)
    f["rsi"] = (100 * up / (up + down)).where((f["number"] >= WARM) & (up + down > 0))
    last = by["close"].shift()
    true_range = np.maximum(bars["high"], last) - np.minimum(bars["low"], last)
    f["atr"] = true_range.groupby(bars["s"], sort=False, group_keys=False).apply(wilder).where(f["number"] >= WARM)
    f["low5"], f["high5"] = rolled("low", 5, "min"), rolled("high", 5, "max")
    f["low5_before"], f["high5_before"] = before("low5", 5), before("high5", 5)
    f["high3"], f["low3"], f["mean20"] = rolled("high", 3, "max"), rolled("low", 3, "min"), rolled("volume", 20, "mean")
    f["high3_before"], f["low3_before"], f["usual"] = before("high3", 1), before("low3", 1), before("mean20", 1)
    f["close5"] = by["close"].shift(5)
    rsi = f["rsi"].groupby(bars["s"], sort=False)
    f["rsi3"] = rsi.shift(3)
    f["weakest"] = rsi.rolling(10).min().reset_index(level=0, drop=True)
    f["firmest"] = rsi.rolling(10).max().reset_index(level=0, drop=True)
    side = np.sign((bars["close"] - f["sma"]).where((bars["close"] - f["sma"]).abs() > 1e-12 * f["sma"], 0.0)).where(
        f["sma"].notna()
    )
    sided = side.groupby(bars["s"], sort=False)
    past = pd.concat([sided.shift(k) for k in range(1, 6)], axis=1)
    whole = past.notna().all(axis=1)
    f["side"], f["was_below"], f["was_above"] = side, whole & (past < 0).any(axis=1), whole & (past > 0).any(axis=1)
    return f


def rules(bars: pd.DataFrame, f: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The seven rules long and short, a column of booleans each."""
    width = (bars["high"] - bars["low"]).where(bars["high"] > bars["low"])
    loud = bars["volume"] >= 1.2 * f["usual"] * (1 - 1e-12)
    up = pd.DataFrame(
        {
            "reclaim": (f["side"] > 0) & f["was_below"],
            "higher_low": f["low5"] > f["low5_before"],
            "strong_close": (bars["close"] - bars["low"]) / width >= 0.6 - 1e-9,
            "volume": loud,
            "momentum": bars["close"] > f["close5"],
            "breakout": bars["close"] > f["high3_before"],
            "rsi_turn": (f["rsi"] > f["rsi3"]) & (f["weakest"] < 45),
        }
    )
    down = pd.DataFrame(
        {
            "reclaim": (f["side"] < 0) & f["was_above"],
            "higher_low": f["high5"] < f["high5_before"],
            "strong_close": (bars["high"] - bars["close"]) / width >= 0.6 - 1e-9,
            "volume": loud,
            "momentum": bars["close"] < f["close5"],
            "breakout": bars["close"] < f["low3_before"],
            "rsi_turn": (f["rsi"] < f["rsi3"]) & (f["firmest"] > 55),
        }
    )
    return up, down


def rows_of(bars: pd.DataFrame) -> pd.DataFrame:
    """The rows of the scan: t, s, direction, one column per rule, entry, stop; sorted as the product sorts them."""
    f = figures(bars)
    parts = []
    for direction, held in zip((1, -1), rules(bars, f), strict=True):
        stop = f["low5"] - 0.25 * f["atr"] if direction > 0 else f["high5"] + 0.25 * f["atr"]
        risk = direction * (bars["close"] - stop)
        chosen = (held.sum(axis=1) >= 5) & (risk > 0)
        rows = bars.loc[chosen, ["t", "s"]].assign(direction=direction, entry=bars["close"], stop=stop)
        parts.append(pd.concat([rows, held[chosen]], axis=1).assign(score=held.sum(axis=1)[chosen]))
    found = pd.concat(parts)
    return found.sort_values(["t", "score", "s"], ascending=[True, False, True], kind="stable", ignore_index=True)


def outcomes_of(bars: pd.DataFrame, rows: pd.DataFrame, sessions: int) -> pd.DataFrame:
    """What became of each row, by shifting each stock's bars: how, known_on, r; how is "open" where the panel ends first."""
    by = bars.groupby("s", sort=False)
    ahead = {k: by[["t", *PRICES[:4]]].shift(-k) for k in range(1, 11)}
    place = rows.merge(bars[["t", "s"]].reset_index(), on=["t", "s"], how="left")["index"]
    bar = {k: frame.loc[place].reset_index(drop=True) for k, frame in ahead.items()}
    way, stop, t = rows["direction"], rows["stop"], rows["t"]
    result = pd.DataFrame({"how": "open", "known_on": -1.0, "r": np.nan}, index=rows.index)

    def settled(where: pd.Series, how: str, on: pd.Series, price: pd.Series | None = None) -> None:
        where = where & (result["how"] == "open")
        result.loc[where, "how"], result.loc[where, "known_on"] = how, on[where]
        if price is not None:
            r = (way * (price - fill) - 0.001 * (fill + price)) / (way * (fill - stop))
            result.loc[where, "r"] = r[where]

    fill = bar[1]["open"]
    share = way * (fill - stop) / (way * (rows["entry"] - stop))
    reached = bar[1]["t"] - t <= 5
    settled(~reached & (t + 5 < sessions), "not_entered", t + 5)
    settled(reached & ~((share >= 0.5) & (share < 3)), "not_entered", bar[1]["t"])
    entered = reached & (share >= 0.5) & (share < 3)
    target = fill + 2 * (fill - stop)
    for k in range(1, 11):
        now = bar[k]
        if k > 1:
            entered &= (now["t"] - bar[k - 1]["t"] <= 5) | (bar[k - 1]["t"] + 5 < sessions)
            silent = ~(now["t"] - bar[k - 1]["t"] <= 5)
            settled(entered & silent, "silent", bar[k - 1]["t"] + 5, bar[k - 1]["close"])
            settled(entered & (way * (now["open"] - stop) <= 0), "stopped", now["t"], now["open"])
            settled(entered & (way * (now["open"] - target) >= 0), "target", now["t"], now["open"])
        worst, best = now["low"].where(way > 0, now["high"]), now["high"].where(way > 0, now["low"])
        settled(entered & (way * (worst - stop) <= 0), "stopped", now["t"], stop)
        settled(entered & (way * (best - target) >= 0), "target", now["t"], target)
    settled(entered & bar[10]["close"].notna(), "time", bar[10]["t"], bar[10]["close"])
    return result
