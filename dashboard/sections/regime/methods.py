"""What each figure of the regime section means, in a sentence for the trader: definition, parameters, source."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

METHODS: Mapping[str, str] = MappingProxyType(
    {
        "benchmark": "What the regime is measured on: the index that the market names, else its first index, else an index of its "
        "stocks, equally weighted. The card says which. A session without its close has no figures and keeps its label.",
        "components": "Six, each from −1 to +1, known at the close: trend, momentum, breadth, volatility, scanner, model. Weights 1, "
        "1, ½, ½, ¼, ½. One that is missing drops out, the others' weights are scaled up, and coverage falls; it is never taken as 0.",
        "trend": "Close against SMA 50 and SMA 200 and the slope of SMA 200 over 20 sessions, each in units of what a random walk of "
        "the benchmark's own volatility would do (centre of mass 60 sessions; Moskowitz, Ooi, Pedersen 2012), clipped to ±1.",
        "momentum": "Returns over 63, 126 and 252 sessions in their own standard deviations, clipped to ±1, and averaged.",
        "persistence": "Whether this market's moves have carried on: variance ratio of ten-session moves, weighted over about four "
        "years (Lo, MacKinlay 1988), 0 at a ratio of 1 and below, 1 from 1.5. It makes averages faster and trend, momentum and "
        "breadth count for more.",
        "breadth": "2 · mean share of stocks above SMA 20, 50 and 200 − 1; missing where under 60 % of members or 20 stocks have the "
        "bars.",
        "volatility": "1 − 2 · percentile, among the last 252 sessions, of volatility over a quarter: realised, and the volatility "
        "index where there is one. The calmest is +1, the wildest −1.",
        "scanner": "(long − short) / (long + short + 20) of the session's scans: 1 against 0 is next to nothing. An imported pair "
        "where there is one, else the built-in scan; half a pair or none is missing and not 0.",
        "model, probabilities": "P(bull) − P(bear) of a two-state Markov model with Student-t returns (5 degrees of freedom), "
        "filtered, refitted every 126 returns on all that is past, the first time after 504. It has no neutral state. Hamilton "
        "(1989).",
        "score, contribution, coverage": "Score = Σ weight · value of the components that are there; a contribution is one of these "
        "terms; coverage is their share of all weight. No score under half of it, or without the trend.",
        "label, direction": "Seven bands of the score with edges at ±.05, ±.30, ±.60. A label changes once the score has passed its "
        "edge by .10 or stood beyond it for 20 sessions; a direction, bull or bear, once it has passed by .50 or stood beyond for 20 "
        "sessions. A label lasts at least 5 sessions, a direction 20.",
        "blocked": "A session on which the score's band asks for another label than the rules allow, and which rule it was.",
        "to_change": "How far the score is from both edges of its band, where it would change the label at once, and how long it has "
        "stood beyond already.",
        "confidence": "Share of past sessions in the same situation whose direction was the same 10 sessions later: by how far the "
        "score was from changing it, in its own ten-session moves, and for how long it had stood outside. Only outcomes known then; "
        "after 250.",
        "reliability": "Every past confidence against what happened: Brier score, skill over the base rate known then, expected "
        "calibration error over ten bins. Skill of 0 or less, or an error over .05: not calibrated here. Brier (1950); Naeini, "
        "Cooper, Hauskrecht (2015).",
        "transitions, expected_duration": "How often a session's label was followed by each label the next session, so far; and how "
        "many sessions this label has lasted on average.",
        "conflicts": "The components beyond ±.10 that point against the direction.",
        "published, revisions": "What was shown for a session at the time beside what is computed of it now. It differs only where "
        "the data of that day were corrected or the method was changed.",
        "policy": "What a label allows: gross exposure, side, positions, multiplier of the stop, new entries. One table, in one file.",
        "record": "What followed each label on the benchmark: mean return of the next session and of 21, share of positive ones, the "
        "worst. p that its 21-session mean differs from that of all other sessions: Newey, West (1987), 20 lags. p > .05: no measured "
        "edge; of seven labels one in three markets shows one by chance.",
        "walk_forward": "Exposure by label, held from each close over the next session, 10 bps a change, beside buy-and-hold, close "
        "above SMA 200, a two-state Gaussian Markov model and a jump model (Shu, Yu, Mulvey 2024), all over the same sessions; "
        "nothing fitted on what it is judged by.",
    }
)
