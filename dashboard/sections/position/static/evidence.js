/** The evidence by direction and regime, and what betting a part of Kelly costs. */

import { curve } from "./bars.js";
import { SIDES, SOURCES, change, share } from "./words.js";

export default function evidence(body, { dom, format, table }) {
  const figure = (name) => dom.figure(body, name);
  const range = (ends, digits = 0) => (ends ? `${format.fixed(100 * ends[0], digits)} to ${format.fixed(100 * ends[1], digits)}` : "");
  const both = (above, below) => dom.el("span", { class: "two-lines" }, dom.el("span", {}, above), dom.el("small", {}, below));

  const columns = [
    { title: "Trades", node: (row) => dom.el("span", { "data-direction": SIDES[row.direction][1], class: row.decides ? "ps-decides" : "" }, `${SIDES[row.direction][0]} ${row.direction}, ${row.label ?? "all"}`) },
    { title: "n", figure: "evidence_n", numeric: true, hint: "Trades, and the occasions on which they were found", node: (row) => both(format.count(row.n), format.plural(row.occasions, "occasion")) },
    { title: "Won", figure: "evidence_won", numeric: true, node: (row) => both(share(format, row.win_rate, 1), range(row.win_rate_interval)) },
    { title: "Payoff", figure: "evidence_payoff", numeric: true, text: (row) => format.fixed(row.payoff, 2) },
    { title: "Mean R", figure: "evidence_mean_r", numeric: true, text: (row) => format.signed(row.mean_r, 3), direction: (row) => format.direction(row.mean_r, 3) },
    { title: "f*, 90 %", figure: "evidence_kelly", numeric: true, node: (row) => both(share(format, row.kelly, 1), row.interval ? row.interval.map((end) => change(format, end)).join(" to ") : "") },
    { title: "No edge", figure: "evidence_no_edge", numeric: true, hint: "Probability that there is no edge at all", text: (row) => format.fixed(row.p_no_edge, 2) },
    { title: "c · Kelly", figure: "evidence_kelly", numeric: true, hint: "Of equity at risk per trade", node: (row) => dom.el("b", { title: row.reason }, share(format, row.recommended)) },
    { title: "Because", text: (row) => row.reason ?? "", grows: true },
  ];

  function rows({ groups, deciding }) {
    const decides = (row) => deciding.some((one) => one.direction === row.direction && one.label === row.label);
    return groups.map((row) => ({ ...row, decides: decides(row) }));
  }

  function benchmark({ symbol, kelly, sd, interval, years, reasons }) {
    if (format.isMissing(kelly)) return `Kelly of holding the benchmark: ${format.why(reasons.kelly)}.`;
    return `Holding ${symbol} all the time: Kelly ${format.fixed(kelly, 1)} times equity, standard error ${format.fixed(sd, 1)} (90 %: ${interval.map((end) => format.fixed(end, 1)).join(" to ")}) after ${format.fixed(years, 1)} years. That is how little a record settles.`;
  }

  return ({ kelly }) => {
    table.fillTable(body.querySelector('[data-table="evidence"]'), columns, rows(kelly));
    const { sources, occasions, own_trades_with_stop: own, own_trades_needed: needed, own_trades_later: later } = kelly.evidence;
    const from = [...new Set(Object.values(sources))].map((name) => SOURCES[name]).join(" and ");
    const after = later ? ` ${format.plural(later, "trade")} of yours ended after this session and say nothing about it.` : "";
    figure("evidence_note").textContent = `From ${from}; ${format.count(own)} closed trades of yours have a stop, ${needed} a side are needed. ${occasions} A row marked ● decides today.${after}`;
    figure("curve").setAttribute("viewBox", "0 0 420 200");
    figure("curve").replaceChildren(...curve(dom, format, kelly.curve));
    const { c_here: c, growth_share_here: grown, p_half_here: fallen } = kelly.curve;
    figure("curve_note").textContent = `At ${format.fixed(c, 2)} of Kelly: ${share(format, grown, 0)} of its growth, and a chance of ${share(format, fallen, 1)} of ever falling to half.`;
    figure("benchmark_note").textContent = benchmark(kelly.benchmark);
  };
}
