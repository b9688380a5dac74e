/** The record over time: two panes on one axis, with a legend that reads out the session under the crosshair. */

const GUIDES = [30, 40, 60, 70].map((at) => ({ at, colour: "--guide" }));
const NEUTRAL = [{ at: 1000, colour: "--guide" }];
const EXTREMES = { pane: 1, kind: "histogram", lower: "highs_lows", digits: 0, visible: false, tagged: false };

/** Shown in this order in the legend; `lower` names the choice that a line of the lower pane belongs to. */
const LINES = [
  { name: "score", words: "Score", pane: 0, kind: "line", colour: "--text", width: 2, percent: true, guides: GUIDES },
  { name: "20", words: "SMA 20", pane: 0, kind: "line", colour: "--line-a", width: 1, style: "dotted", percent: true, visible: false },
  { name: "50", words: "SMA 50", pane: 0, kind: "line", colour: "--line-b", width: 2, percent: true },
  { name: "100", words: "SMA 100", pane: 0, kind: "line", colour: "--line-c", width: 1, style: "dashed", percent: true, visible: false },
  { name: "200", words: "SMA 200", pane: 0, kind: "line", colour: "--line-d", width: 2, percent: true },
  { name: "mcclellan", words: "McClellan", pane: 1, kind: "histogram", colour: "--bull", lower: "mcclellan", signed: true, below: "--bear" },
  { name: "ad_line", words: "A/D line", pane: 1, kind: "line", colour: "--line-b", lower: "ad_line", digits: 0, visible: false },
  { name: "summation", words: "Summation", pane: 1, kind: "line", colour: "--line-b", lower: "summation", digits: 0, visible: false, guides: NEUTRAL },
  { name: "new_highs", words: "Highs", colour: "--bull", ...EXTREMES },
  { name: "new_lows", words: "Lows", colour: "--bear", mirrored: true, ...EXTREMES },
];

export default function history(body, { chart, dom, format }) {
  const legend = body.querySelector("[data-legend]");
  const shown = new Map(LINES.map((line) => [line.name, line.visible ?? true]));
  let record = { sessions: [], values: {} };
  let index = -1;
  let drawn = null;
  let opening = null;
  let length = 252;

  function entry(line) {
    const isToggle = !line.lower;
    const key = { class: "legend-key", "data-key": line.colour.slice(2), "data-style": line.style ?? "solid" };
    const node = dom.el(
      isToggle ? "button" : "span",
      { class: "legend-entry", "data-line": line.name, type: isToggle && "button", "aria-pressed": isToggle && String(shown.get(line.name)) },
      dom.el("i", key),
      `${line.words} `,
      dom.el("b", { class: "value" }, format.MISSING),
    );
    if (isToggle) node.addEventListener("click", () => show(line, !shown.get(line.name)));
    return node;
  }

  function show(line, isVisible) {
    shown.set(line.name, isVisible);
    drawn?.visible(line.name, isVisible);
    const node = legend.querySelector(`[data-line="${line.name}"]`);
    if (line.lower) node.hidden = !isVisible;
    else node.setAttribute("aria-pressed", isVisible);
  }

  function read(at) {
    index = at;
    for (const place of legend.querySelectorAll(".value")) place.classList.add("known");
    legend.querySelector(".legend-session").textContent = record.sessions[at] ?? format.MISSING;
    for (const line of LINES) {
      const value = record.values[line.name]?.[at];
      const text = line.signed ? format.signed(value, line.digits ?? 1) : format.fixed(value, line.digits ?? 1);
      legend.querySelector(`[data-line="${line.name}"] b`).textContent = text;
    }
  }

  async function open() {
    drawn = await chart.Chart.open(body.querySelector("[data-chart]"), LINES, read);
    LINES.forEach((line) => drawn.visible(line.name, shown.get(line.name)));
    drawn.range(length);
    drawn.draw(record.sessions, record.values);
  }

  legend.append(...LINES.map(entry));
  LINES.filter((line) => line.lower).forEach((line) => show(line, shown.get(line.name)));
  dom.choices(body, "lower", (value) => LINES.filter((line) => line.lower).forEach((line) => show(line, line.lower === value)));
  dom.choices(body, "range", (value) => {
    length = Number(value);
    drawn?.range(length);
  });

  return async (data, sma, past) => {
    record = { sessions: past.session, values: { ...past, ...aligned(sma, past.session) } };
    read(record.sessions.length - 1);
    if (drawn) return drawn.draw(record.sessions, record.values);
    opening ??= open().finally(() => { opening = null; }); // a library that did not load is asked for again next time
    return opening;
  };
}

/** Both answers run over the same sessions; should a refresh fall between them, the later one is cut to the earlier. */
function aligned({ session, above_sma_pct: shares }, sessions) {
  if (session.length === sessions.length) return shares;
  const at = new Map(session.map((day, row) => [day, row]));
  return Object.fromEntries(Object.entries(shares).map(([name, values]) => [name, sessions.map((day) => values[at.get(day)] ?? null)]));
}
