/** The chosen index over time: price with its averages above, one oscillator below, divergences from pivot to pivot to the session they became known. */

import { tracks } from "./tracks.js";
import { FAMILIES, STATUSES } from "./words.js";

/** Overlapping strokes of one direction that are drawn at once; one more stays in the table. An oscillator's own touch, never overlap. */
const MOST = { pivots: 6, known: 6, rsi: 2, macd_histogram: 2 };
const BEFORE = 130; // sessions asked for beyond those on screen, where the earlier pivots of the first divergences lie
const DIRECTIONS = { bullish: "--bull", bearish: "--bear" };
const GUIDES = [30, 50, 70].map((at) => ({ at, colour: "--guide" }));
const ZERO = [{ at: 0, colour: "--guide" }];
const OSCILLATORS = { rsi: "rsi", macd: "macd_histogram" };

const LINES = [
  { name: "close", words: "Close", pane: 0, kind: "line", colour: "--text", width: 2, digits: 2 },
  { name: "sma_50", words: "SMA 50", pane: 0, kind: "line", colour: "--line-a", width: 1 },
  { name: "sma_200", words: "SMA 200", pane: 0, kind: "line", colour: "--line-c", width: 1 },
  { name: "rsi", words: "RSI", pane: 1, kind: "line", colour: "--text", width: 1, lower: "rsi", guides: GUIDES },
  { name: "macd_histogram", words: "MACD hist.", pane: 1, kind: "histogram", colour: "--bull", below: "--bear", lower: "macd_histogram", digits: 2, visible: false, guides: ZERO },
  { name: "drawdown_pct", words: "Drawdown %", pane: 1, kind: "line", colour: "--text", width: 1, lower: "drawdown_pct", visible: false, guides: ZERO },
];

/** Where strokes are drawn: between the pivots, on to the session that made them known, and between the oscillator's own pivots. */
const PLACES = [
  { name: "pivots", pane: 0, width: 2, style: "solid" },
  { name: "known", pane: 0, width: 1, style: "dotted" },
  { name: "rsi", pane: 1, width: 2, style: "solid", lower: "rsi" },
  { name: "macd_histogram", pane: 1, width: 2, style: "solid", lower: "macd_histogram", visible: false },
];

const STROKES = PLACES.flatMap(({ name, ...place }) => Object.entries(DIRECTIONS).flatMap(([direction, colour]) => (
  Array.from({ length: MOST[name] }, (_, track) => ({ ...place, name: `${name}_${direction}_${track}`, kind: "line", colour, tagged: false }))
)));

export default function prices(body, kit) {
  const { chart, dom, format } = kit;
  const legend = body.querySelector("[data-legend]");
  let record = { session: [] };
  let held = { symbol: null, sessions: -1 };
  let wanted = null;
  let found = [];
  let drawn = null;
  let opening = null;
  let length = 252;
  let lower = "rsi";
  let asking = 0;

  function read(at) {
    legend.querySelector(".legend-session").textContent = record.session[at] ?? format.MISSING;
    for (const place of legend.querySelectorAll(".value")) place.classList.add("known");
    for (const { name, digits } of LINES) {
      legend.querySelector(`[data-line="${name}"] b`).textContent = format.fixed(record[name]?.[at], digits ?? 1);
    }
  }

  function entry({ name, words, colour, lower: choice, visible = true }) {
    const node = dom.el(
      "span", { class: "legend-entry", "data-line": name }, dom.el("i", { class: "legend-key", "data-key": colour.slice(2) }), `${words} `,
      dom.el("b", { class: "value" }, format.MISSING),
    );
    node.hidden = Boolean(choice) && !visible;
    return node;
  }

  /** The pane below shows one thing at a time. */
  function show() {
    for (const line of [...LINES, ...STROKES].filter((one) => one.lower)) {
      drawn?.visible(line.name, line.lower === lower);
      const node = legend.querySelector(`[data-line="${line.name}"]`);
      if (node) node.hidden = line.lower !== lower;
    }
  }

  async function open() {
    drawn = await chart.Chart.open(body.querySelector("[data-chart]"), [...LINES, ...STROKES], read);
    drawn.range(length);
    show();
  }

  function draw() {
    const at = new Map(record.session.map((day, row) => [day, row]));
    drawn.draw(record.session, { ...record, ...strokesOf(found, at, record) });
    drawn.range(length);
    drawn.marks("close", marksOf(found, at));
    read(record.session.length - 1);
  }

  /** Ask for as much of the record as the range needs, unless it is held. Returns one sentence when there is none yet. */
  async function hold(symbol, isNew) {
    const has = held.symbol === symbol && (held.sessions === 0 || (length !== 0 && held.sessions >= length));
    if (has && !isNew) return "";
    const mine = (asking += 1);
    const sessions = length;
    const { data, reason } = await kit.ask("history", { symbol, ...(sessions && { sessions: sessions + BEFORE }) });
    if (mine !== asking) return ""; // another index was chosen meanwhile
    if (!data) return reason ?? "The record is not there yet.";
    record = data;
    held = { symbol, sessions };
    body.querySelector(".chart-head .save").dataset.symbol = symbol;
    return "";
  }

  /** Another index was chosen: what is drawn is not its own. */
  function clear() {
    record = { session: [] };
    held = { symbol: null, sessions: -1 };
    drawn?.draw([], {});
    drawn?.marks("close", []);
    read(-1);
  }

  async function render(symbol, divergences, isNew) {
    if (held.symbol && held.symbol !== symbol) clear();
    [wanted, found] = [symbol, divergences];
    opening ??= drawn ? null : open().finally(() => { opening = null; }); // a library that did not load is asked for again next time
    const [, missing] = await Promise.all([opening, hold(symbol, isNew)]);
    dom.figure(body, "chart_note").textContent = missing;
    if (held.symbol === wanted) draw();
  }

  legend.append(...LINES.map(entry));
  dom.choices(body, "lower", (value) => {
    lower = value;
    show();
  });
  dom.choices(body, "range", async (value) => {
    length = Number(value);
    if (!wanted) return;
    try {
      await render(wanted, found, false);
    } catch (error) {
      dom.figure(body, "chart_note").textContent = `The longer record could not be fetched: ${error.message}`;
    }
  });
  return render;
}

/** Values of the stroke lines that have any, by name. */
function strokesOf(found, at, { session, close }) {
  const values = {};
  const fill = (place, direction, strokes) => tracks(strokes, session.length, MOST[place]).forEach((line, track) => {
    values[`${place}_${direction}_${track}`] = line;
  });
  for (const direction of Object.keys(DIRECTIONS)) {
    const ones = found.filter((one) => one.direction === direction && at.has(one.earlier_on));
    fill("pivots", direction, ones.map(({ earlier_on: a, pivot_on: b, price }) => stroke(at.get(a), at.get(b), price)));
    fill("known", direction, ones.map(({ pivot_on: a, confirmed_on: b, price }) => (
      stroke(at.get(a), at.get(b), { earlier: price.pivot, pivot: close[at.get(b)] ?? price.pivot })
    )));
    for (const [family, place] of Object.entries(OSCILLATORS)) {
      const own = ones.filter(({ kind }) => FAMILIES[kind] === family);
      fill(place, direction, own.map(({ earlier_on: a, pivot_on: b, other }) => stroke(at.get(a), at.get(b), other)));
    }
  }
  return values;
}

const stroke = (from, to, { earlier, pivot }) => ({ from, to, start: earlier, end: pivot });

/** One mark on the session that made a divergence known, with the sign of its status; several of a session share it. */
function marksOf(found, at) {
  const marks = new Map();
  for (const { direction, status, confirmed_on: session } of found) {
    if (!at.has(session)) continue;
    const key = session + direction;
    const isAbove = direction === "bearish";
    const isOver = status === "failed" || status === "expired";
    const mark = marks.get(key) ?? { session, isAbove, shape: isAbove ? "arrowDown" : "arrowUp", signs: [], isOver: true };
    mark.signs.push(STATUSES[status][0]);
    mark.isOver &&= isOver;
    marks.set(key, mark);
  }
  return [...marks.values()]
    .sort((left, right) => (left.session < right.session ? -1 : 1))
    .map(({ signs, isOver, ...mark }) => ({
      ...mark, words: signs.join(""), colour: isOver ? "--faint" : mark.isAbove ? "--bear" : "--bull",
    }));
}
