/** Numbers and reasons as words: fixed decimals, explicit signs, and a dash that says why. */

export const MISSING = "—";

const REASONS = {
  insufficient_coverage: "too few stocks with data",
  insufficient_history: "not enough history yet",
  warm_up: "not enough history yet",
  no_earlier_value: "no earlier value to compare with",
  no_volume: "no volume in the data",
  no_sectors: "the universe names no sectors",
  no_benchmark: "the market names no benchmark",
  zero_divisor: "nothing to divide by",
  no_new_highs_or_lows: "no new highs or lows",
  horizon_not_over: "not over yet",
};

const formats = new Map();

function grouped(digits) {
  if (!formats.has(digits)) {
    formats.set(digits, new Intl.NumberFormat("en-US", { minimumFractionDigits: digits, maximumFractionDigits: digits }));
  }
  return formats.get(digits);
}

export const isMissing = (value) => value === null || value === undefined || Number.isNaN(value);

/** 1234.5 → "1,234.5"; the minus is a real one, so that columns of figures line up. */
export function fixed(value, digits = 1, unit = "") {
  if (isMissing(value)) return MISSING;
  return grouped(digits).format(value).replace("-", "−") + unit;
}

/** As `fixed`, with its sign always: "+1.2", "−0.4", "±0.0". */
export function signed(value, digits = 1, unit = "") {
  if (isMissing(value)) return MISSING;
  const text = grouped(digits).format(Math.abs(value));
  const isZero = Number(text.replaceAll(",", "")) === 0;
  return (isZero ? "±" : value > 0 ? "+" : "−") + text + unit;
}

export const count = (value) => fixed(value, 0);

export const percent = (value, digits = 1) => fixed(value, digits, " %");

/** Shares traded: 1_160_926_335 → "1.16 bn". */
export function volume(value) {
  if (isMissing(value)) return MISSING;
  const [size, word] = [[1e9, " bn"], [1e6, " m"], [1e3, " k"], [1, ""]].find(([step]) => value >= step) ?? [1, ""];
  return fixed(value / size, size === 1 ? 0 : 2, word);
}

/** 1 → "1st", 82.4 → "82nd". */
export function ordinal(value) {
  if (isMissing(value)) return MISSING;
  const whole = Math.round(value);
  const teen = whole % 100 > 10 && whole % 100 < 14;
  return whole + (teen ? "th" : ["th", "st", "nd", "rd"][whole % 10] ?? "th");
}

export const plural = (value, word) => `${count(value)} ${word}${value === 1 ? "" : "s"}`;

/** A reason code as words; an unknown one stays readable. */
export function why(code) {
  return REASONS[code] ?? (code ? code.replaceAll("_", " ") : "not available");
}

/** Up, down, or flat: what rounds to zero has no direction. */
export function direction(value, digits = 1) {
  if (isMissing(value)) return "";
  const rounded = Number(value.toFixed(digits));
  return rounded === 0 ? "flat" : rounded > 0 ? "up" : "down";
}

/** A coming instant in the exchange's own time: "Mon 09:30 EST". */
export function upcoming(iso, timezone) {
  const options = { timeZone: timezone, weekday: "short", hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZoneName: "short" };
  return new Intl.DateTimeFormat("en-US", options).format(new Date(iso)).replace(",", "");
}

const zones = new Map(); // a format takes a millisecond to make, and every card tells a time while sessions pass by

function clocks(timeZone) {
  if (!zones.has(timeZone)) {
    const time = { timeZone, hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZoneName: "short" };
    zones.set(timeZone, { day: new Intl.DateTimeFormat("en-CA", { timeZone }), time: new Intl.DateTimeFormat("en-US", time) });
  }
  return zones.get(timeZone);
}

/** An instant in the exchange's own time: "16:05 EST", with the date when it is another day there. */
export function clock(iso, timezone) {
  const then = new Date(iso);
  const { day, time } = clocks(timezone);
  const date = day.format(then) === day.format(new Date()) ? "" : `${day.format(then)} `;
  return date + time.format(then);
}
