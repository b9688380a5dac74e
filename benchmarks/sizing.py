"""What sizing costs: `python benchmarks/sizing.py [--trades 130000] [--candidates 100] [--rounds 7]`.

Every line is measured in this one run, in processor seconds of the calling thread (the machine may be busy), as the median of
its rounds. The bootstrap is compared with one in numpy that draws whole trades, as one would write it.
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

from dashboard.market.panel import Instrument, Market, Panel, frozen
from dashboard.sizing.account import EXAMPLE
from dashboard.sizing.correlation import correlations
from dashboard.sizing.evidence import evidence
from dashboard.sizing.positions import Candidate
from dashboard.sizing.recommend import recommend
from dashboard.sizing.risk import book_risk

SESSIONS, SYMBOLS, HELD = 2520, 500, 12


def synthetic_panel() -> Panel:
    """Random walks with a common factor; the last column is the benchmark."""
    random = np.random.default_rng(7)
    moves = random.normal(0.0003, 0.01, (SESSIONS, 1)) + random.normal(0, 0.012, (SESSIONS, SYMBOLS))
    close = frozen(50 * np.exp(moves.cumsum(axis=0)))
    instruments = tuple(Instrument(f"S{s:03d}", sector=f"Sector {s % 11}") for s in range(SYMBOLS))
    days = np.busday_offset(np.datetime64("2010-01-01"), np.arange(SESSIONS), roll="forward")
    market = Market("synthetic", "XNYS", benchmark=f"S{SYMBOLS - 1}")
    return Panel(market, instruments, days, close, close, close, close, close, False, "1", "1")


def numpy_bootstrap(outcomes: np.ndarray, draws: int = 2000) -> np.ndarray:
    """f* of records drawn trade by trade."""
    random = np.random.default_rng(1)
    estimates = []
    for _ in range(draws):
        drawn = outcomes[random.integers(0, len(outcomes), len(outcomes))]
        estimates.append(drawn.mean() / drawn[drawn > 0].mean())
    return np.array(estimates)


def timed(work: Callable[[], object], rounds: int) -> float:
    """Median processor seconds of the calling thread, after one call that compiles."""
    work()
    seconds = []
    for _ in range(rounds):
        started = time.thread_time()
        work()
        seconds.append(time.thread_time() - started)
    return median(seconds)


def main() -> None:
    """Print the table."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name, default in (("trades", 130_000), ("candidates", 100), ("rounds", 7)):
        options.add_argument(f"--{name}", type=int, default=default)
    chosen = options.parse_args()
    random = np.random.default_rng(3)
    outcomes = random.choice([1.6, -1.02, 0.3, -0.4], chosen.trades)
    blocks = np.sort(random.integers(0, 250, chosen.trades))
    panel = synthetic_panel()
    candidates = [
        Candidate(s, 1, 50.0, 48.5, None, 0.01, 0.1, sector, 1e8)
        for s, sector in list(zip(panel.symbols, panel.sectors, strict=True))[: chosen.candidates]
    ]
    columns = np.arange(chosen.candidates)
    alike = correlations(panel.close, columns)
    held = [trade.as_holding() for trade in recommend(EXAMPLE, 1.0, candidates, [], alike).trades][:HELD]
    rows = [
        ("evidence, in blocks of ten sessions", lambda: evidence(outcomes, seed=1, blocks=blocks), chosen.rounds),
        ("evidence, each trade its own", lambda: evidence(outcomes, seed=1), chosen.rounds),
        ("the draws alone, in numpy", lambda: numpy_bootstrap(outcomes), 1),
        ("correlations of the candidates", lambda: correlations(panel.close, columns), chosen.rounds),
        ("recommendations", lambda: recommend(EXAMPLE, 1.0, candidates, [], alike), chosen.rounds),
        ("risk of the book, every figure", lambda: book_risk(panel, held, EXAMPLE.equity, seed=1), chosen.rounds),
    ]
    print(f"{chosen.trades} trades, {chosen.candidates} candidates, {len(held)} positions over {SESSIONS} sessions")
    for label, work, rounds in rows:
        print(f"{label:38s} {1000 * timed(work, rounds):10.1f} ms")


if __name__ == "__main__":
    main()
