/** Names, signs and shapes of the section's codes; colour alone never carries a meaning. */

export const TRENDS = {
  strong_uptrend: ["▲▲", "Strong uptrend"],
  uptrend: ["▲", "Uptrend"],
  mixed: ["◆", "Mixed"],
  downtrend: ["▼", "Downtrend"],
  strong_downtrend: ["▼▼", "Strong downtrend"],
};

export const KINDS = {
  rsi_regular: "RSI",
  rsi_hidden: "RSI hidden",
  macd_regular: "MACD",
  macd_hidden: "MACD hidden",
  dow_non_confirmation: "Dow",
  breadth: "Breadth",
};

export const FAMILIES = {
  rsi_regular: "rsi",
  rsi_hidden: "rsi",
  macd_regular: "macd",
  macd_hidden: "macd",
  dow_non_confirmation: "dow",
  breadth: "breadth",
};

export const STATUSES = {
  open: ["○", "Open"],
  confirmed: ["✓", "Confirmed"],
  failed: ["✕", "Failed"],
  expired: ["–", "Expired"],
};

export const ARROWS = { bullish: "▲", bearish: "▼" };

export const toward = (direction) => (direction === "bullish" ? "up" : "down");
