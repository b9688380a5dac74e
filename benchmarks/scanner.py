"""The reversal scan with its outcomes against pandas: `python benchmarks/scanner.py [--symbols 500 --sessions 2516] [--rounds 5]`.

Every line is measured in this one run, in processor seconds of the calling thread (the machine may be busy); ours as the median
of its rounds, pandas once. pandas computes the same rows and outcomes on a long frame with `groupby("symbol")` and its rolling
and shifting, as `tests/scanner/reversal_oracle.py` spells out (the tests compare the two row by row, and so does this run).
New sessions are taken one after the other, as they come in real life, each from the one before; their mean is shown.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests" / "scanner"))

from reversal_oracle import long_frame, outcomes_of, rows_of

from dashboard.market.panel import Instrument, Market, Panel, frozen
from dashboard.scanner.outcomes import HOW, Outcomes, outcomes
from dashboard.scanner.reversal import scan

NEW_SESSIONS = 20


def synthetic_panel(symbols: int, sessions: int) -> Panel:
    """Random walks with a common factor, ranges around them and volumes; one symbol in ten is listed late."""
    draw = np.random.default_rng(7)
    common = draw.normal(0.0003, 0.01, (sessions, 1))
    close = 50 * np.exp((common + draw.normal(0, 0.015, (sessions, symbols))).cumsum(axis=0))
    opened = np.vstack([close[:1], close[:-1]]) * np.exp(draw.normal(0, 0.006, close.shape))
    high = np.maximum(opened, close) * np.exp(np.abs(draw.normal(0, 0.005, close.shape)))
    low = np.minimum(opened, close) * np.exp(-np.abs(draw.normal(0, 0.005, close.shape)))
    volume = np.floor(draw.lognormal(13, 0.6, close.shape))
    for s in range(0, symbols, 10):
        late = draw.integers(0, sessions * 3 // 4)
        for column in (opened, high, low, close, volume):
            column[:late, s] = np.nan
    instruments = tuple(Instrument(f"S{s:05d}") for s in range(symbols))
    days = np.busday_offset(np.datetime64("2010-01-01"), np.arange(sessions), roll="forward").astype("datetime64[D]")
    columns = [frozen(column) for column in (opened, high, low, close, volume)]
    return Panel(Market("synthetic", "XNYS"), instruments, days, *columns, False, "1", "1")


def seconds_of(work: Callable[[], object]) -> float:
    """Processor seconds of the calling thread."""
    started = time.thread_time()
    work()
    return time.thread_time() - started


def new_sessions(panel: Panel) -> list[float]:
    """Processor seconds of each of the last sessions, continued from the one before."""
    so_far = panel.first(len(panel.sessions) - NEW_SESSIONS)
    found = scan(so_far)
    ended = outcomes(found, so_far)
    seconds = []
    for t in range(len(so_far.sessions) + 1, len(panel.sessions) + 1):
        now, started = panel.first(t), time.thread_time()
        found = scan(now, found)
        ended = outcomes(found, now, ended)
        seconds.append(time.thread_time() - started)
    return seconds


def by_pandas(panel: Panel) -> tuple[object, object]:
    """Rows and outcomes by pandas, from the long frame on."""
    bars = long_frame(panel)
    rows = rows_of(bars)
    return rows, outcomes_of(bars, rows, len(panel.sessions))


def same(ended: Outcomes, expected: object) -> bool:
    """Whether both say the same of every row."""
    how = np.array_equal(np.array(HOW)[ended.how], expected["how"])  # type: ignore[index]
    return how and np.allclose(ended.r, expected["r"], rtol=1e-9, atol=1e-12, equal_nan=True)  # type: ignore[index]


def main() -> None:
    """Print the table."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name, default in (("symbols", 500), ("sessions", 2516), ("rounds", 5)):
        options.add_argument(f"--{name}", type=int, default=default)
    chosen = options.parse_args()
    panel = synthetic_panel(chosen.symbols, chosen.sessions)
    found = scan(panel)
    ended = outcomes(found, panel)
    scanning = median(seconds_of(lambda: scan(panel)) for _ in range(chosen.rounds))
    settling = median(seconds_of(lambda: outcomes(found, panel)) for _ in range(chosen.rounds))
    new = sum(new_sessions(panel)) / NEW_SESSIONS
    results: list[tuple[object, object]] = []
    pandas = seconds_of(lambda: results.append(by_pandas(panel)))
    ours = scanning + settling
    print(f"{chosen.symbols} symbols × {chosen.sessions} sessions, {len(found):,} rows, processor seconds")
    for label, seconds in (
        ("scan", scanning),
        ("outcomes", settling),
        ("both, one new session", new),
        ("pandas groupby", pandas),
    ):
        print(f"{label:32s} {seconds:9.4f} s {seconds / ours:9.3f} × scan and outcomes")
    print(
        f"{pandas / ours:.0f} × pandas; a new session costs {100 * new / ours:.2f} % of all; agrees: {same(ended, results[0][1])}"
    )


if __name__ == "__main__":
    main()
