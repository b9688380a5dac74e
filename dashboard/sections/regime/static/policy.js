/** What each label allows, and what followed it so far; the label of now is marked. */

import { named, rankOf } from "./words.js";

export default function policy(body, { dom, format, table }) {
  let now = null;

  const returned = (name, title, hint) => ({
    title, hint, numeric: true, value: (row) => row[name], text: (row) => format.signed(row[name] === null ? null : 100 * row[name], 2, " %"),
    direction: (row) => format.direction(row[name] === null ? null : 100 * row[name], 2), missing: "never seen so far",
  });
  const edge = ({ words }) => dom.el("span", { class: "regime-edge", "data-edge": words }, words);
  const label = (row) => dom.el("span", { class: row.label === now ? "regime-now" : null }, named(dom, row.label), row.label === now ? dom.el("small", {}, " now") : null);
  const columns = [
    { title: "Label", value: (row) => rankOf(row.label), node: label },
    { title: "Exposure", hint: "Largest gross exposure, in percent of equity", numeric: true, value: (row) => row.gross_exposure_cap, text: (row) => format.percent(100 * row.gross_exposure_cap, 0) },
    { title: "Side", value: (row) => row.bias, text: (row) => row.bias },
    { title: "Positions", hint: "Most at once", numeric: true, value: (row) => row.max_positions, text: (row) => format.count(row.max_positions) },
    { title: "Stop", hint: "Multiplier of the scan's stop distance", numeric: true, value: (row) => row.stop_multiplier, text: (row) => format.fixed(row.stop_multiplier, 2, "×") },
    { title: "Entries", hint: "Whether new ones are allowed", value: (row) => Number(row.entries_allowed), text: (row) => (row.entries_allowed ? "yes" : "no") },
    { title: "n", hint: "Sessions with 21 known ones ahead", numeric: true, value: (row) => row.n, text: (row) => format.count(row.n) },
    returned("return_next_day", "Next day", "Mean return of the next session"),
    returned("return_21", "21 s", "Mean return over the next 21 sessions"),
    returned("difference", "vs others", "Its 21-session mean less that of all other sessions"),
    { title: "Hit rate", hint: "Share of positive 21-session returns", numeric: true, value: (row) => row.hit_rate, text: (row) => format.percent(row.hit_rate === null ? null : 100 * row.hit_rate, 0) },
    returned("worst", "Worst", "Worst 21-session return"),
    { title: "p", hint: "That its 21-session mean is that of all other sessions (Newey-West)", numeric: true, value: (row) => row.p, text: (row) => format.fixed(row.p, 3) },
    { title: "Edge", value: (row) => row.words, node: edge },
  ];

  return (data, _history, strategy) => {
    now = data.label;
    const records = new Map(strategy.record.map((line) => [line.label, line]));
    const rows = strategy.policy.map((rule) => ({ ...rule, ...records.get(rule.label) }));
    table.fillTable(body.querySelector('[data-table="policy"]'), columns, rows);
    const of = strategy.record_of;
    dom.figure(body, "record_note").textContent = `Returns of ${of.benchmark} after sessions with the label, from outcomes known on this session. Without a measured edge (p > ${of.edge_at_p}) a label is a description, not a forecast.`;
  };
}
