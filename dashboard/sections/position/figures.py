"""What every figure of position means and where it stands on the card: definition, parameters, source, its past where one is kept."""

from __future__ import annotations

from dashboard.section import Figure, Place, on_demand, past

MADE_OF = on_demand("dashboard.sections.position.pasts", "made_of")
ENDED = on_demand("dashboard.sections.position.pasts", "ended")


def _told(*names: str) -> dict[str, Place]:
    """Places at which words or a picture stand."""
    return {name: Place(inputs=MADE_OF) for name in names}


SIZE = {
    "gross": Figure(
        "Gross exposure",
        "What is held and what is recommended, long and short added up, in percent of equity; never over the "
        "regime's cap.",
        ("cap of the regime's policy, or of the account",),
        unit="%",
        places={
            "gross": Place("", None, "recommendations/totals.gross_pct", MADE_OF),
            "gross_bar": Place("", None, "recommendations/totals.gross_pct", MADE_OF),
            "gross_note": Place("", None, "recommendations/totals.gross_pct", MADE_OF),
            "totals_note": Place("net", None, "recommendations/totals.net_pct", MADE_OF),
        },
    ),
    "gross_cap": Figure(
        "Cap of gross exposure",
        "The most that the regime's label allows, by the policy's table or by the account's own.",
        unit="%",
        digits=0,
        places={
            "gross_cap": Place("", past("gross_cap_pct"), "recommendations/totals.gross_cap_pct", MADE_OF),
            "allows": Place("what it allows", past("gross_cap_pct"), "recommendations/regime.text", MADE_OF),
            "gross_of": Place("", past("gross_cap_pct"), "recommendations/totals.gross_cap_pct", MADE_OF),
        },
    ),
    "heat": Figure(
        "Heat",
        "What all stops together would lose, in percent of equity; a position without a stop counts whole. "
        "Gap-adjusted: each position's bad "
        "opening gap (one in a hundred of its last 252) where that is more than its stop.",
        ("cap of the account", "gap: one in a hundred of 252"),
        unit="%",
        digits=2,
        places={
            name: Place("", None, "recommendations/totals.heat_pct", MADE_OF)
            for name in ("heat", "heat_bar", "heat_note")
        }
        | {"heat_of": Place("its cap", None, "recommendations/totals.heat_cap_pct", MADE_OF)},
    ),
    "candidates": Figure(
        "Candidates",
        "The session's imported pair of scans where there is one, else the built-in scan; rows in the regime's "
        "bias, ranked by what their "
        "evidence recommends, then the share of rules that hold, then traded value; the best 300 are sized.",
        ("best 300",),
        unit="candidates",
        digits=0,
        places={
            "candidates_note": Place("in the regime's bias", past("candidates"), "", MADE_OF),
            "best_note": Place("in the regime's bias", past("candidates"), "", MADE_OF),
            "copied": Place(),
            "copy_text": Place(),
        },
    ),
    "shares": Figure(
        "Size of a trade",
        "The least of what the caps allow, rounded down to whole lots; its risk is shares times the distance to "
        "the stop.",
        places={
            "trade_row": Place(inputs=MADE_OF),
            "trade_shares": Place(inputs=MADE_OF),
            "trade_risk": Place(inputs=MADE_OF),
        },
    ),
    "stop": Figure(
        "Entry, stop, target",
        "The entry is the scan's close. The scan's stop is moved away by the regime's stop multiplier; the "
        "target is two R beyond "
        "the entry.",
        ("multiplier by label", "2 R"),
        places={"trade_stop": Place(inputs=MADE_OF)},
    ),
    "caps": Figure(
        "Caps, and which binds",
        "In this order: Kelly risk, risk per trade, gross by regime, position, sector, what moves together "
        "(correlation of 60 sessions "
        "at least .7, or unknown), liquidity (share of 20 sessions' mean traded value), heat. Each says how many "
        "shares it alone would allow after "
        "what is held and taken before; the least binds, rounded down to whole lots.",
        ("correlation .7 over 60 sessions", "20 sessions' traded value"),
        places=_told("binds", "binds_note", "caps"),
    ),
    "change": Figure(
        "Since the last change of regime",
        "Today's candidates, holdings and account sized once under the label before and once under the present one.",
        places=_told("why", "change_row"),
    ),
    "account": Figure(
        "Account",
        "Equity, risk per trade, c and caps. Until you set yours, an example of 100,000 is used and every figure "
        "from it says so. Trying out writes "
        "nothing.",
        places=_told("example", "tried", "trying_trouble", "saved", "history"),
    ),
}

EVIDENCE = {
    "kelly": Figure(
        "Kelly",
        "f* = p − (1 − p)/b, the fraction of equity to lose when the bet is lost, never below 0. It is risked to "
        "the stop: with f* = .25 and a stop 4 % "
        "away the position is 6.25 times equity, before the caps. Recommended is c times the shrunk f*; 0 when "
        "more than a quarter of the draws have no "
        "edge; missing, with its reason, below 30 trades.",
        ("30 trades on 10 occasions", "no edge in at most a quarter of the draws", "c of the account"),
        "Kelly (1956), Thorp (2006)",
        places={
            **{name: Place(inputs=ENDED) for name in ("kelly_name", "kelly", "kelly_note")},
            "evidence_kelly": Place(inputs=ENDED),
        },
    ),
    "interval": Figure(
        "Interval of Kelly",
        "From 2,000 records drawn with replacement, occasion by occasion, with a fixed seed: the central 90 % of "
        "f*, and the share of records "
        "without an edge.",
        ("2,000 draws", "central 90 %"),
        places={"interval": Place(inputs=ENDED), "evidence_no_edge": Place(inputs=ENDED)},
    ),
    "shrunk": Figure(
        "Shrunk Kelly",
        "The smaller of the two Kellys times f*²/(f*² + sd²), the sd that of the draws.",
        source="Baker, McHale (2013)",
    ),
    "kelly_empirical": Figure(
        "Empirical Kelly", "The fraction that maximises the mean of log(1 + f·R) over the trades as they were."
    ),
    "evidence": Figure(
        "Evidence",
        "Per direction, your own closed trades that have a stop, from 30 on; with fewer, the outcomes of the "
        "reversal scan's candidates with the stops that "
        "the regime's policy wants. Only what was over by the session counts; a trade belongs to the regime that "
        "was known when it was entered.",
        ("30 own trades", "10 bars to the end of a trade"),
        unit="trades",
        digits=0,
        places={
            "evidence_note": Place("of the scan, long", past("outcomes_long"), "", ENDED),
            "evidence_row": Place(inputs=ENDED),
            "evidence_n": Place(inputs=ENDED),
        },
    ),
    "win_rate": Figure(
        "Win rate",
        "Share of the trades with R above 0, with its 90 % Jeffreys interval. The past is that of the scan's "
        "long trades.",
        ("90 %",),
        "Brown, Cai, DasGupta (2001)",
        "%",
        100.0,
        places={"evidence_won": Place("of the scan, long", past("win_rate_long"), "", ENDED)},
    ),
    "payoff": Figure(
        "Payoff and mean R",
        "Payoff is the mean win over the mean loss; mean R is what a trade made on average: profit per share "
        "after costs over the distance from entry "
        "to the stop. The past is the mean R of the scan's long trades.",
        ("10 bps a side",),
        unit="R",
        digits=3,
        signed=True,
        places={
            "evidence_mean_r": Place("mean R of the scan, long", past("mean_r_long"), "", ENDED),
            "evidence_payoff": Place(inputs=ENDED),
        },
    ),
    "occasions": Figure(
        "Occasions",
        "Scan rows found within the same ten sessions (own trades entered within a fortnight) are one occasion: "
        "they rise and fall together, so n trades are "
        "far fewer pieces of evidence. Below 30 trades or 10 occasions there is no estimate.",
        ("10 sessions", "a fortnight"),
    ),
    "curve": Figure(
        "What a part of Kelly costs",
        "Of betting c times Kelly: growth c(2 − c) of what full Kelly grows, and the probability of ever falling "
        "to half, .5^(2/c − 1).",
        source="MacLean, Thorp, Ziemba (2010)",
        places={"curve": Place(), "curve_note": Place()},
    ),
    "benchmark": Figure(
        "Kelly of the benchmark",
        "Continuous Kelly of holding the benchmark: mean over variance of its returns per year, without a "
        "risk-free rate; its standard error is 1/(σ√T).",
        source="Merton (1969)",
        unit="times equity",
        digits=2,
        places={"benchmark_note": Place("", None, "kelly/benchmark.kelly")},
    ),
}

RISK = {
    "risk": Figure(
        "Risk of the book",
        "Of what is held, else of what is recommended, over the record that was.",
        places=_told("basis", "risk_pairs"),
    ),
    "volatility": Figure(
        "Volatility of the book",
        "RiskMetrics volatility (λ = .94) · √252 of the book as it is over the record that was.",
        ("λ .94",),
        "RiskMetrics (1996)",
        "%",
        100.0,
        places={"risk_volatility": Place("", None, "risk/volatility")},
    ),
    "beta": Figure(
        "Beta",
        "Of the book against the benchmark over 252 sessions.",
        ("252 sessions",),
        digits=2,
        places={"risk_beta": Place("", None, "risk/beta")},
    ),
    "effective_bets": Figure(
        "Effective bets",
        "(Σ|x|)²/(x'ρx): how many independent bets of equal size diversify as much.",
        ("correlation of 60 sessions",),
        "Choueifaty et al. (2013)",
        places={"risk_effective_bets": Place("", None, "risk/effective_bets")},
    ),
    "gap_heat": Figure(
        "Heat with bad gaps",
        "Heat where each position opens beyond its stop by its bad gap: one in a hundred of its last 252.",
        ("one in a hundred of 252",),
        unit="%",
        digits=2,
        places={"risk_heat": Place("", None, "risk/heat.gap_adjusted_pct")},
    ),
    "drawdown": Figure(
        "Drawdown",
        "Deepest fall of the record; and of the next 63 sessions over 4,000 paths of blocks of 21 sessions, seeded.",
        ("63 sessions ahead", "4,000 paths", "blocks of 21"),
        "Politis, Romano (1992)",
        "%",
        100.0,
        signed=True,
        places={"risk_drawdown": Place("of the record", None, "risk/drawdown.max"), "risk_ahead": Place("ahead")},
    ),
    "ratios": Figure(
        "Sharpe, Sortino, Calmar",
        "As empyrical has them, without a risk-free rate; the downside of Sortino over all sessions.",
        source="Sharpe (1994), Sortino (1991), Young (1991)",
        digits=2,
        places={f"risk_{name}": Place(name.title(), None, f"risk/{name}") for name in ("sharpe", "sortino", "calmar")},
    ),
    "tails": Figure(
        "Value at risk and shortfall",
        "Historical, of the last 500 sessions: the loss that 95 (99) of 100 sessions, or overlapping ten-session "
        "spans, do not exceed, and the mean beyond it.",
        ("500 sessions", "95 and 99 %", "1 and 10 sessions"),
        "Acerbi, Tasche (2002)",
        places=_told("histogram", "histogram_note", "tail_row"),
    ),
    "kupiec": Figure(
        "Breaches of value at risk",
        "Whether value at risk kept its word over the last 250 sessions, each against the 500 before it.",
        ("250 sessions",),
        "Kupiec (1995)",
        places=_told("tail_breaches"),
    ),
    "stress": Figure(
        "Stress",
        "The worst 1, 5 and 21 sessions of the record for the book as it is.",
        ("1, 5, 21 sessions",),
        places=_told("stress_row"),
    ),
    "clusters": Figure(
        "What moves together",
        "Positions whose returns correlate by at least .7 over 60 sessions.",
        (".7 over 60 sessions",),
        places=_told("clusters"),
    ),
}

FIGURES = {**SIZE, **EVIDENCE, **RISK}
