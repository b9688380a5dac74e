"""What each figure of position means, in a sentence for the trader: definition, parameters, source."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

METHODS: Mapping[str, str] = MappingProxyType(
    {
        "evidence": "Per direction, your own closed trades that have a stop, from 30 on; with fewer, the outcomes of the reversal scan's "
        "candidates with the stops that the regime's policy wants. Only what was over by the session counts; a trade belongs to the "
        "regime that was known when it was entered.",
        "occasions": "Scan rows found within the same ten sessions (own trades entered within a fortnight) are one occasion: they rise and "
        "fall together, so n trades are far fewer pieces of evidence. Below 30 trades or 10 occasions there is no estimate.",
        "win_rate": "Share of the trades with R above 0, with its 90 % Jeffreys interval. Brown, Cai, DasGupta (2001).",
        "payoff": "Mean win over mean loss, in R: profit per share after costs over the distance from entry to the stop.",
        "kelly": "f* = p − (1 − p)/b, the fraction of equity to lose when the bet is lost, never below 0. It is risked to the stop: with "
        "f* = .25 and a stop 4 % away the position is 6.25 times equity, before the caps. Kelly (1956), Thorp (2006).",
        "kelly_empirical": "The fraction that maximises the mean of log(1 + f·R) over the trades as they were.",
        "interval, p_no_edge": "From 2,000 records drawn with replacement, occasion by occasion, with a fixed seed: the central 90 % of "
        "f*, and the share of records without an edge.",
        "shrunk": "The smaller Kelly times f*²/(f*² + sd²), the sd that of the draws. Baker & McHale (2013).",
        "recommended": "c times shrunk; 0 when more than a quarter of the draws have no edge; missing, with its reason, below 30 trades.",
        "curve": "Of betting c times Kelly: growth c(2 − c) of what full Kelly grows, and the probability of ever falling to half, "
        ".5^(2/c − 1). MacLean, Thorp, Ziemba (2010).",
        "benchmark": "Continuous Kelly of holding the benchmark: mean over variance of its returns per year, without a risk-free rate; its "
        "standard error is 1/(σ√T). Merton (1969).",
        "candidates": "The session's imported pair of scans where there is one, else the built-in scan; rows in the regime's bias, ranked "
        "by what their evidence recommends, then the share of rules that hold, then traded value; the best 300 are sized.",
        "stop, target": "The scan's stop, moved away by the regime's stop multiplier; the target is two R beyond the entry.",
        "caps": "In this order: Kelly risk, risk per trade, gross by regime, position, sector, what moves together (correlation of 60 "
        "sessions at least .7, or unknown), liquidity (share of 20 sessions' mean traded value), heat. Each says how many shares it alone "
        "would allow after what is held and taken before; the least binds, rounded down to whole lots.",
        "heat": "What all stops together would lose; a position without a stop counts whole. Gap-adjusted: each position's bad opening gap "
        "(one in a hundred of its last 252) where that is more than its stop.",
        "effective_bets": "(Σ|x|)²/(x'ρx): how many independent bets of equal size diversify as much. Choueifaty et al. (2013).",
        "change": "Today's candidates, holdings and account sized once under the label before and once under the present one.",
        "volatility, beta": "Of the book as it is over the record that was: RiskMetrics volatility (λ = .94) · √252, beta over 252 "
        "sessions.",
        "var, es": "Historical, of the last 500 sessions: the loss that 95 (99) of 100 sessions, or overlapping ten-session spans, do not "
        "exceed, and the mean beyond it. Acerbi & Tasche (2002).",
        "kupiec": "Whether value at risk kept its word over the last 250 sessions, each against the 500 before it. Kupiec (1995).",
        "drawdown": "Deepest fall of the record; and of the next 63 sessions over 4,000 paths of blocks of 21 sessions, seeded. Politis & "
        "Romano (1992).",
        "stress": "The worst 1, 5 and 21 sessions of the record for the book as it is.",
        "sharpe, sortino, calmar": "As empyrical has them, without a risk-free rate; the downside of Sortino over all sessions.",
    }
)
