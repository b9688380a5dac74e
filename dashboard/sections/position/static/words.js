/** The position card's words for caps, labels, verdicts and settings. */

export const CAPS = {
  kelly: "Kelly risk",
  risk: "risk per trade",
  gross: "gross by regime",
  position: "position cap",
  sector: "sector cap",
  correlation: "what moves together",
  liquidity: "liquidity",
  heat: "heat",
};

export const DROPPED = {
  ...CAPS,
  evidence: "too little evidence",
  volume: "volume not known",
  minimum: "below the minimum trade",
  positions: "positions are full",
  duplicate: "named twice",
  unusable: "prices make no trade",
  cut: "not among the best",
};

export const SIDES = { long: ["▲", "up"], short: ["▼", "down"] };
export const BIASES = { long: "long only", short: "short only", both: "either side" };
export const VERDICTS = { kept: "✓ kept its word", too_many: "▲ too many breaches", too_few: "▽ too few breaches: it is too cautious" };
export const SOURCES = { own_trades: "own trades", scanner: "scanner's outcomes" };

export const FIELDS = {
  equity: ["Equity", "in the account's currency"],
  currency: ["Currency", "three letters"],
  risk_per_trade_pct: ["Risk per trade", "% of equity, between entry and stop"],
  kelly_fraction: ["c, the part of Kelly", "above 0, at most 1"],
  position_cap_pct: ["Position cap", "% of equity in one symbol"],
  sector_cap_pct: ["Sector cap", "% of equity in one sector"],
  heat_cap_pct: ["Heat cap", "% of equity, all stops together"],
  correlated_cap_pct: ["Cap on what moves together", "% of equity at the stops"],
  liquidity_pct: ["Liquidity", "% of a session's traded value"],
  lot_size: ["Lot", "shares"],
  minimum_trade: ["Minimum trade", "in the account's currency"],
  lot_sizes: ["Other lots", "NIFTY=75, BANKNIFTY=35"],
};

export const words = (code) => (code ?? "").replaceAll("_", " ");
export const share = (format, value, digits = 2) => format.percent(format.isMissing(value) ? null : 100 * value, digits);
export const change = (format, value, digits = 1) => format.signed(format.isMissing(value) ? null : 100 * value, digits, " %");
