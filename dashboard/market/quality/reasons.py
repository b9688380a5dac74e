"""The catalogue of reasons: every short name under which a row is kept aside, and the sentence the trader reads for it."""

from __future__ import annotations

REASONS: dict[str, str] = {
    # One row on its own.
    "no_symbol": "The row names no symbol.",
    "no_date": "The date is missing or is none.",
    "no_price": "The close is missing or not a number.",
    "not_positive": "A price is zero or negative.",
    "high_below_low": "The high is below the low.",
    "close_outside": "The close lies outside the day's low and high by more than rounding.",
    "bad_adj_close": "The adjusted close is missing where other rows have one, not positive, or out of all proportion to the close.",
    # Its date.
    "future_date": "The session is after the exchange's last closed session.",
    "no_session": "The exchange held no session that day.",
    "relabelled_dates": "A block of rows after a long hole falls on weekends and holidays: its dates are another year's.",
    "swapped_dates": "Rows dated on the 12th or earlier jump as if day and month were swapped; the whole symbol is kept aside.",
    # Several rows of one symbol and session.
    "identical_duplicate": "The row repeats another row of the same session word for word; that one was kept.",
    "duplicates_disagree": "Several rows of one session disagree, and nothing tells which one is right.",
    "mixed_series": "Most sessions have several rows that disagree: more than one security trades under this symbol.",
    # Bars in which nothing happened, or which belong elsewhere.
    "no_trades": "Zero volume and no range: the symbol did not trade that session.",
    "dead_ticker": "The symbol did not trade in most of its rows; what is left is no series.",
    "same_series": "The same closes stand under more than one symbol.",
    "copied_day": "Open, high, low and close are those of the session next to it.",
    # Moves that are not the market's.
    "spike": "The price leaps away and comes straight back on an ordinary day's trading.",
    "half_applied_split": "The price flips between two levels: a split or spin-off is applied to some of the rows only.",
    "split_like": "The price moved by a split's ratio on an ordinary day's trading, and too few bars follow to confirm it, or the"
    " history before it is stored on the old basis: deliver it anew, adjusted.",
    "before_split": "An unadjusted split, or another company under the ticker, follows: this price is on another basis.",
    # The bar is stored all the same; the row as read is kept aside beside it.
    "unadjusted_gap": "The price gaps by a quarter or more on an ordinary day's trading, as at a spin-off; the bar is kept.",
    "open_outside": "The open lies outside the day's low and high; the bar is kept without its open.",
    "zero_prices": "Open, high or low is 0 beside a good close; the bar is kept without them.",
    "missing_prices": "Open, high or low is missing where the symbol's other rows have them; the bar is kept without them.",
    "volume_in_hundreds": "The day's range is ordinary but its volume is less than a tenth of the usual, as when a source counts"
    " in hundreds; the bar is kept without its volume.",
    "bad_volume": "The volume is negative or infinite; the bar is kept without it.",
}

NOTED = frozenset(
    {"unadjusted_gap", "open_outside", "zero_prices", "missing_prices", "volume_in_hundreds", "bad_volume"}
)
"""Reasons whose bar is stored all the same: n read = n stored + n quarantined for any reason but these."""
