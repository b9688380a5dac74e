/** What the regime shows outside its full card: the badge in the strip, the verdict line, and the face. */

import { SHAPES, WORDS, sureness } from "./words.js";

const YEAR = 252;
const WIDTH = 252;
const HEIGHT = 60;
const LEAST = 0.1; // the axis of the bars reaches at least this far, so that small contributions look small
const CALIBRATION = { true: "✓ calibrated here", false: "✕ not calibrated here", null: "not judged yet" };

export default function front({ dom, format, places: { badge, verdict, face } }) {
  function label(root, { label: name, reasons }) {
    const node = root && dom.figure(root, "label");
    if (!node) return;
    node.dataset.label = name ?? "";
    dom.show(root, "label", name, [dom.el("span", { "aria-hidden": "true" }, SHAPES[name]), ` ${WORDS[name]}`], reasons.label);
  }

  function trust(data) {
    const { confidence: sure, reliability, reasons } = data;
    const why = reasons.confidence === "too_few_outcomes"
      ? `${format.count(reliability.outcomes)} of ${format.count(reliability.outcomes_needed)} outcomes so far` : reasons.confidence;
    dom.show(verdict, "confidence", sure, sureness(format, sure), why);
    dom.say(dom.figure(verdict, "confidence_level"), data.confidence_level ?? "");
    dom.say(dom.figure(verdict, "calibration"), CALIBRATION[data.calibrated]);
    dom.figure(verdict, "calibration").dataset.calibrated = data.calibrated ?? "";
  }

  function line(data) {
    label(verdict, data);
    dom.show(verdict, "since", data.since, `${data.direction}, since ${data.since} · ${format.plural(data.age_sessions, "session")} old`, data.reasons.label);
    trust(data);
    dom.show(verdict, "conflicts", data.conflicts, data.conflicts, data.reasons.conflicts);
    dom.show(verdict, "to_change", data.to_change, data.to_change?.sentence, data.reasons.to_change);
  }

  function score({ score: value, level, reasons }) {
    dom.show(face, "score", value, format.signed(value, 2), reasons.score);
    dom.say(dom.figure(face, "level"), level ?? "");
    const marker = dom.figure(face, "marker");
    marker.setAttribute("visibility", format.isMissing(value) ? "hidden" : "visible");
    if (!format.isMissing(value)) marker.setAttribute("x", `${(50 + 50 * value).toFixed(2)}%`);
  }

  /** The benchmark's past year in front of its labels. */
  function year({ session, label: labels, close }, benchmark) {
    const [days, names, prices] = [session, labels, close].map((column) => column.slice(-YEAR));
    const known = prices.filter((price) => !format.isMissing(price));
    const [low, high] = [Math.min(...known), Math.max(...known)];
    const step = WIDTH / Math.max(1, days.length);
    const y = (price) => (2 + (HEIGHT - 4) * (1 - (price - low) / (high - low || 1))).toFixed(1);
    const points = prices.map((price, index) => (format.isMissing(price) ? null : `${((index + 0.5) * step).toFixed(1)},${y(price)}`)).filter(Boolean);
    dom.fill(face.querySelector("[data-picture=year]"), dom.svg(
      "svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, preserveAspectRatio: "none", class: "regime-year-picture", role: "img", "aria-label": `${benchmark}, last ${days.length} sessions, in front of its labels` },
      dom.svg("g", { class: "regime-year-bands" }, ...bands(names, step)), dom.svg("polyline", { points: points.join(" "), class: "regime-year-line" }),
    ));
    dom.say(dom.figure(face, "year_note"), `${benchmark}, labels since ${days[0]}`);
  }

  /** Bands of one label side by side are one: a year is a handful of rectangles. */
  function bands(names, step) {
    const runs = [];
    names.forEach((name, index) => {
      if (name && runs.at(-1)?.name === name && runs.at(-1).to === index) runs.at(-1).to += 1;
      else if (name) runs.push({ name, from: index, to: index + 1 });
    });
    return runs.map(({ name, from, to }) => dom.svg("rect", { x: from * step, width: (to - from) * step + 0.3, height: HEIGHT, class: "regime-band", "data-band": name }));
  }

  function carries({ components }) {
    const size = ({ contribution }) => (contribution === null ? -1 : Math.abs(contribution));
    const reach = Math.max(LEAST, ...components.map((row) => Math.abs(row.contribution ?? 0)));
    dom.fill(face.querySelector("[data-table=carries] tbody"), ...[...components].sort((a, b) => size(b) - size(a)).map((row) => carried(row, reach)));
  }

  function carried({ name, contribution, reason }, reach) {
    const head = dom.el("th", { scope: "row", class: "regime-carried" }, name);
    if (format.isMissing(contribution)) return dom.el("tr", {}, head, dom.el("td", { colspan: 2, class: "missing", title: format.why(reason) }, `— ${format.why(reason)}`));
    const width = (50 * Math.abs(contribution)) / reach;
    const bar = dom.svg("svg", { class: "regime-bar", "aria-hidden": "true" },
      dom.svg("line", { x1: "50%", x2: "50%", y1: 0, y2: "100%", class: "regime-axis" }),
      dom.svg("rect", { x: `${contribution < 0 ? 50 - width : 50}%`, width: `${width}%`, y: 4, height: 10, class: contribution < 0 ? "share-down" : "share-up" }));
    const toward = format.direction(contribution, 2);
    const share = `${{ up: "▲ ", down: "▼ " }[toward] ?? ""}${format.signed(contribution, 2)}`;
    return dom.el("tr", {}, head, dom.el("td", {}, bar), dom.el("td", { "data-direction": toward }, share));
  }

  return ({ current, history }) => {
    const { data } = current;
    label(badge, data);
    line(data);
    score(data);
    carries(data);
    year(history.data, data.benchmark?.name ?? "The benchmark");
  };
}
