/** The record over time: the benchmark with the labels behind it, and below it P(bull), the score or the confidence. */

import { SHAPES, WORDS, sureness } from "./words.js";

const HALF = [{ at: 50, colour: "--guide" }];
const EDGES = [-0.6, -0.3, -0.05, 0.05, 0.3, 0.6].map((at) => ({ at, colour: "--guide" }));
const LINES = [
  { name: "close", words: "Close", pane: 0, kind: "line", colour: "--text", width: 2, digits: 2, logarithmic: true },
  { name: "bands", column: "Label", pane: 0, kind: "bands" },
  { name: "p_bull", words: "P(bull)", pane: 1, kind: "line", colour: "--line-b", width: 2, percent: true, lower: "p_bull", digits: 0, unit: " %", guides: HALF },
  { name: "score", words: "Score", pane: 1, kind: "histogram", colour: "--bull", below: "--bear", lower: "score", signed: true, fine: true, digits: 2, visible: false, guides: EDGES },
  { name: "confidence", words: "Confidence", pane: 1, kind: "line", colour: "--text", width: 2, percent: true, lower: "confidence", isSure: true, visible: false, guides: HALF },
];
const MOST_MARKED = 2600; // sessions on screen
const READ = LINES.filter(({ words }) => words);
const TURNS = {
  bull: { shape: "arrowUp", colour: "--bull", isAbove: false },
  neutral: { shape: "square", colour: "--muted", isAbove: true },
  bear: { shape: "arrowDown", colour: "--bear", isAbove: true },
};

export default function past(body, { chart, dom, format }) {
  const legend = body.querySelector("[data-legend]");
  let record = { session: [], label: [], values: {} };
  let drawn = null;
  let opening = null;
  let length = 756;
  let lower = "p_bull";

  const label = dom.el("span", { class: "legend-entry", "data-line": "label" }, dom.el("b", { class: "value" }, format.MISSING));
  const entry = ({ name, words, colour }) => dom.el(
    "span", { class: "legend-entry", "data-line": name }, dom.el("i", { class: "legend-key", "data-key": colour.slice(2) }), `${words} `,
    dom.el("b", { class: "value" }, format.MISSING),
  );

  function text({ name, digits, unit = "", signed, isSure }, at) {
    const value = record.values[name]?.[at];
    if (isSure) return sureness(format, record.confidence?.[at]);
    return signed ? format.signed(value, digits, unit) : format.fixed(value, digits, unit);
  }

  function read(at) {
    for (const place of legend.querySelectorAll(".value")) place.classList.add("known");
    legend.querySelector(".legend-session").textContent = record.session[at] ?? format.MISSING;
    const name = record.label[at];
    const said = label.querySelector("b");
    said.textContent = name ? `${SHAPES[name]} ${WORDS[name]}` : "no label yet";
    said.dataset.label = name ?? "";
    for (const line of READ) legend.querySelector(`[data-line="${line.name}"] b`).textContent = text(line, at);
  }

  function show() {
    for (const line of LINES.filter((each) => each.lower)) {
      drawn?.visible(line.name, line.lower === lower);
      legend.querySelector(`[data-line="${line.name}"]`).hidden = line.lower !== lower;
    }
  }

  /** Where the direction turned: shapes as well as colours. */
  function turns({ session, direction }) {
    const at = direction.flatMap((way, index) => (way && index && direction[index - 1] && way !== direction[index - 1] ? [index] : []));
    return at.map((index) => ({ session: session[index], words: "", ...TURNS[direction[index]] }));
  }

  /** Over decades the turns stand too close to be told apart; the bands speak for them. */
  function mark() {
    const isShort = (length || record.session.length) <= MOST_MARKED;
    drawn?.marks("close", isShort ? turns(record) : []);
  }

  function draw() {
    drawn.draw(record.session, record.values);
    mark();
  }

  async function open() {
    drawn = await chart.Chart.open(body.querySelector("[data-chart]"), LINES, read);
    show();
    drawn.range(length);
    draw();
  }

  legend.append(label, ...READ.map(entry));
  show();
  dom.choices(body, "lower", (value) => {
    lower = value;
    show();
  });
  dom.choices(body, "range", (value) => {
    length = Number(value);
    drawn?.range(length);
    mark();
  });

  const percent = (shares) => shares.map((share) => (share === null ? null : 100 * share));

  return async (_data, history) => {
    const bands = history.label.map((name) => (name ? `--regime-${name}` : null));
    const values = { close: history.close, bands, score: history.score, p_bull: percent(history.p_bull), confidence: percent(history.confidence) };
    record = { session: history.session, label: history.label, direction: history.direction, confidence: history.confidence, values };
    read(record.session.length - 1);
    if (drawn) return draw();
    opening ??= open().finally(() => { opening = null; }); // a library that did not load is asked for again next time
    return opening;
  };
}
