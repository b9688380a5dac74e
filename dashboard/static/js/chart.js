/** TradingView lightweight-charts in the page's own colours: sessions as business days, figures in a legend, no finance. */

import { join, point } from "./charts/crosshair.js";
import { toolbar } from "./charts/toolbar.js";
import { zoomable } from "./charts/zoom.js";
import { fixed, isMissing } from "./format.js";

const LIBRARY = new URL("../vendor/lightweight-charts.mjs", import.meta.url).href;
const TYPES = { line: "LineSeries", histogram: "HistogramSeries", bands: "AreaSeries" };
const [LINEAR, LOGARITHMIC] = [0, 1];
const STYLES = { solid: 0, dotted: 1, dashed: 2 };
const HAIR = 0.1; // of a session: the library hands a range back rounded to its pixels
const DENSE = 600; // sessions on screen above which a line of two pixels is a smear
const PERCENT_RANGE = () => ({ priceRange: { minValue: 0, maxValue: 100 } });

const MIXED = /^color\(srgb ([\d.e-]+) ([\d.e-]+) ([\d.e-]+)(?: \/ ([\d.e-]+))?\)$/; // what color-mix() computes to
const WHOLE_PANE = () => ({ priceRange: { minValue: 0, maxValue: 1 } });

/** A colour by its meaning ("--bull"), resolved for the theme in force, in words that the library understands. */
function colour(probe, meaning) {
  probe.style.color = `var(${meaning})`;
  const computed = getComputedStyle(probe).color;
  const [, ...parts] = MIXED.exec(computed) ?? [];
  if (!parts.length) return computed;
  const [red, green, blue] = parts.slice(0, 3).map((part) => Math.round(255 * Number(part)));
  return `rgba(${red}, ${green}, ${blue}, ${parts[3] ?? 1})`;
}

/** Bands behind a pane: every session in the colour that its value names. */
function bands(sessions, values, probe) {
  const painted = new Map([...new Set(values)].filter((meaning) => meaning).map((meaning) => [meaning, colour(probe, meaning)]));
  return sessions.map((time, index) => {
    const paint = painted.get(values[index]);
    return paint ? { time, value: 1, topColor: paint, bottomColor: paint } : { time };
  });
}

/** Missing sessions keep their place on the axis; the stroke that would bridge them, which is its first point's, has no colour. */
function points(sessions, values, line, probe) {
  if (line.kind === "bands") return bands(sessions, values, probe);
  const below = line.below && colour(probe, line.below);
  return sessions.map((time, index) => {
    const value = values[index];
    if (isMissing(value)) return { time };
    const point = { time, value: line.mirrored ? -value : value };
    if (line.kind === "line" && index + 1 < values.length && isMissing(values[index + 1])) point.color = "transparent";
    if (below && value < 0) point.color = below;
    return point;
  });
}

/** One formatter serves a whole scale: whole numbers stand bare, others have one decimal. */
const scaleWords = (value) => fixed(value, Number.isInteger(Number(value.toFixed(1))) ? 0 : 1);

/** Of a scale that ends at one: two decimals, else −0.04 reads as −0. */
const fineWords = (value) => fixed(value, 2);

const businessDay = (iso) => {
  const [year, month, day] = iso.split("-").map(Number);
  return { year, month, day };
};

function seriesOptions(line, probe) {
  if (line.kind === "bands") {
    return {
      priceScaleId: line.name, lineVisible: false, lastValueVisible: false, priceLineVisible: false, crosshairMarkerVisible: false,
      autoscaleInfoProvider: WHOLE_PANE,
    };
  }
  const options = {
    color: colour(probe, line.colour),
    priceLineVisible: false,
    lastValueVisible: line.tagged ?? true,
    visible: line.visible ?? true,
    crosshairMarkerRadius: 3,
    priceFormat: { type: "custom", minMove: 0.01, formatter: line.fine ? fineWords : scaleWords },
  };
  if (line.kind === "line") Object.assign(options, { lineWidth: line.width ?? 2, lineStyle: STYLES[line.style ?? "solid"] });
  if (line.percent) options.autoscaleInfoProvider = PERCENT_RANGE;
  return options;
}

/** Fetch the library before it is wanted, when the page has nothing better to do. Failing costs nothing: whoever wants it asks again. */
export function warm() {
  requestIdleCallback(() => import(LIBRARY).catch(() => {}));
}

export class Chart {
  #library;
  #told;
  #chart;
  #probe;
  #lines = new Map(); // name → {line, series, guides, marks, marking}
  #sessions = [];
  #values = {};
  #pointed = null; // the session that the keyboard is on
  #length = null;
  #container;
  #changes = [];

  /**
   * lines: [{name, pane, kind: "line" | "histogram" | "bands", colour: "--meaning", digits, width, style, percent, visible, mirrored,
   * logarithmic, fine: a scale in hundredths, below: the colour of bars under zero, guides: [{at, colour}], words: its name, column: its name in the table alone,
   * signed, unit: how the table reads it}]; the values of bands are colours by their meaning, and lie behind their pane. told(index): the session under the crosshair, the last one when there is none.
   */
  static async open(container, lines, told) {
    return new Chart(await import(LIBRARY), container, lines, told);
  }

  constructor(library, container, lines, told) {
    this.#library = library;
    this.#told = told;
    this.#container = container;
    this.#probe = container.appendChild(document.createElement("i"));
    this.#probe.hidden = true;
    this.#chart = library.createChart(container, this.#options());
    lines.forEach((line) => this.#add(line));
    this.#chart.panes().forEach((pane, index) => pane.setStretchFactor(index === 0 ? 3 : 2));
    this.#chart.subscribeCrosshairMove(({ logical, point: at }) => this.#pointedAt(logical, at));
    this.#chart.timeScale().subscribeVisibleLogicalRangeChange(() => this.#tell());
    container.addEventListener("keydown", (event) => this.#step(event));
    container.addEventListener("blur", () => this.#leave());
    document.addEventListener("themechange", () => this.#retheme());
    join(this);
    zoomable(container, this);
    toolbar(container, this);
  }

  /** The record: sessions oldest first, and the values of each line by name. */
  draw(sessions, values) {
    this.#sessions = sessions;
    this.#values = values;
    this.#fill();
    this.range(this.#length);
  }

  /** Show the last `length` sessions, or all of them. */
  range(length) {
    this.#length = length;
    const last = this.#sessions.length - 1;
    const first = length ? Math.max(0, last - length + 1) : 0;
    const isDense = last - first > DENSE;
    for (const { line, series } of this.#lines.values()) {
      if (line.kind === "line") series.applyOptions({ lineWidth: isDense ? 1 : (line.width ?? 2) });
    }
    if (last >= 0) this.show(first, last);
  }

  /** The length of the range that was chosen last, in sessions; null or 0 for all of them. */
  get length() {
    return this.#length;
  }

  /** Show these places of the record, and what lies between them. */
  show(first, last) {
    this.#chart.timeScale().setVisibleLogicalRange({ from: first, to: last });
  }

  /** The places of the first and last session on screen, and the last of the record; `sessions` is the record's. */
  window() {
    const most = this.#sessions.length - 1;
    const { from, to } = this.#chart.timeScale().getVisibleLogicalRange() ?? { from: 0, to: most };
    return { first: Math.max(0, Math.ceil(from - HAIR)), last: Math.min(most, Math.floor(to + HAIR)), most, sessions: this.#sessions };
  }

  /** The lines that can be read on screen: [{line, values}]. */
  shown() {
    const lines = [...this.#lines.values()].filter(({ line, series }) => (line.words || line.column) && series.options().visible);
    return lines.map(({ line }) => ({ line, values: this.#values[line.name] ?? [] }));
  }

  /** What is on screen, as a canvas in the screen's own pixels. */
  picture() {
    return this.#chart.takeScreenshot(true, this.#pointed !== null);
  }

  /** told(): the sessions on screen, the record or the lines have changed. */
  changed(told) {
    this.#changes.push(told);
  }

  /** Another chart points at a session: this one does as well, at the last that it has by then. */
  follow(session) {
    if (!this.#container.getClientRects().length) return;
    if (session === null) return this.#cross(null);
    const after = this.#sessions.findIndex((day) => day > session);
    const index = (after < 0 ? this.#sessions.length : after) - 1;
    this.#cross(index < 0 ? null : index);
  }

  visible(name, isVisible) {
    this.#lines.get(name).series.applyOptions({ visible: isVisible });
    this.#tell();
  }

  /** Marks beside a line: [{session, isAbove, shape: "circle" | "square" | "arrowUp" | "arrowDown", colour: "--meaning", words}], oldest first. */
  marks(name, marks) {
    const entry = this.#lines.get(name);
    entry.marks = marks;
    entry.marking ??= this.#library.createSeriesMarkers(entry.series, []);
    entry.marking.setMarkers(marks.map(({ session, isAbove, shape, colour: meaning, words }) => (
      { time: businessDay(session), position: isAbove ? "aboveBar" : "belowBar", shape, color: colour(this.#probe, meaning), text: words, size: 1 }
    )));
  }

  #fill() {
    for (const [name, { line, series }] of this.#lines) {
      const values = this.#values[name];
      series.setData(values ? points(this.#sessions, values, line, this.#probe) : []);
    }
  }

  #add(line) {
    const series = this.#chart.addSeries(this.#library[TYPES[line.kind]], seriesOptions(line, this.#probe), line.pane);
    if (line.kind === "bands") {
      series.priceScale().applyOptions({ scaleMargins: { top: 0, bottom: 0 } });
      series.setSeriesOrder(0);
    } else {
      series.priceScale().applyOptions({ mode: line.logarithmic ? LOGARITHMIC : LINEAR }); // else a pane takes its mode from the one before
    }
    const guides = (line.guides ?? []).map((guide) => [guide, series.createPriceLine(this.#guide(guide))]);
    this.#lines.set(line.name, { line, series, guides });
  }

  #guide({ at, colour: meaning }) {
    return { price: at, color: colour(this.#probe, meaning), lineWidth: 1, lineStyle: STYLES.dotted, axisLabelVisible: false, title: "" };
  }

  /** Arrow keys walk the crosshair over the sessions. */
  #step(event) {
    const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (!by || !this.#sessions.length) return;
    event.preventDefault();
    const last = this.#sessions.length - 1;
    this.#point(Math.min(last, Math.max(0, (this.#pointed ?? last + 1) + by)));
  }

  #point(index) {
    this.#pointed = index;
    this.#cross(index); // the library reports the pointer's moves, not these
    point(this, index === null ? null : this.#sessions[index]);
  }

  /** The pointer moved; while it is outside, what the keyboard points at stays. */
  #pointedAt(logical, at) {
    if (!at && this.#pointed !== null) return;
    const index = at ? this.#index(logical) : null;
    this.#told(index ?? this.#sessions.length - 1);
    point(this, index === null ? null : this.#sessions[index]);
  }

  #leave() {
    if (this.#pointed !== null) this.#point(null);
  }

  #cross(index) {
    this.#told(index ?? this.#sessions.length - 1);
    if (index === null) return this.#chart.clearCrosshairPosition();
    const [name, { series }] = this.#lines.entries().next().value;
    this.#chart.setCrosshairPosition(this.#values[name]?.[index] ?? 0, businessDay(this.#sessions[index]), series);
  }

  #tell() {
    for (const told of this.#changes) told();
  }

  #index(logical) {
    const last = this.#sessions.length - 1;
    return isMissing(logical) ? last : Math.min(last, Math.max(0, Math.round(logical)));
  }

  #retheme() {
    this.#chart.applyOptions(this.#options());
    for (const { line, series, guides, marks } of this.#lines.values()) {
      if (line.colour) series.applyOptions({ color: colour(this.#probe, line.colour) });
      guides.forEach(([guide, drawn]) => drawn.applyOptions({ color: colour(this.#probe, guide.colour) }));
      if (marks) this.marks(line.name, marks);
    }
    this.#fill();
  }

  #options() {
    const paint = (meaning) => colour(this.#probe, meaning);
    const cross = { labelBackgroundColor: paint("--raised"), color: paint("--crosshair"), width: 1, style: STYLES.dotted };
    return {
      autoSize: true,
      layout: this.#layout(paint),
      grid: { vertLines: { visible: false }, horzLines: { color: paint("--grid") } },
      crosshair: { mode: 0, vertLine: cross, horzLine: cross },
      rightPriceScale: { borderVisible: false, scaleMargins: { top: 0.06, bottom: 0.06 } },
      timeScale: { borderColor: paint("--line"), fixLeftEdge: true, fixRightEdge: true, minBarSpacing: 0.05, timeVisible: false, lockVisibleTimeRangeOnResize: true },
      localization: { locale: "en-GB", dateFormat: "yyyy-MM-dd" },
      // the wheel scrolls the page, not the chart
      handleScroll: { mouseWheel: false, vertTouchDrag: false },
      handleScale: { mouseWheel: false, axisDoubleClickReset: { time: false, price: true } },
      kineticScroll: { mouse: false, touch: !matchMedia("(prefers-reduced-motion: reduce)").matches },
    };
  }

  #layout(paint) {
    return {
      background: { color: "transparent" },
      textColor: paint("--muted"),
      fontFamily: getComputedStyle(document.body).fontFamily,
      fontSize: 11,
      // the library's own logo injects a style sheet, which the page's content policy refuses: the footer carries the notice
      attributionLogo: false,
      panes: { separatorColor: paint("--line"), separatorHoverColor: paint("--guide"), enableResize: true },
    };
  }
}
