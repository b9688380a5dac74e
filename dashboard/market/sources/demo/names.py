"""Invented companies: tickers longer than any American one and names that nobody bears."""

from __future__ import annotations

HEADS = (
    "Blor", "Brix", "Crum", "Drov", "Dwim", "Flun", "Fnor", "Frob", "Glim", "Gnor", "Grix", "Gwov", "Jolv", "Klem", "Krov", "Mliv", "Nolv",
    "Plux", "Prax", "Qarv", "Quib", "Skro", "Smev", "Snar", "Splo", "Stro", "Thri", "Trov", "Twon", "Vlim", "Vorx", "Wexl", "Xanv", "Xorp",
    "Yalv", "Yolv", "Zemb", "Zorv", "Zwel", "Zyxt",
)  # fmt: skip
TAILS = (
    "ax", "ibo", "ora", "ume", "iva", "ozz", "ell", "nto", "ixa", "ugo", "elo", "rix", "otl", "und", "eph", "oko", "zmo", "apo", "urk",
    "ond", "ent", "via", "osk", "imb", "utr",
)  # fmt: skip
MIDDLES = ("", "en", "am", "ul", "ov", "id", "es", "or", "an", "il")
MOST_COMPANIES = len(HEADS) * len(TAILS) * len(MIDDLES)


def company(index: int, trades: tuple[str, ...]) -> tuple[str, str]:
    """The ticker and the name of the company with that index (0 … MOST_COMPANIES − 1): always the same, whatever the seed."""
    pair, middle = index % (len(HEADS) * len(TAILS)), index // (len(HEADS) * len(TAILS))
    head = pair % len(HEADS)
    tail = (pair // len(HEADS) + 7 * head) % len(TAILS)  # neighbours in a list of symbols don't all end alike
    stem = HEADS[head] + MIDDLES[middle] + TAILS[tail]
    return stem.upper(), f"{stem} {trades[index % len(trades)]}"
