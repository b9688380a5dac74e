"""The sector table and the movers of one session, sliced from the record."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from dashboard.market.bars import FloatArray, IntArray
from dashboard.section import Result
from dashboard.sections.breadth import layout as at
from dashboard.sections.breadth.coverage import compared, covered, mean_of_scored, percent, where
from dashboard.sections.breadth.labels import labels_of
from dashboard.sections.breadth.listing import listed_at
from dashboard.sections.breadth.plain import number, plain
from dashboard.sections.breadth.record import Record, record_of

RANK_CHANGE_SESSIONS = 5
SHOWN_AVERAGES = (20, 50, 200)


def sectors(record: Record, t: int) -> list[dict[str, Any]]:
    """One row per sector with members at session t, by rank. A sector needs 60 % of its members, but not twenty of them."""
    if not record.sectors:
        return []
    members, counts = record.sector_members[t], record.by_sector[t]
    shares, scores = _shares(counts, members)
    ranks = _ranks(scores)
    earlier = _ranks(_shares(record.by_sector[t - RANK_CHANGE_SESSIONS], record.sector_members[t - RANK_CHANGE_SESSIONS])[1]) if (
        t >= RANK_CHANGE_SESSIONS
    ) else np.zeros_like(ranks)  # fmt: skip
    net, both = counts[:, at.ADVANCES] - counts[:, at.DECLINES], compared(counts)
    ad = where(covered(both, members, 1), percent(net, both))
    short = where(covered(counts[:, at.VALID_SHORT], members, 1), 100.0 * record.medians[t, :, at.MEDIAN_SHORT])
    long = where(covered(counts[:, at.VALID_LONG], members, 1), 100.0 * record.medians[t, :, at.MEDIAN_LONG])
    stances = labels_of(scores)
    rows = [
        {
            "sector": record.sectors[g], "n": int(members[g]), "valid": int(counts[g, at.TRADED]),
            "above_sma_pct": {str(n): number(shares[g, at.SMA_WINDOWS.index(n)]) for n in SHOWN_AVERAGES},
            "score": number(scores[g]), "advances": int(counts[g, at.ADVANCES]), "declines": int(counts[g, at.DECLINES]),
            "ad_pct": number(ad[g]), "return_5_pct": number(short[g]), "return_20_pct": number(long[g]), "stance": stances[g],
            "rank": int(ranks[g]) or None, "rank_change": int(earlier[g] - ranks[g]) if earlier[g] and ranks[g] else None,
        }
        for g in range(len(record.sectors))
        if members[g]
    ]  # fmt: skip
    return sorted(rows, key=lambda row: (row["rank"] is None, row["rank"] or 0))


def _shares(counts: Any, members: IntArray) -> tuple[FloatArray, FloatArray]:
    """Share of each sector above its averages, [G, 4], and the score made of them, [G]."""
    valid, above = counts[:, list(at.VALID_SMA)], counts[:, list(at.ABOVE_SMA)]
    shares = where(covered(valid, members[:, None], 1), percent(above, valid))
    return shares, mean_of_scored(shares)


def _ranks(scores: FloatArray) -> IntArray:
    """1 for the highest score, ties by the sectors' order, 0 where there is no score."""
    order = np.argsort(-scores, kind="stable")
    ranks = np.zeros(len(scores), dtype=np.int64)
    ranks[order] = np.arange(1, len(scores) + 1)
    return np.where(np.isnan(scores), 0, ranks)


def sector_table(result: Result, t: int) -> Mapping[str, list[Any]]:
    """The sector table as columns, its averages spread."""
    rows = sectors(record_of(result), t)
    flat = [{**row, **{f"above_sma_{n}_pct": share for n, share in row["above_sma_pct"].items()}} for row in rows]
    names = (
        "rank", "rank_change", "sector", "stance", "score", "n", "valid", "above_sma_20_pct", "above_sma_50_pct",
        "above_sma_200_pct", "advances", "declines", "ad_pct", "return_5_pct", "return_20_pct",
    )  # fmt: skip
    return {name: [row[name] for row in flat] for name in names}


def movers(record: Record, t: int) -> dict[str, Any]:
    """The symbols that crossed SMA 50 or 200, the best and the worst by 5-session return, and those with unusual volume."""
    kinds, symbols, values = listed_at(record.listings, t)

    def of(kind: int) -> list[dict[str, Any]]:
        return [_mover(record, int(symbols[k]), values[k]) for k in np.flatnonzero(kinds == kind)]

    return {
        "crossed": {
            "50": {"up": of(at.UP_50), "down": of(at.DOWN_50)},
            "200": {"up": of(at.UP_200), "down": of(at.DOWN_200)},
        },
        "top": of(at.TOP_RETURN),
        "bottom": of(at.BOTTOM_RETURN),
        "unusual_volume": of(at.UNUSUAL),
    }


def _mover(record: Record, column: int, values: FloatArray) -> dict[str, Any]:
    instrument = record.instruments[column]
    close, return_5, return_1, volume_ratio = plain(values)
    return {
        "symbol": instrument.symbol, "name": instrument.name, "sector": instrument.sector, "close": close,
        "return_5_pct": return_5, "return_1_pct": return_1, "volume_ratio": volume_ratio,
    }  # fmt: skip
