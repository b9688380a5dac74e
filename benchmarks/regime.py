"""Every figure of docs/regime.md: `python benchmarks/regime.py PART [--data PATH]`, PART one of these, or all.

- quality: exposure by label beside buy-and-hold, SMA200, a 2-state HMM and jump models, walk-forward, on real indices;
- libraries: the same with hmmlearn and `jumpmodels` themselves (the better part of an hour);
- study: the candidate models as rules of their own: Gaussian and Student-t HMM, Markov switching, jump models;
- plateau: quality when one number of the labelling or of the score is another one;
- elsewhere: markets without a target, seen during the search as well: sectors, series without drift, invented markets;
- calibration: reliability of the confidence on every market; record: what followed each label; persistence: variance ratios;
- demo: labels against the demo market's true regimes; speed: the model beside hmmlearn and jumpmodels, cold and one new session.

--data is the folder with the real markets; rivals are refitted every 126 sessions on an expanding window from return 504 on.
"""

from __future__ import annotations

import argparse
import logging
import sys
import time
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from regime_markets import Case, balanced, delays_of, demo_inputs, invented, judged, sectors, without_drift

from dashboard.indicators.averages import sma_own
from dashboard.indicators.volatility import ANNUAL, ewma_com_own
from dashboard.regimes import components, engine, jump, labels, policy
from dashboard.regimes.chain import GAUSSIAN, filtered
from dashboard.regimes.confidence import reliability
from dashboard.regimes.engine import Inputs, compute, scored
from dashboard.regimes.model import FIRST_FIT, REFIT, walk_forward
from dashboard.regimes.persistence import variance_ratio
from dashboard.regimes.record import record as label_record
from dashboard.regimes.strategy import Performance, performance

DATA = Path(__file__).resolve().parents[2] / "shared" / "data"
# Rules: each gives exposure [T] and what counts as a change of it [T].


def by_label(case: Case) -> tuple[np.ndarray, np.ndarray]:
    found = compute(Inputs(case.close, case.implied))
    return policy.exposures(found.labels), found.direction.astype(float)


def rule(state: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    return state, state


def after_first(of_returns: np.ndarray) -> np.ndarray:
    return np.concatenate([[0.0], of_returns])


def hmmlearn_calm(returns: np.ndarray) -> np.ndarray:
    """1 where hmmlearn's 2-state HMM, refitted every 126 and filtered, is in its state of lower variance; [n]."""
    from hmmlearn.hmm import GaussianHMM

    calm = np.zeros(len(returns))
    for begin in range(FIRST_FIT, len(returns), REFIT):
        fit, end = GaussianHMM(2, "diag", n_iter=100, random_state=0).fit(returns[:begin, None]), begin + REFIT
        # hmmlearn has no filter, only the last row of each prefix, which is ours to 1e-10 (tests/regimes/test_model.py)
        told = filtered(returns[:end], fit.means_[:, 0], fit.covars_[:, 0, 0], fit.transmat_, fit.startprob_, GAUSSIAN)
        calm[begin:end] = told[begin:, int(np.argmin(fit.covars_[:, 0, 0]))] > 0.5
    return calm


def jumpmodels_bull(returns: np.ndarray, penalty: float) -> np.ndarray:
    """1 in the bull state of `jumpmodels` on our features and schedule, online; [n]."""
    from jumpmodels.jump import JumpModel

    raw, bull = jump.features(returns), np.zeros(len(returns))
    for begin in range(FIRST_FIT, len(returns), REFIT):
        past = raw[jump.WARM_UP : begin]
        scale = jump.scale_of(past)
        fitted = JumpModel(2, jump_penalty=penalty, random_state=0)
        fitted.fit(scale(past), returns[jump.WARM_UP : begin], sort_by="cumret")
        end = min(begin + REFIT, len(returns))
        bull[begin:end] = fitted.predict_online(scale(raw[jump.WARM_UP : end]))[-(end - begin) :] == 0
    return bull


RULES: dict[str, Callable[[Case], tuple[np.ndarray, np.ndarray]]] = {
    "labels": by_label,
    "buy and hold": lambda case: rule(np.ones(len(case.close))),
    "SMA200": lambda case: rule((case.close > sma_own(case.close, 200)).astype(float)),
    "HMM (hmmlearn)": lambda case: rule(after_first(hmmlearn_calm(case.returns))),
    "jump 50 (jumpmodels)": lambda case: rule(after_first(jumpmodels_bull(case.returns, 50.0))),
    "jump 100 (jumpmodels)": lambda case: rule(after_first(jumpmodels_bull(case.returns, 100.0))),
}
PLAIN = {name: RULES[name] for name in ("labels", "buy and hold", "SMA200")}
QUICK = PLAIN | {
    "HMM (ours)": lambda case: rule(
        after_first((walk_forward(case.returns, None, GAUSSIAN).probabilities[:, 0] > 0.5) * 1.0)
    ),
    "jump 50 (ours)": lambda case: rule(after_first((jump.walk_forward(case.returns, 50.0).states == 0) * 1.0)),
    "jump 100 (ours)": lambda case: rule(after_first((jump.walk_forward(case.returns, 100.0).states == 0) * 1.0)),
}


def judge(case: Case, how: Callable[[Case], tuple[np.ndarray, np.ndarray]], delay: int = 0) -> Performance:
    """From the close before the first row that counts: what was decided there is held on that row."""
    exposure, state = (np.nan_to_num(figure)[case.start - 1 :] for figure in how(case))
    return performance(exposure, case.close[case.start - 1 :], state, delay)


def line(name: str, results: list[Performance], each: bool = True) -> str:
    cells = " ".join(f"{r.sharpe or 0:5.2f}/{r.calmar or 0:5.2f}/{r.changes:4.1f}" for r in results) if each else ""
    sharpe, calmar = (np.mean([getattr(r, figure) or 0 for r in results]) for figure in ("sharpe", "calmar"))
    return f"{name:24s} {cells} | {sharpe:6.3f} {calmar:6.3f} {np.mean([r.changes for r in results]):5.2f}"


def quality(data: Path) -> None:
    """With our own fast rivals, in seconds."""
    compare(data, QUICK)


def libraries(data: Path) -> None:
    """With hmmlearn and `jumpmodels` themselves, which take the better part of an hour."""
    compare(data, RULES)


def compare(data: Path, rules: dict[str, Callable[[Case], tuple[np.ndarray, np.ndarray]]]) -> None:
    beside(judged(data), rules)


def beside(cases: list[Case], rules: dict[str, Callable[[Case], tuple[np.ndarray, np.ndarray]]]) -> None:
    """The labels beside the other rules on each case, and what was wanted of them."""
    print("Sharpe/Calmar/changes a year:", ", ".join(case.name for case in cases), "| means")
    found = {}
    for name, how in rules.items():
        found[name] = [judge(case, how) for case in cases]
        print(line(name, found[name]), flush=True)
    print(line("labels, a session later", [judge(case, by_label, 1) for case in cases]))
    ours, rivals = found.pop("labels"), list(found.values())
    best = [max(np.mean([getattr(r, f) for r in rival]) for rival in rivals) for f in ("sharpe", "calmar")]
    print(f"mean Sharpe {np.mean([r.sharpe for r in ours]):.3f}, at least {best[0]:.3f} wanted")
    print(f"mean Calmar {np.mean([r.calmar for r in ours]):.3f}, at least {1.25 * best[1]:.3f} wanted")
    print(
        f"changes of direction a year {np.mean([r.changes for r in ours]):.2f}, most {max(r.changes for r in ours):.2f}"
    )


def markov_switching_calm(returns: np.ndarray) -> np.ndarray:
    """statsmodels' Markov switching mean and variance, refitted every 504 (it is slow), Hamilton-filtered; [n]."""
    from statsmodels.tsa.regime_switching.markov_regression import MarkovRegression

    calm = np.zeros(len(returns))
    for begin in range(FIRST_FIT, len(returns), 4 * REFIT):
        past = 100 * returns[max(begin - 2520, 0) : begin]
        fitted = MarkovRegression(past, k_regimes=2, switching_variance=True).fit(disp=False, maxiter=60)
        state = int(np.argmin(fitted.params[-2:]))
        end = min(begin + 4 * REFIT, len(returns))
        told = MarkovRegression(100 * returns[max(begin - 2520, 0) : end], k_regimes=2, switching_variance=True)
        calm[begin:end] = told.filter(fitted.params).filtered_marginal_probabilities[-(end - begin) :, state] > 0.5
    return calm


def study(data: Path) -> None:
    cases = judged(data)
    candidates = {
        "Gaussian HMM": lambda case: rule(after_first((walk_forward(case.returns, None, GAUSSIAN).probabilities[:, 0] > 0.5) * 1.0)),
        "Student-t HMM": lambda case: rule(after_first((walk_forward(case.returns).probabilities[:, 0] > 0.5) * 1.0)),
        "Markov switching": lambda case: rule(after_first(markov_switching_calm(case.returns))),
        "jump 50": lambda case: rule(after_first((jump.walk_forward(case.returns, 50.0).states == 0) * 1.0)),
        "jump 100": lambda case: rule(after_first((jump.walk_forward(case.returns, 100.0).states == 0) * 1.0)),
    }  # fmt: skip
    print("Sharpe/Calmar/changes a year:", ", ".join(case.name for case in cases), "| means")
    for name, how in candidates.items():
        print(line(name, [judge(case, how) for case in cases]), flush=True)
    print("the score's rule with each as its model component:")
    for name in ("Student-t HMM", "Gaussian HMM", "jump 50", "none"):
        print(line(name, [judge(case, lambda case, name=name: with_model(case, name)) for case in cases], each=False))


def with_model(case: Case, name: str) -> tuple[np.ndarray, np.ndarray]:
    found = compute(Inputs(case.close, case.implied))
    hmm, jumps = 2 * found.calm - 1, 2 * found.jump_bull - 1
    table = found.components.copy()
    table[:, -1] = {"Gaussian HMM": hmm, "jump 50": jumps, "none": np.full(len(hmm), np.nan)}.get(name, table[:, -1])
    return labelled_by(scored(table)[2])


def labelled_by(score: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    codes = labels.labelled(score)[0]
    return policy.exposures(codes), np.sign(codes.astype(float) - labels.CHOPPY)


@contextmanager
def instead(module: object, name: str, value: object) -> Iterator[None]:
    """The module's constant replaced for a while; what was compiled with it runs as Python meanwhile."""
    kept = getattr(module, name)
    setattr(module, name, value)
    try:
        yield
    finally:
        setattr(module, name, kept)


def interpreted_labels(score: np.ndarray) -> tuple[np.ndarray, ...]:
    """`labels.labelled` with the constants of this moment: its own functions, run by Python."""
    names = ("direction_of", "band_of", "margin_at", "passed", "within", "target_of", "decide", "stood", "labelled")
    kept = {name: getattr(labels, name) for name in names}
    try:
        for name in names:
            setattr(labels, name, kept[name].py_func)
        found: tuple[np.ndarray, ...] = labels.labelled(score)
        return found
    finally:
        for name, function in kept.items():
            setattr(labels, name, function)


OTHER_EDGES = ((0.03, 0.3, 0.6), (0.08, 0.3, 0.6), (0.05, 0.25, 0.5), (0.05, 0.35, 0.65), (0.05, 0.4, 0.7))
OTHER_WEIGHTS = (
    (1, 1, 0.5, 0.25, 0.25, 0.5), (1, 1, 0.5, 0.75, 0.25, 0.5), (1, 1, 0.5, 0.5, 0.25, 0.25), (1, 1, 0.5, 0.5, 0.25, 0.75),
    (1.5, 1, 0.5, 0.5, 0.25, 0.5), (1, 1.5, 0.5, 0.5, 0.25, 0.5),
)  # fmt: skip
OTHER_EXPOSURES = (
    (0, 0, 0.5, 1, 1, 1, 1), (0, 0, 0, 1, 1, 1, 1), (0.25, 0.5, 0.75, 1, 1, 1, 1), (0, 0.25, 0.5, 0.75, 1, 1, 1),
    (0, 0.25, 0.75, 1, 1, 1, 1),
)  # fmt: skip
NEIGHBOURS: tuple[tuple[str, object, str, tuple[object, ...]], ...] = (
    ("margin of direction", labels, "DIRECTION_MARGIN", (0.4, 0.45, 0.55, 0.6)),
    ("margin of label", labels, "MARGIN", (0.0, 0.05, 0.15, 0.2)),
    ("dwell of direction", labels, "DWELL", (15, 17, 23, 25, 30)),
    ("dwell of label", labels, "LABEL_DWELL", (1, 3, 8, 10)),
    ("edges", labels, "EDGES", tuple(np.array([-c, -b, -a, a, b, c]) for a, b, c in OTHER_EDGES)),
    ("fast share", components, "FASTER", (0.0, 0.25, 0.75, 1.0)),
    ("least evidence", components, "LEAST_EVIDENCE", (0.25, 0.4, 0.6, 0.75, 1.0)),
    ("memory of volatility", components, "MEMORY", (40.0, 80.0, 120.0)),
    ("weights", engine, "WEIGHTS", tuple(np.array(weights) for weights in OTHER_WEIGHTS)),
    ("exposures", policy, "EXPOSURES", tuple(np.array(exposures) for exposures in OTHER_EXPOSURES)),
)  # fmt: skip


def plateau(data: Path) -> None:
    """Old and new halves apart: a number chosen on one is judged on the other."""
    cases = judged(data)
    runs = {case.name: compute(Inputs(case.close, case.implied)) for case in cases}

    def rescored(case: Case) -> tuple[np.ndarray, np.ndarray]:
        run = runs[case.name]
        read = components.measured(case.close, case.implied)
        table = run.components.copy()
        table[:, 0], table[:, 1], table[:, 3] = read.trend, read.momentum, read.volatility
        codes = interpreted_labels(engine.scored(table)[2])[0]
        return policy.exposures(codes), np.sign(codes.astype(float) - labels.CHOPPY)

    def told(name: str) -> None:
        results = [judge(case, rescored) for case in cases]
        old, new = results[:2], results[2:]
        print(
            f"{line(name, results, each=False)}   old {line('', old, each=False)[26:]}   new {line('', new, each=False)[26:]}",
            flush=True,
        )

    print("means of Sharpe, Calmar, changes: all, the two of 1960-1999, the five of 2010-2019")
    told("as it is")
    for name, module, constant, values in NEIGHBOURS:
        for value in values:
            with instead(module, constant, value):
                told(
                    f"{name} {np.array2string(value[-3:] if constant == 'EDGES' else value) if isinstance(value, np.ndarray) else value}"
                )


def elsewhere(data: Path) -> None:
    groups = {"sectors 2012-2019": sectors(data), "demo, 12 seeds": invented(range(100, 112))}
    groups["without drift"] = [without_drift(case) for case in (*judged(data)[2:], *groups["sectors 2012-2019"])]
    for name, cases in groups.items():
        print(f"{name}: {len(cases)} markets, means of Sharpe, Calmar, changes a year")
        for which, how in PLAIN.items():
            print("  " + line(which, [judge(case, how) for case in cases], each=False))


def calibration(data: Path) -> None:
    print(f"{'market':32s} {'n':>6s} {'base':>6s} {'Brier':>7s} {'skill':>6s} {'error':>6s}")
    for case in (*judged(data), *sectors(data), *invented(range(100, 106))):
        found = compute(Inputs(case.close, case.implied))
        told = reliability(found.confidence, found.base_rate, found.held, len(case.close) - 1)
        print(f"{case.name:32s} {told.n:6d} {told.base_rate:6.3f} {told.brier:7.4f} {told.skill:6.3f} {told.calibration_error:6.3f}"
              f"  {'' if told.calibrated else 'not calibrated here'}")  # fmt: skip


def record(data: Path) -> None:
    for case in judged(data):
        found = compute(Inputs(case.close, case.implied))
        print(case.name)
        for each in label_record(case.close, found.labels):
            if each.n:
                p = "  none" if each.p is None else f"{each.p:6.3f}"
                print(
                    f"  {each.label:18s} n {each.n:5d}  month {100 * (each.month or 0):6.2f} %  hit {each.hit_rate:.2f}  p {p}"
                )


def persistence(data: Path) -> None:
    """The variance ratio at the end of every fifth year of each series."""
    for case in judged(data):
        sigma = ewma_com_own(case.close, components.MEMORY) / ANNUAL
        scaled = np.concatenate([[np.nan], case.returns])
        scaled[1:] /= sigma[:-1]
        ratios = variance_ratio(scaled)
        print(f"{case.name:16s}", " ".join(f"{ratio:.2f}" for ratio in ratios[1259::1260]))


def demo(_: Path) -> None:
    """Labels and directions against the true regimes of six demo markets; the first is the one that ships."""
    rows, delays = [], []
    for seed in (7, 1, 2, 3, 4, 5):
        inputs, truth = demo_inputs(seed)
        found = compute(inputs)
        assert inputs.benchmark is not None
        said = {
            "labels": np.where(found.labels >= 5, 1, np.where(found.labels <= 1, -1, 0)),
            "direction": found.direction.astype(int),
            "SMA200": np.where(inputs.benchmark > sma_own(inputs.benchmark, 200), 1, -1),
        }
        known = found.labels >= 0
        rows.append([balanced(s[known], truth[known]) for s in said.values()])
        rows[-1] += [balanced(s[known] < 0, truth[known] < 0) for s in said.values()]
        print(f"seed {seed}: {' '.join(f'{x:.3f}' for x in rows[-1])}")
        delays += delays_of(found.direction, truth, known)
    names = [f"{name}, {kind}" for kind in ("three regimes", "bear or not") for name in said]
    print(
        "balanced accuracy:",
        "; ".join(f"{name} {mean:.3f}" for name, mean in zip(names, np.mean(rows, axis=0), strict=True)),
    )
    late = np.array([delay for delay in delays if delay is not None])
    print(f"of {len(delays)} changes into bull or bear {len(late)} were seen before the next one,")
    print(
        f"after {late.mean():.0f} sessions in the mean and {np.median(late):.0f} in the median; those not in that direction yet"
    )


def seconds(work: Callable[[], object], rounds: int = 3) -> float:
    taken = []
    for _ in range(rounds):
        started = time.thread_time()
        work()
        taken.append(time.thread_time() - started)
    return min(taken)


def speed(data: Path) -> None:
    case = judged(data)[2]
    returns = case.returns
    walk_forward(returns[:700]), jump.walk_forward(returns[:700]), walk_forward(returns[:700], None, GAUSSIAN)
    compute(Inputs(case.close[:700], case.implied[:700]))
    print(f"{case.name}: {len(returns)} returns, processor seconds; the fits alone, on one schedule")
    ours = seconds(lambda: walk_forward(returns)), seconds(lambda: jump.walk_forward(returns))
    theirs = seconds(lambda: hmmlearn_fits(returns), 1), seconds(lambda: jumpmodels_bull(returns, 50.0), 1)
    for name, mine, other in zip(("HMM against hmmlearn", "jump against jumpmodels"), ours, theirs, strict=True):
        print(f"  {name:26s} {mine:8.3f} {other:9.3f}  {other / mine:6.0f} ×")
    for name, close in (
        ("2,516 sessions", judged(data)[2].close),
        ("15,000 sessions", np.resize(np.exp(np.cumsum(np.resize(case.returns, 15000))), 15000)),
    ):
        whole = seconds(lambda close=close: compute(Inputs(close)))
        before = compute(Inputs(close[:-1]))
        new = seconds(lambda close=close, before=before: compute(Inputs(close), before), 20)
        print(f"  {name}: everything {whole:.3f} s, one new session {1000 * new:.2f} ms ({100 * new / whole:.2f} %)")


def hmmlearn_fits(returns: np.ndarray) -> None:
    from hmmlearn.hmm import GaussianHMM

    for begin in range(FIRST_FIT, len(returns), REFIT):
        GaussianHMM(2, "diag", n_iter=100, random_state=0).fit(returns[:begin, None])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parts = {
        part.__name__: part
        for part in (quality, libraries, study, plateau, elsewhere, calibration, record, persistence, demo, speed)
    }
    parser.add_argument("part", choices=[*parts, "all"])
    parser.add_argument("--data", type=Path, default=DATA)
    chosen = parser.parse_args()
    warnings.simplefilter("ignore")
    logging.getLogger("hmmlearn").setLevel(logging.CRITICAL)  # it says so whenever a round gains nothing
    for name, part in parts.items():
        if chosen.part in (name, "all"):
            print(f"== {name}")
            part(chosen.data)


if __name__ == "__main__":
    main()
