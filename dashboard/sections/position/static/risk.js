/** The risk of the book: its returns with value at risk, whether that kept its word, drawdowns, stress, clusters. */

import { histogram } from "./bars.js";
import { VERDICTS, change, share } from "./words.js";

const BASES = { holdings: "of what you hold", recommended: "of what is recommended" };

export default function risk(body, { dom, format, table }) {
  const figure = (name) => dom.figure(body, name);
  const missing = (told, name) => `${format.MISSING} ${format.why(told.reasons[name])}`;
  const or = (told, name, text) => (format.isMissing(told[name]) ? missing(told, name) : text());

  const tails = [
    { title: "Over", text: (row) => `${format.plural(row.sessions, "session")}, ${Math.round(100 * row.level)} %` },
    { title: "VaR", numeric: true, text: (row) => share(format, row.loss) },
    { title: "in money", numeric: true, text: (row) => format.count(row.amount) },
    { title: "Shortfall", numeric: true, hint: "Expected shortfall: the mean loss beyond value at risk", text: (row) => share(format, row.beyond) },
    { title: "Breaches", figure: "tail_breaches", text: (row) => row.breaches },
  ];
  const stress = [
    { title: "Worst of", text: (row) => format.plural(row.sessions, "session") },
    { title: "Book", numeric: true, text: (row) => change(format, row.change), direction: (row) => format.direction(100 * row.change) },
    { title: "Ended on", text: (row) => row.ended_on },
  ];

  function tailRows({ var: losses, es, kupiec }) {
    return (losses ?? []).map((row, k) => {
      const test = row.sessions === 1 && kupiec?.find(({ level }) => level === row.level);
      const breaches = test ? `${test.breaches} of ${format.fixed(test.expected, 1)} in ${test.n}: ${VERDICTS[test.verdict]} (p ${format.fixed(test.p_value, 2)})` : "";
      return { ...row, beyond: es[k].loss, breaches };
    });
  }

  function ahead(told) {
    const odds = told.drawdown?.ahead;
    if (!odds) return missing(told, "drawdown");
    return odds.at_least.map(({ depth, p }) => `${format.fixed(100 * depth, 0)} %: ${share(format, p, 1)}`).join(", ");
  }

  function pairs(told) {
    return [
      ["Volatility (EWMA)", "volatility", or(told, "volatility", () => share(format, told.volatility, 1))],
      ["Beta", "beta", or(told, "beta", () => format.fixed(told.beta, 2))],
      ["Effective bets", "effective_bets", or(told, "effective_bets", () => `${format.fixed(told.effective_bets, 1)} of ${told.positions}`)],
      ["Heat with bad gaps", "heat", told.heat ? `${format.percent(told.heat.gap_adjusted_pct, 2)} against ${format.percent(told.heat.heat_pct, 2)}` : missing(told, "heat")],
      ["Deepest drawdown", "drawdown", told.drawdown ? change(format, told.drawdown.max) : missing(told, "drawdown")],
      ["Chance of a fall within 63 sessions", "ahead", ahead(told)],
      ["Sharpe", "sharpe", or(told, "sharpe", () => format.fixed(told.sharpe, 2))],
      ["Sortino", "sortino", or(told, "sortino", () => format.fixed(told.sortino, 2))],
      ["Calmar", "calmar", or(told, "calmar", () => format.fixed(told.calmar, 2))],
    ].map(([words, name, text]) => dom.el("div", { class: "pair" }, dom.el("dt", {}, words), dom.el("dd", { class: "value known", "data-figure": `risk_${name}` }, text)));
  }

  function picture(told) {
    const node = figure("histogram");
    node.replaceChildren(...(told.histogram ? histogram(dom, format, told.histogram) : []));
    node.toggleAttribute("hidden", !told.histogram);
    const outside = told.outside?.length ? ` Not in this market, so not in these figures: ${told.outside.join(", ")}.` : "";
    figure("histogram_note").textContent = told.histogram
      ? `Returns per session of the book as it is now over the last ${format.count(told.var[0].n)} sessions; ${format.count(told.n)} are known.${outside}`
      : `No returns to show: ${format.why(told.reasons.histogram)}.`;
  }

  function fill(name, columns, rows, words) {
    const list = body.querySelector(`[data-table="${name}"]`);
    table.fillTable(list, columns, rows);
    if (!rows.length) table.sayEmpty(list, columns, words);
  }

  function together({ clusters, basis }) {
    if (!basis) return "";
    const named = clusters.map((symbols) => symbols.join(" + ")).join("; ");
    return clusters.length ? `Move together (correlation .7 and more over 60 sessions): ${named}.` : "No two positions move together (correlation .7 over 60 sessions).";
  }

  return ({ risk: told }) => {
    figure("basis").textContent = told.basis ? `${BASES[told.basis]}: ${format.plural(told.positions, "position")}` : "nothing is held or recommended";
    for (const part of body.querySelectorAll("[data-part=risk]")) part.hidden = !told.basis;
    if (!told.basis) return;
    picture(told);
    figure("risk_pairs").replaceChildren(...pairs(told));
    fill("tails", tails, tailRows(told), `No value at risk: ${format.why(told.reasons.var)}.`);
    fill("stress", stress, told.stress ?? [], `No stress: ${format.why(told.reasons.stress)}.`);
    figure("clusters").textContent = together(told);
  };
}
