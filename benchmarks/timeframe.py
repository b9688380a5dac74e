"""Timeframe against a bare TA-Lib loop: `python benchmarks/timeframe.py [--symbols 500] [--sessions 2516] [--rounds 15]`.

Every line is measured in this one run, in turns, in processor seconds of the calling thread, as the median of its rounds. The machine
may be busy, and faster in one second than in the next: what is said of two lines is the median of what each round says. Compared are:

- the TA-Lib loop: SMA 10, 20, 50, ROC 10, MACD and RSI 14 of every symbol's days, weeks and months, over arrays that lie
  contiguous and are grouped into weeks and months before the clock starts; its outputs are thrown away;
- timeframe: the section from a cold panel without the scan: own bars, weeks and months, the same figures and pivots, votes,
  alignment, shares, what followed, and the benchmark's forming bars;
- the scan: the built-in reversal scan whose counts the section shows, which TA-Lib's loop has nothing of; and both together;
- one new session: each continued from the result of the session before; with the default of sessions it is a Friday, the dearer kind,
  on which every week closes;
- one symbol: what a press on a row costs, its three periods with forming votes and flips.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from unittest.mock import patch

import numpy as np
import talib

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from dashboard.indicators.resample import periods_of
from dashboard.market.panel import Instrument, Market, Panel, frozen
from dashboard.scanner.hits import Scan
from dashboard.scanner.reversal import scan
from dashboard.section import Result
from dashboard.sections.timeframe import compute
from dashboard.sections.timeframe.compute import timeframe, warm_up
from dashboard.sections.timeframe.views import everything


def synthetic_panel(symbols: int, sessions: int) -> Panel:
    """Random walks and an index; one symbol in ten is listed late, one cell in ten thousand is missing."""
    random = np.random.default_rng(7)
    common = random.normal(0.0003, 0.01, (sessions, 1))
    close = 50 * np.exp((common + random.normal(0, 0.015, (sessions, symbols + 1))).cumsum(axis=0))
    for s in range(0, symbols, 10):
        close[: random.integers(0, sessions * 3 // 4), s] = np.nan
    close[:, :-1][random.random((sessions, symbols)) < 0.0001] = np.nan
    high, low = (close * (1 + sign * random.random(close.shape) * 0.01) for sign in (1, -1))
    instruments = (*(Instrument(f"S{s:05d}") for s in range(symbols)), Instrument("INDEX", kind="index"))
    days = np.busday_offset(np.datetime64("2010-01-01"), np.arange(sessions + 40), roll="forward")
    prices = [frozen(price) for price in (close, high, low, close, np.ones_like(close))]
    market = Market("synthetic", "XNYS", benchmark="INDEX")
    return Panel(market, instruments, days[:sessions], *prices, False, "1", "1", days)


def contiguous(panel: Panel) -> list[np.ndarray]:
    """Every symbol's daily, weekly and monthly closes, those periods that TA-Lib has anything to say of."""
    numbers = [periods_of(panel.sessions, panel.schedule, kind).number for kind in ("weekly", "monthly")]
    closes = []
    for s in range(panel.close.shape[1]):
        rows = np.flatnonzero(~np.isnan(panel.close[:, s]))
        own = panel.close[rows, s].copy()
        closes += [own, *(own[np.flatnonzero(np.diff(number[rows], append=-1))] for number in numbers)]
    return [np.ascontiguousarray(close) for close in closes if len(close) > 50]


def talib_loop(closes: list[np.ndarray]) -> None:
    """The same averages, rate of change, MACD and RSI, one call after another."""
    for close in closes:
        talib.SMA(close, 10)
        talib.SMA(close, 20)
        talib.SMA(close, 50)
        talib.ROC(close, 10)
        talib.MACD(close)
        talib.RSI(close, 14)


def without_scan(panel: Panel, previous: Result | None, found: Scan) -> Result:
    """The section with the scan already made."""
    with patch.object(compute, "scan", lambda *_: found):
        return timeframe(panel, previous)


def timed(works: list[Callable[[], object]], rounds: int) -> list[list[float]]:
    """Processor seconds of each in every round, taken in turns so that a busy spell of the machine meets them all."""
    seconds: list[list[float]] = [[] for _ in works]
    for _ in range(rounds):
        for work, taken in zip(works, seconds, strict=True):
            started = time.thread_time()
            work()
            taken.append(time.thread_time() - started)
    return seconds


def share(part: list[float], whole: list[float]) -> float:
    """How much one is of the other, as the median of the rounds."""
    return median(a / b for a, b in zip(part, whole, strict=True))


def together(a: list[float], b: list[float]) -> list[float]:
    """Both, round by round."""
    return [first + second for first, second in zip(a, b, strict=True)]


def main() -> None:
    """Print the table."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name, default in (("symbols", 500), ("sessions", 2516), ("rounds", 15)):
        options.add_argument(f"--{name}", type=int, default=default)
    chosen, _ = options.parse_known_args()
    panel = synthetic_panel(chosen.symbols, chosen.sessions)
    warm_up()
    closes, earlier = contiguous(panel), panel.first(chosen.sessions - 1)
    whole, yesterday, last = timeframe(panel, None), timeframe(earlier, None), chosen.sessions - 1
    found, found_before = scan(panel), scan(earlier)
    bare, full, new, scanned, scanned_new, one = timed(
        [
            lambda: talib_loop(closes), lambda: without_scan(panel, None, found), lambda: without_scan(panel, yesterday, found),
            lambda: scan(panel), lambda: scan(panel, found_before), lambda: everything(whole, last, "S00001"),
        ],
        chosen.rounds,
    )  # fmt: skip
    print(f"{chosen.symbols} symbols × {chosen.sessions} sessions, processor seconds")
    both, both_new = together(full, scanned), together(new, scanned_new)
    for label, seconds in (
        ("TA-Lib, bare loop", bare), ("timeframe without the scan", full), ("  one new session", new), ("the scan", scanned),
        ("  one new session", scanned_new), ("both", both), ("  one new session", both_new), ("one symbol", one),
    ):  # fmt: skip
        print(f"{label:28s} {median(seconds):9.4f} s {share(seconds, bare):8.3f} × TA-Lib")
    print(f"one new session costs {100 * share(new, full):.2f} % of all without the scan, "
          f"{100 * share(both_new, both):.2f} % with it")  # fmt: skip


if __name__ == "__main__":
    main()
