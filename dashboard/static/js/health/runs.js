/** Runs as a strip of signs, told apart by shape and by colour, and their durations as a line. */

import { duration } from "./words.js";

const SLOTS = 40;
const STEP = 8;
const HEIGHT = 16;
const LINE_HEIGHT = 24;

export const SIGNS = { ok: "ok", slow: "slow", failed: "failed", timed_out: "timed out" };

/** Shapes in a box of 8 × 16: a bar, a triangle, a cross, a hollow box. */
const SHAPES = {
  ok: "M2,4h4v9h-4z",
  slow: "M4,2.5L7.4,13H0.6z",
  failed: "M1,4.5L2.5,3L4,6.5L5.5,3L7,4.5L5,8L7,11.5L5.5,13L4,9.5L2.5,13L1,11.5L3,8z",
  timed_out: "M0.8,3.5h6.4v9.5h-6.4zM2.3,5v6.5h3.4v-6.5z",
};

const told = (run) => `${SIGNS[run.outcome]}, ${duration(run.seconds)}, ${run.started_at.replace("T", " ").replace("Z", " UTC")}${run.reason ? `: ${run.reason}` : ""}`;

export function sign(dom, outcome) {
  return dom.svg("path", { d: SHAPES[outcome], class: `run run-${outcome}`, "fill-rule": "evenodd" });
}

/** One sign a run, the newest at the right; places without a run keep their width. */
export function strip(dom, runs) {
  const words = runs.length ? `Of the last ${runs.length} runs ${tally(runs)}` : "No run yet";
  const picture = dom.svg("svg", { viewBox: `0 0 ${SLOTS * STEP} ${HEIGHT}`, class: "runs", role: "img", "aria-label": words });
  const start = SLOTS - runs.length;
  for (let slot = 0; slot < start; slot += 1) picture.append(dom.svg("circle", { cx: slot * STEP + 4, cy: 8.5, r: 1, class: "run-none" }));
  runs.forEach((run, index) => {
    const place = dom.svg("g", { transform: `translate(${(start + index) * STEP} 0)` }, sign(dom, run.outcome));
    place.append(dom.svg("title", {}, told(run)));
    picture.append(place);
  });
  return picture;
}

/** "38 ok, 1 slow, 1 failed". */
export function tally(runs) {
  const counts = Object.keys(SIGNS).map((outcome) => [outcome, runs.filter((run) => run.outcome === outcome).length]);
  return counts.filter(([, count]) => count).map(([outcome, count]) => `${count} ${SIGNS[outcome]}`).join(", ");
}

const isGood = ({ outcome }) => outcome === "ok" || outcome === "slow";

/** How long each run took, from zero to the longest good one: one that was given up would flatten all the others. */
export function durations(dom, runs) {
  const most = Math.max(...runs.filter(isGood).map((run) => run.seconds), 0.001);
  const x = (index) => (SLOTS - runs.length + index) * STEP + STEP / 2;
  const y = (seconds) => LINE_HEIGHT - 3 - Math.min(1, seconds / most) * (LINE_HEIGHT - 6);
  const words = runs.length ? `Durations up to ${duration(most)}` : "No run yet";
  const picture = dom.svg("svg", { viewBox: `0 0 ${SLOTS * STEP} ${LINE_HEIGHT}`, preserveAspectRatio: "none", class: "durations", role: "img", "aria-label": words });
  if (!runs.length) return picture;
  const line = runs.map((run, index) => `${index ? "L" : "M"}${x(index)},${y(run.seconds).toFixed(1)}`).join("");
  picture.append(dom.svg("path", { d: line, class: "duration-line" }));
  return picture;
}
