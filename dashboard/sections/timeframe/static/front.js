/** The face of the timeframe card: the benchmark's pattern, its sentence, and each timeframe in a row. */

import { cell } from "./cells.js";
import { PATTERNS, PERIODS, leaning, reason } from "./words.js";

export default function front(kit) {
  const { dom, format, places: { face } } = kit;

  function pattern({ pattern: code }, why) {
    const node = dom.figure(face, "pattern");
    dom.show(face, "pattern", code, code ? PATTERNS[code].join(" ") : "", why);
    node.dataset.direction = code ? leaning(code) : "";
  }

  function flip({ flip_close: close, flip: way, reasons }) {
    if (format.isMissing(close)) return dom.el("span", { class: "missing", title: reason(reasons.flip_close) }, format.MISSING);
    return dom.el("span", { title: `${format.signed(way.distance_pct, 1, " %")} from the close` }, `${way.direction} ${format.fixed(close, close < 100 ? 2 : 0)}`);
  }

  function row([name, found]) {
    const forming = found.forming?.score ?? null;
    return dom.el("tr", {},
      dom.el("th", { scope: "row" }, PERIODS[name]),
      dom.el("td", {}, cell(kit, found.closed.score, { why: reason(found.reasons.score) })),
      dom.el("td", {}, cell(kit, forming, { why: reason(found.reasons.forming), dimmed: true })),
      dom.el("td", {}, flip(found)));
  }

  return ({ all: { data } }) => {
    const found = data.alignment ?? {};
    const why = reason(found.reasons?.score);
    pattern(found, why);
    dom.show(face, "score", found.score, format.signed(found.score, 2), why);
    dom.show(face, "sentence", found.sentence, found.sentence, why);
    dom.fill(face.querySelector("[data-table=face] tbody"), ...Object.entries(data.periods).map(row));
  };
}
