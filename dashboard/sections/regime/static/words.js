/** The seven labels as words and shapes; colour alone never carries a meaning. */

export const WORDS = {
  strong_downtrend: "Strong downtrend",
  downtrend: "Downtrend",
  choppy_bearish: "Choppy bearish",
  choppy: "Choppy",
  choppy_bullish: "Choppy bullish",
  uptrend: "Uptrend",
  strong_uptrend: "Strong uptrend",
};

export const SHAPES = {
  strong_downtrend: "▼▼", downtrend: "▼", choppy_bearish: "▽", choppy: "◆", choppy_bullish: "△", uptrend: "▲", strong_uptrend: "▲▲",
};

export const LABELS = Object.keys(WORDS); // the weakest first

/** From 0, the weakest, to 6; null for a missing label. */
export const rankOf = (label) => (label ? LABELS.indexOf(label) : null);

/** A label as its shape and its words, in its colour. */
export function named(dom, label, missing = "—") {
  if (!label) return dom.el("span", { class: "missing" }, missing);
  return dom.el("span", { class: "regime-label", "data-label": label }, dom.el("span", { "aria-hidden": "true" }, SHAPES[label]), ` ${WORDS[label]}`);
}

/** A confidence in whole percent; what is not quite certain never reads as certain. */
export function sureness(format, confidence) {
  if (format.isMissing(confidence)) return format.MISSING;
  if (confidence > 0.99) return "> 99 %";
  return confidence < 0.01 ? "< 1 %" : format.percent(100 * confidence, 0);
}
