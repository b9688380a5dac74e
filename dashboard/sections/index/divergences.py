"""All divergences of a market's indices: price against its oscillators, the indices against each other, and against breadth."""

from __future__ import annotations

from dashboard.indicators.own_bars import OwnBars
from dashboard.market.bars import FloatArray
from dashboard.sections.index.against_breadth import against_breadth
from dashboard.sections.index.dow import non_confirmations
from dashboard.sections.index.events import MACD_HIDDEN, MACD_REGULAR, RSI_HIDDEN, RSI_REGULAR, Divergences, joined
from dashboard.sections.index.figures import Figures
from dashboard.sections.index.oscillators import against_oscillator
from dashboard.sections.index.yearly import sides_of

OSCILLATORS = (((RSI_REGULAR, RSI_HIDDEN), "rsi"), ((MACD_REGULAR, MACD_HIDDEN), "macd_histogram"))


def divergences_of(bars: OwnBars, figures: list[Figures], share: FloatArray | None) -> Divergences:
    """figures: of each index's own bars. share: percent of stocks above SMA 50 at each session, [T]; None without stocks."""
    parts: list[Divergences] = []
    for index, figure in enumerate(figures):
        rows = bars.rows[bars.symbol(index)]
        for kinds, name in OSCILLATORS:
            parts += against_oscillator(kinds, index, figure["close"], figure[name], rows, bars.sessions, bars.count)
    sides = [sides_of(figure["close"], bars.rows[bars.symbol(index)]) for index, figure in enumerate(figures)]
    volatility = [figure["volatility"] for figure in figures]
    for which in (0, 1):
        of_all = [both[which] for both in sides]
        parts += non_confirmations(of_all, volatility, bars.sessions)
        if share is not None:
            parts += [
                against_breadth(index, side, share[side.rows], bars.sessions, bars.count)
                for index, side in enumerate(of_all)
            ]
    return joined(parts)
