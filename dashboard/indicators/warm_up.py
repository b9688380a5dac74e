"""How many own bars an indicator with a long memory needs before its figures may be shown."""

from __future__ import annotations

# Wilder's averages start from a plain mean, whose share fades as ((n − 1) / n)^bars: after 136 further bars of RSI(14) or
# ATR(14) it is 1 in 24,000. ADX averages an average of such averages and needs longer. The kernels give what they have earlier.
WARM_UP_RSI = WARM_UP_ATR = 150
WARM_UP_ADX = 250
