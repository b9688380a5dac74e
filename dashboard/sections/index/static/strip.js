/** The ladder as a picture: the close is the line in the middle, each average a dot at its distance in ATR. */

const LENGTHS = [20, 50, 100, 200];
const RADII = { 20: 2.5, 50: 3.5, 100: 4.5, 200: 5.5 };
const EDGE = 6; // percent of the width that the farthest dot stays away from the ends
const LEAST = 2; // ATR that half the width stands for, at least

/** The reach that all rows share, so that dots can be compared from row to row. */
export function reachOf(indices) {
  const distances = indices.flatMap(({ sma }) => LENGTHS.map((length) => Math.abs(sma[length].distance_atr ?? 0)));
  return Math.max(LEAST, ...distances);
}

export default function strip({ symbol, sma }, reach, { dom, format }) {
  const known = LENGTHS.filter((length) => !format.isMissing(sma[length].distance_atr)).reverse();
  const words = known.map((length) => `SMA ${length} ${format.signed(-sma[length].distance_atr, 1, " ATR")}`);
  const label = `${symbol}: ${words.length ? `from the close, ${words.reverse().join(", ")}` : "no averages yet"}`;
  const dots = known.map((length) => {
    const { distance_atr: distance, above } = sma[length];
    const at = 50 - (distance / reach) * (50 - EDGE);
    const dot = { cx: `${at.toFixed(2)}%`, cy: "50%", r: RADII[length], class: "index-dot", "data-direction": above ? "up" : "down" };
    return dom.svg("circle", dot, dom.svg("title", {}, `SMA ${length}`));
  });
  return dom.svg(
    "svg",
    { class: "index-strip", role: "img", "aria-label": label },
    dom.svg("line", { x1: "0", x2: "100%", y1: "50%", y2: "50%", class: "index-axis" }),
    dom.svg("line", { x1: "50%", x2: "50%", y1: "12%", y2: "88%", class: "index-close" }),
    ...dots,
  );
}
