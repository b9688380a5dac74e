/** Small pictures drawn as SVG: a strip of the past year, a share bar. */

import { isMissing } from "./format.js";

const WIDTH = 252;
const HEIGHT = 40;

/** Values of 0–100 as an SVG path; a missing value lifts the pen. */
function path(values) {
  const step = WIDTH / Math.max(1, values.length - 1);
  let isDrawing = false;
  let line = "";
  values.forEach((value, index) => {
    if (isMissing(value)) {
      isDrawing = false;
      return;
    }
    line += `${isDrawing ? "L" : "M"}${(index * step).toFixed(1)},${(HEIGHT - (value / 100) * HEIGHT).toFixed(1)}`;
    isDrawing = true;
  });
  return line;
}

/** The pictures, made by `svg(tag, attributes, ...children)`. */
export const pictures = (svg) => ({
  /** A strip of the last sessions of a percentage, its middle and its last value marked. */
  strip(values, words) {
    const last = values.at(-1);
    const line = svg("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, preserveAspectRatio: "none", class: "strip-line" },
      svg("line", { x1: 0, x2: WIDTH, y1: HEIGHT / 2, y2: HEIGHT / 2, class: "strip-middle" }),
      svg("path", { d: path(values), class: "strip-path" }));
    const now = isMissing(last) ? null : svg("circle", { cx: "100%", cy: `${100 - last}%`, r: 3, class: "strip-now" });
    return svg("svg", { class: "strip-picture", role: "img", "aria-label": words }, line, now);
  },

  /** Shares of a whole side by side: [{value, kind}], each at least a hair wide when it is not zero. */
  shares(parts, words) {
    const total = parts.reduce((sum, part) => sum + (part.value ?? 0), 0);
    let start = 0;
    const rects = parts.map(({ value, kind }) => {
      const width = total ? (100 * (value ?? 0)) / total : 0;
      start += width;
      return svg("rect", { x: `${start - width}%`, width: `${width}%`, height: "100%", class: `share share-${kind}` });
    });
    return svg("svg", { class: "shares", role: "img", "aria-label": words }, ...rects);
  },
});
