/** Exposure by label, walk-forward, beside plain rules over the same sessions. */

const NAMES = {
  labels: "Exposure by label", buy_and_hold: "Buy and hold", sma200: "Above SMA 200", hmm: "2-state Markov model", jump: "Jump model",
};

export default function walk(body, { dom, format, table }) {
  const share = (name, title, hint, digits = 1) => ({
    title, hint, numeric: true, value: (row) => row[name], text: (row) => format.percent(row[name] === null ? null : 100 * row[name], digits),
  });
  const plain = (name, title, hint, digits) => ({
    title, hint, numeric: true, value: (row) => row[name], text: (row) => format.fixed(row[name], digits), missing: "nothing was risked or lost",
  });
  const columns = [
    { title: "Rule", value: (row) => row.name, node: (row) => dom.el("span", { class: row.name === "labels" ? "regime-now" : null }, NAMES[row.name] ?? row.name) },
    share("cagr", "CAGR", "Compound growth a year"),
    plain("sharpe", "Sharpe", "Mean over deviation of daily returns · √252, no interest", 2),
    share("max_drawdown", "Worst drawdown", "Largest fall from a peak"),
    plain("calmar", "Calmar", "CAGR over the worst drawdown", 2),
    plain("changes_per_year", "Changes a year", "Of the direction, or in and out of the market", 1),
    plain("turnover_per_year", "Turnover a year", "Times equity", 1),
    share("exposure", "Mean exposure", "Of equity", 0),
  ];

  return (_data, _history, { walk_forward: test }) => {
    const list = body.querySelector('[data-table="walk"]');
    table.fillTable(list, columns, test.strategies);
    if (!test.strategies.length) table.sayEmpty(list, columns, `No test yet: ${test.reason}.`);
    dom.figure(body, "walk_note").textContent = test.strategies.length
      ? `From ${test.from}, ${format.plural(test.sessions, "session")}: decided at each close, held over the next session, ${test.cost_bps} bps a change; no interest on what is not invested.`
      : "";
  };
}
