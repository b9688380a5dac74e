/** A figure's own past as a small picture, its newest value marked; the caption reads out the value under the pointer. */

import { el, svg } from "../dom.js";

const [WIDTH, HEIGHT, ROOM] = [320, 64, 4];

/** Values as a path; a label's codes as steps. */
function path(values, isLabel, x, y) {
  return values.map((value, index) => {
    const at = `${x(index).toFixed(1)},${y(value).toFixed(1)}`;
    if (!index) return `M${at}`;
    return isLabel ? `H${x(index).toFixed(1)}V${y(value).toFixed(1)}` : `L${at}`;
  }).join("");
}

/** words(value): the value as it is read. */
export function past({ session, value: values }, words, isLabel) {
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const x = (index) => (WIDTH * index) / Math.max(1, values.length - 1);
  const y = (value) => HEIGHT - ROOM - ((HEIGHT - 2 * ROOM) * (value - low)) / (high - low || 1);
  const last = values.length - 1;
  const dot = svg("circle", { cx: `${(100 * x(last)) / WIDTH}%`, cy: `${(100 * y(values[last])) / HEIGHT}%`, r: 3.5, class: "strip-now" });
  const line = svg("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, preserveAspectRatio: "none", class: "strip-line" },
    svg("path", { d: path(values, isLabel, x, y), class: "strip-path" }));
  const label = `From ${session[0]} to ${session[last]}: lowest ${words(low)}, highest ${words(high)}, newest ${words(values[last])}`;
  const picture = svg("svg", { class: "explain-picture", role: "img", "aria-label": label }, line, dot);
  const resting = `${session[0]} – ${session[last]} · ${words(low)} to ${words(high)}`;
  const caption = el("figcaption", {}, resting);
  picture.addEventListener("pointermove", ({ clientX }) => {
    const { left, width } = picture.getBoundingClientRect();
    const index = Math.min(last, Math.max(0, Math.round((last * (clientX - left)) / width)));
    dot.setAttribute("cx", `${(100 * x(index)) / WIDTH}%`);
    dot.setAttribute("cy", `${(100 * y(values[index])) / HEIGHT}%`);
    caption.textContent = `${session[index]} · ${words(values[index])}`;
  });
  picture.addEventListener("pointerleave", () => {
    dot.setAttribute("cx", `${(100 * x(last)) / WIDTH}%`);
    dot.setAttribute("cy", `${(100 * y(values[last])) / HEIGHT}%`);
    caption.textContent = resting;
  });
  return el("figure", { class: "explain-past" }, picture, caption);
}
