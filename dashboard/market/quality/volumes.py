"""Volumes on another scale than their neighbours, on days that moved like any other."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from dashboard.market.bars import FloatArray, IntArray
from dashboard.market.quality.docket import Docket
from dashboard.market.quality.series import MAD_TO_SD, Series, median_of_rows, typical, window

AROUND = 30  # bars on either side
FEWEST_BEFORE = 10  # bars: a new listing's first days trade thinly
TENTH = 0.1  # of the usual volume
FAR = 4.0  # spreads of the log volume: a thinly traded stock's volume wanders by a factor of ten on its own
ORDINARY_RANGE = 0.5  # of the usual range: on a true tenth of the volume a price hardly moves


def judge_volumes(docket: Docket, series: Series) -> Series:
    """Strike out volumes that a source gave in hundreds; returns the series without them.

    The prices are good, so the bars stay; the row as read is kept aside.
    """
    at = _candidates(series)
    at = at[at - series.start[at] >= FEWEST_BEFORE]
    places = window(series, at, AROUND, AROUND)
    usual = typical(series.volume, places, FEWEST_BEFORE)
    span = np.log(series.high / series.low)
    low = series.volume[at] < TENTH * usual
    low &= np.log(usual / series.volume[at]) > FAR * _spread(series, at, usual)
    moved = span[at] >= ORDINARY_RANGE * typical(span, places, FEWEST_BEFORE)
    wrong = low & moved & (span[at] > 0)
    at, usual = at[wrong], usual[wrong]
    phrases = [f"volume {v:g} where {u:g} is usual" for v, u in zip(series.volume[at], usual, strict=True)]
    docket.note(series.rows[at], "volume_in_hundreds", phrases, strike=("volume",))
    turnover = series.turnover.copy()
    turnover[at] = np.nan
    return replace(series, turnover=turnover)


def _candidates(series: Series) -> IntArray:
    """Bars with volume under a fifth of the mean around them: all that can be under a tenth of the median, at the price of sums."""
    volume = np.nan_to_num(series.volume)
    sums = np.concatenate([[0.0], np.cumsum(volume)])
    here = np.arange(len(series))
    low, high = np.maximum(here - AROUND, series.start), np.minimum(here + AROUND + 1, series.stop)
    mean: FloatArray = (sums[high] - sums[low]) / (high - low)
    return np.flatnonzero((series.volume > 0) & (series.volume < 2 * TENTH * mean))


def _spread(series: Series, at: IntArray, usual: FloatArray) -> FloatArray:
    """1.4826·MAD of the log volume around each bar."""
    volume = np.where(series.volume > 0, series.volume, np.nan)
    places = window(series, at, AROUND, AROUND)
    picked = np.where(places >= 0, volume[np.maximum(places, 0)], np.nan)
    distance = np.abs(np.log(picked / usual[:, None]))
    return MAD_TO_SD * median_of_rows(distance)
