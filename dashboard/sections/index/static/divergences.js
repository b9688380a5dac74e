/** The divergences of the chosen index, newest first. */

import { ARROWS, KINDS, STATUSES, toward } from "./words.js";

export default function divergences(body, { dom, format, table }) {
  function status({ status: code, status_on: since }) {
    const [sign, words] = STATUSES[code];
    return dom.el(
      "span", { class: "two-lines index-status", "data-status": code }, dom.el("span", {}, `${sign} ${words}`), dom.el("small", {}, since),
    );
  }

  function kind(row) {
    const against = row.against ? `not by ${row.against.join(", ")}` : `pivots ${row.earlier_on.slice(5)}, ${row.pivot_on.slice(5)}`;
    const name = dom.el("span", {}, dom.el("span", { "data-direction": toward(row.direction) }, `${ARROWS[row.direction]} `), KINDS[row.kind]);
    return dom.el("span", { class: "two-lines", title: `${row.earlier_on} to ${row.pivot_on}` }, name, dom.el("small", {}, against));
  }

  function levels({ direction, confirms_beyond: confirms, fails_beyond: fails, against }) {
    const [down, up] = ["<", ">"];
    const [toConfirm, toFail] = direction === "bullish" ? [up, down] : [down, up];
    const second = against ? "✕ when all have followed" : `✕ ${toFail} ${format.fixed(fails)}`;
    return dom.el("span", { class: "two-lines" }, dom.el("span", {}, `✓ ${toConfirm} ${format.fixed(confirms)}`), dom.el("small", {}, second));
  }

  function ends({ status: code, expires_on: day, sessions_left: left }) {
    return code === "open" ? `${format.plural(left, "session")} left${day ? `, to ${day}` : ""}` : "";
  }

  function record({ record: past }) {
    const figures = past.n ? `${format.signed(past.mean_21_pct, 1, " %")} in 21 s, n ${past.n}` : "no past case";
    const badge = dom.el("span", { class: "index-edge", "data-edge": past.edge ?? "unknown" }, past.words);
    return dom.el("span", { class: "two-lines" }, badge, dom.el("small", {}, figures));
  }

  const columns = [
    { title: "Status", of: (row) => row.symbol, figure: "divergence_status", value: (row) => row.status, node: status },
    { title: "Kind", value: (row) => KINDS[row.kind], node: kind },
    {
      title: "Known on", hint: "The session whose close made it known, five after the pivot", value: (row) => row.confirmed_on,
      node: (row) => dom.el("span", { class: "two-lines" }, dom.el("span", {}, row.confirmed_on), dom.el("small", {}, ends(row))),
    },
    { title: "Levels", hint: "The close that confirms it, and what fails it", node: levels },
    {
      title: "Strength", figure: "divergence_strength", hint: "By how much the second pivot falls short, in standard deviations", numeric: true, value: (row) => row.strength,
      text: (row) => format.fixed(row.strength, 2, " sd"), missing: "warm_up",
    },
    { title: "Record", hint: "What followed its kind in the past", value: (row) => row.record.mean_21_pct, node: record },
  ];

  return (rows, { reasons }, { symbol, family }) => {
    const list = body.querySelector('[data-table="divergences"]');
    const open = rows.filter((row) => row.status === "open").length;
    const why = reasons.breadth ? ` Breadth: ${format.why(reasons.breadth)}.` : "";
    dom.figure(body, "divergence_note").textContent = `${symbol}: ${format.count(rows.length)} known in 252 sessions, ${open} open.${why}`;
    table.fillTable(list, columns, rows);
    if (!rows.length) table.sayEmpty(list, columns, family === "breadth" && reasons.breadth ? `None: ${format.why(reasons.breadth)}.` : "None in 252 sessions.");
  };
}
