/** What the position shows outside its full card: how much in the verdict line, and the face with the best candidates. */

import { against } from "./bars.js";
import { BIASES, DROPPED, SIDES } from "./words.js";

const BEST = 4;
const COLUMNS = 6;

export default function front({ dom, format, places: { verdict, face } }) {
  function howMuch({ totals, regime, trades, account, reasons }) {
    dom.show(verdict, "gross", totals?.gross_pct, format.percent(totals?.gross_pct), reasons.totals);
    dom.show(verdict, "heat", totals?.heat_pct, format.percent(totals?.heat_pct, 2), reasons.totals);
    dom.say(dom.figure(verdict, "gross_of"), totals ? `of ${format.percent(totals.gross_cap_pct, 0)}` : "");
    dom.say(dom.figure(verdict, "heat_of"), totals ? `of ${format.percent(totals.heat_cap_pct, 1)}` : "");
    const allowed = regime?.entries_allowed ? BIASES[regime.bias] : "no entries";
    dom.say(dom.figure(verdict, "allows"), regime ? `${allowed} · ${format.plural(trades.length, "trade")}` : "");
    verdict.querySelector("[data-note=example]").hidden = !account.is_example;
  }

  function bars({ totals, reasons }) {
    dom.show(face, "gross_cap", totals?.gross_pct, `${format.percent(totals?.gross_pct)} of ${format.percent(totals?.gross_cap_pct, 0)}`, reasons.totals);
    dom.show(face, "heat", totals?.heat_pct, `${format.percent(totals?.heat_pct, 2)} of ${format.percent(totals?.heat_cap_pct, 1)}`, reasons.totals);
    if (!totals) return;
    dom.fill(dom.figure(face, "gross_bar"), ...against(dom, totals.gross_pct, totals.gross_cap_pct));
    dom.fill(dom.figure(face, "heat_bar"), ...against(dom, totals.heat_pct, totals.heat_cap_pct));
  }

  function candidate({ symbol, name, direction, shares, entry, stop, target, risk_pct: risk }) {
    const [shape, toward] = SIDES[direction];
    const cell = (text) => dom.el("td", {}, text);
    return dom.el("tr", {},
      dom.el("th", { scope: "row", title: name }, dom.el("span", { "data-direction": toward }, `${shape} `), `${symbol} `, dom.el("small", { class: "face-note" }, direction)),
      cell(format.count(shares)), cell(format.fixed(entry, 2)), cell(format.fixed(stop, 2)), cell(format.fixed(target, 2)), cell(format.percent(risk, 2)));
  }

  /** As many rows as there is room for, so that nothing below moves. */
  function best({ trades, binding, reasons }) {
    const rows = trades.slice(0, BEST).map(candidate);
    const reason = reasons.trades ?? reasons.totals;
    const words = reason ? `Nothing to size: ${format.why(reason)}` : "Nothing to size";
    while (rows.length < BEST) rows.push(dom.el("tr", {}, dom.el("td", { colspan: COLUMNS }, rows.length || trades.length ? "\u00a0" : words)));
    dom.fill(face.querySelector("[data-table=best] tbody"), ...rows);
    const [[cap] = []] = Object.entries(binding);
    const more = trades.length > BEST ? `${format.count(trades.length - BEST)} more` : "";
    dom.say(dom.figure(face, "best_note"), [more, cap && `binds: ${DROPPED[cap]}`].filter(Boolean).join(" · "));
  }

  return ({ recommendations: { data } }) => {
    if (verdict) howMuch(data);
    bars(data);
    best(data);
  };
}
