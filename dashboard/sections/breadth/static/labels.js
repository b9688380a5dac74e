/** The five labels of the breadth scale as words and shapes; colour alone never carries a meaning. */

export const WORDS = {
  strong_bullish: "Strong bullish",
  bullish: "Bullish",
  neutral: "Neutral",
  bearish: "Bearish",
  strong_bearish: "Strong bearish",
};

export const SHAPES = { strong_bullish: "▲▲", bullish: "▲", neutral: "◆", bearish: "▼", strong_bearish: "▼▼" };

const ORDER = Object.keys(WORDS).reverse();

/** From 0, the weakest, to 4; null for a missing label. */
export const rankOf = (label) => (label ? ORDER.indexOf(label) : null);
