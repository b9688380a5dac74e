/** Patterns and sides as words and shapes; colour alone never carries a meaning. */

export const PATTERNS = {
  aligned_up: ["▲", "Aligned up"],
  aligned_down: ["▼", "Aligned down"],
  pullback_in_uptrend: ["△", "Pullback in an uptrend"],
  rally_in_downtrend: ["▽", "Rally in a downtrend"],
  correction_turning_up: ["△", "Correction turning up"],
  recovery_turning_down: ["▽", "Recovery turning down"],
  turning_up: ["△", "Turning up"],
  turning_down: ["▽", "Turning down"],
  undecided: ["◆", "Undecided"],
};

export const PERIODS = { daily: "Daily", weekly: "Weekly", monthly: "Monthly" };

export const FAMILIES = { trend: "Trend", momentum: "Momentum", oscillator: "Oscillator", structure: "Structure" };

export const BUCKETS = {
  strongly_down: "▼▼ strongly down",
  down: "▼ down",
  mixed: "◆ mixed",
  up: "▲ up",
  strongly_up: "▲▲ strongly up",
  all: "all of them",
};

const WHY = {
  too_few_pivots: "too few pivots yet",
  price_never_moved: "the price never moved",
  no_close_flips_it: "no close flips it",
  score_is_zero: "the score stands at zero",
  insufficient_history: "not enough history",
  closed_this_session: "closed this session",
};

export const reason = (code) => WHY[code] ?? (code ?? "not available").replaceAll("_", " ");

/** "up" or "down" by a pattern's leaning, for its colour. */
export const leaning = (pattern) => ({ "▲": "up", "△": "up", "▼": "down", "▽": "down" })[PATTERNS[pattern]?.[0]] ?? "flat";

export const shape = (value) => (value > 0 ? "▲" : value < 0 ? "▼" : "◆");
