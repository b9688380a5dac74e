/** The small pictures of the position card: a bar against its cap, an interval around zero, the curve, the histogram. */

const HALF = 0.5;

/** A bar of `value` on a track up to `cap` (at four fifths of the width); `also`: a second mark, such as heat with gaps. */
export function against(dom, value, cap, also = null) {
  const most = Math.max(cap, 1e-9) * 1.25;
  const at = (figure) => Math.min(100, (100 * Math.max(figure, 0)) / most);
  const isOver = value > cap * (1 + 1e-9);
  return [
    dom.svg("rect", { x: 0, y: 5, width: "100%", height: 12, rx: 3, class: "ps-track" }),
    dom.svg("rect", { x: 0, y: 5, width: `${at(value)}%`, height: 12, rx: 3, class: isOver ? "ps-over" : "ps-filled" }),
    also === null ? null : dom.svg("rect", { x: `${at(also)}%`, y: 2, width: 2, height: 18, class: "ps-also" }),
    dom.svg("rect", { x: `${at(cap)}%`, y: 0, width: 2, height: 22, class: "ps-cap" }),
    dom.svg("text", { x: `${at(cap)}%`, y: 34, class: "scale-limit" }, "cap"),
  ].filter(Boolean);
}

/** Kelly's interval on an axis through zero, f* as a dot, what is recommended as a bar. Fractions of equity. */
export function interval(dom, format, { kelly, interval: [low, high], recommended }) {
  const reach = Math.max(Math.abs(low), Math.abs(high), kelly, 0.01);
  const at = (figure) => 50 + (48 * figure) / reach;
  const text = (x, figure) => dom.svg("text", { x: `${x}%`, y: 38, class: "scale-limit" }, format.signed(100 * figure, 1, " %"));
  return [
    dom.svg("rect", { x: 0, y: 13, width: "100%", height: 2, class: "ps-track" }),
    dom.svg("rect", { x: `${at(low)}%`, y: 8, width: `${at(high) - at(low)}%`, height: 12, rx: 2, class: "ps-range" }),
    dom.svg("rect", { x: "50%", y: 2, width: 2, height: 24, class: "ps-zero" }),
    recommended > 0 ? dom.svg("rect", { x: "50%", y: 10, width: `${at(recommended) - 50}%`, height: 8, class: "ps-filled" }) : null,
    dom.svg("circle", { cx: `${at(kelly)}%`, cy: 14, r: 5, class: "ps-dot" }),
    text(Math.min(92, Math.max(8, at(low))), low),
    text(Math.min(92, Math.max(8, at(high))), high),
  ].filter(Boolean);
}

const CURVE = { width: 420, height: 200, left: 34, right: 34, top: 10, bottom: 28 };

/** Growth (solid) and the probability of ever falling to half (dashed) over multiples of Kelly, and where the account stands. */
export function curve(dom, format, { c, growth_share: growth, p_half: halves, c_here: here, growth_share_here: grown, p_half_here: fallen }) {
  const { width, height, left, right, top, bottom } = CURVE;
  const x = (multiple) => left + ((width - left - right) * multiple) / 2;
  const y = (figure) => height - bottom - (height - top - bottom) * Math.max(0, figure);
  const line = (values, kind) => dom.svg("polyline", { points: c.map((each, k) => `${x(each)},${y(values[k])}`).join(" "), class: `ps-line ${kind}` });
  const label = (at, text, kind = "") => dom.svg("text", { ...at, class: `ps-tick ${kind}` }, text);
  const dot = (figure, kind) => dom.svg("circle", { cx: x(here), cy: y(figure), r: 4.5, class: `ps-here ${kind}` });
  return [
    ...[0, HALF, 1].flatMap((share) => [
      dom.svg("line", { x1: left, x2: width - right, y1: y(share), y2: y(share), class: "ps-gridline" }),
      label({ x: left - 5, y: y(share) + 4, "text-anchor": "end" }, `${100 * share} %`),
    ]),
    ...[0, HALF, 1, 1.5, 2].map((multiple) => label({ x: x(multiple), y: height - 10, "text-anchor": "middle" }, format.fixed(multiple, 1))),
    line(growth, "ps-growth"), line(halves, "ps-halves"),
    label({ x: x(1), y: y(1) + 16, "text-anchor": "middle" }, "growth", "ps-growth-words"),
    label({ x: x(1.62), y: y(0.9), "text-anchor": "end" }, "ever at half", "ps-halves-words"),
    dom.svg("line", { x1: x(here), x2: x(here), y1: top, y2: height - bottom, class: "ps-stand" }),
    dot(grown, "ps-growth"), dot(fallen, "ps-halves"),
    label({ x: x(here) + 9, y: here < 0.7 ? y(grown) + 4 : y(0) - 8 }, `you are here: c ${format.fixed(here, 2)}`, "ps-here-words"),
  ];
}

const HISTOGRAM = { height: 170, bottom: 24, top: 22 };

/** How often the book returned how much, with a line at each value at risk. Across in percent, so that words keep their size. */
export function histogram(dom, format, { from, to, n, marks }) {
  const { height, bottom, top } = HISTOGRAM;
  const [first, last] = [from[0], to.at(-1)];
  const most = Math.max(...n, 1);
  const x = (figure) => (100 * (figure - first)) / (last - first);
  const floor = height - bottom;
  const tall = (count) => ((floor - top) * count) / most;
  const worst = Math.max(...marks.map(({ at }) => at));
  const bar = (count, k) => dom.svg("rect", {
    x: `${x(from[k]) + 0.1}%`, y: floor - tall(count), width: `${x(to[k]) - x(from[k]) - 0.2}%`, height: tall(count), class: to[k] <= worst ? "ps-tail" : "ps-body",
  }, dom.svg("title", {}, `${format.signed(100 * from[k], 2, " %")} to ${format.signed(100 * to[k], 2, " %")}: ${format.plural(count, "session")}`));
  const mark = ({ level, at }, k) => [
    dom.svg("line", { x1: `${x(at)}%`, x2: `${x(at)}%`, y1: 4 + 15 * k, y2: floor, class: "ps-mark" }),
    dom.svg("text", { x: `${x(at)}%`, dx: -5, y: 14 + 15 * k, "text-anchor": "end", class: "ps-tick ps-mark-words" }, `VaR ${Math.round(100 * level)} %`),
  ];
  const tick = (figure, k) => dom.svg("text", { x: `${x(figure)}%`, y: height - 7, "text-anchor": ["start", "middle", "middle", "middle", "end"][k], class: "ps-tick" }, format.signed(100 * figure, 1, " %"));
  return [
    ...n.map(bar), dom.svg("line", { x1: 0, x2: "100%", y1: floor, y2: floor, class: "ps-gridline" }),
    ...marks.flatMap(mark), ...[first, first / 2, 0, last / 2, last].map(tick),
  ];
}
