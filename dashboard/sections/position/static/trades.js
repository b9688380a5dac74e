/** The sized candidates: a table whose rows tell their caps, and two ways to take it along. */

import { CAPS, DROPPED, SIDES, words } from "./words.js";

const COPIED = ["symbol", "direction", "shares", "entry", "stop", "target", "value", "risk_amount", "weight_pct", "risk_pct", "binding"];

export default function trades(body, { dom, format, table }) {
  const list = body.querySelector('[data-table="trades"]');
  const figure = (name) => dom.figure(body, name);
  let chosen = null; // until a choice is made, what there is: trades, or else what was dropped
  let held = null;
  const rows = new WeakMap(); // the button of each row → the row

  const price = (value) => format.fixed(value, 2);
  const side = (row) => dom.el("span", { class: "two-lines" }, dom.el("span", { "data-direction": SIDES[row.direction][1] }, `${SIDES[row.direction][0]} ${row.symbol}`), dom.el("small", {}, row.sector ?? ""));

  function caps(row) {
    const button = dom.el("button", { type: "button", class: "ps-why" }, DROPPED[row.binding ?? row.by]);
    for (const event of ["focus", "click"]) button.addEventListener(event, () => explain(row));
    rows.set(button, row);
    return button;
  }

  /** Every cap of one row, in order, the binding one named. */
  function explain(row) {
    const parts = Object.entries(row.caps).map(([name, most]) => {
      const isBinding = name === row.binding;
      return dom.el("span", { class: isBinding ? "ps-binding" : "" }, `${CAPS[name]} `, dom.el("b", {}, format.isMissing(most) ? "none" : format.count(most)), isBinding ? " binds" : "");
    });
    const rest = row.reason ? [dom.el("span", {}, row.reason)] : [];
    figure("caps").replaceChildren(dom.el("b", {}, `${row.symbol}, most shares by`), ...parts, ...rest);
  }

  const common = [
    { title: "Symbol", value: (row) => row.symbol, node: side },
    { title: "Entry", figure: "trade_stop", numeric: true, value: (row) => row.entry, text: (row) => price(row.entry) },
    { title: "Stop", figure: "trade_stop", numeric: true, value: (row) => row.stop, text: (row) => price(row.stop) },
    { title: "Target", figure: "trade_stop", numeric: true, value: (row) => row.target, text: (row) => price(row.target), missing: "below_zero" },
    { title: "Rules", numeric: true, hint: "How many of the scan's rules hold", value: (row) => row.score / row.out_of, text: (row) => (format.isMissing(row.score) ? format.MISSING : `${row.score}/${row.out_of}`) },
  ];
  const sized = [
    ...common.slice(0, 1),
    { title: "Shares", figure: "trade_shares", numeric: true, value: (row) => row.shares, node: (row) => dom.el("b", {}, format.count(row.shares)) },
    ...common.slice(1),
    { title: "Value", numeric: true, value: (row) => row.value, text: (row) => format.count(row.value) },
    { title: "Weight", numeric: true, value: (row) => row.weight_pct, text: (row) => format.percent(row.weight_pct) },
    { title: "Risk", figure: "trade_risk", numeric: true, value: (row) => row.risk_amount, text: (row) => `${format.count(row.risk_amount)} (${format.percent(row.risk_pct, 2)})` },
    { title: "Binds", value: (row) => row.binding, node: caps },
  ];
  const dropped = [...common, { title: "Dropped by", value: (row) => row.by, node: caps }, { title: "Why", text: (row) => row.reason, grows: true }];

  function draw() {
    if (!held) return;
    const shown = chosen ?? (held.trades.length || !held.dropped.length ? "trades" : "dropped");
    const isSized = shown === "trades";
    for (const button of body.querySelectorAll("[data-choices=candidates] button")) button.setAttribute("aria-pressed", button.dataset.value === shown);
    const shownRows = isSized ? held.trades : held.dropped;
    table.fillTable(list, isSized ? sized : dropped, shownRows);
    if (!shownRows.length) table.sayEmpty(list, isSized ? sized : dropped, isSized ? nothing() : "Nothing was dropped.");
    figure("caps").replaceChildren();
    if (shownRows.length) explain(shownRows[0]);
    note();
  }

  function nothing() {
    if (held.reasons.trades ?? held.reasons.totals) return `Nothing to size: ${format.why(held.reasons.trades ?? held.reasons.totals)}.`;
    return "Nothing is recommended: see what was dropped, and by what.";
  }

  function note() {
    const { candidates, dropped_by: out } = held;
    const by = Object.entries(out).map(([name, n]) => `${DROPPED[name] ?? words(name)} ${format.count(n)}`).join(", ");
    const unknown = candidates?.unknown ? ` ${format.plural(candidates.unknown, "ticker")} of the imported scan have no price here.` : "";
    const newer = candidates?.running
      ? ` A newer pair of scans (${format.count(candidates.running.long)} long, ${format.count(candidates.running.short)} short, ${candidates.running.at.slice(0, 16).replace("T", " ")}) is of the running session, and is sized once its bars are in.`
      : "";
    figure("candidates_note").textContent = candidates
      ? `${format.count(candidates.in_bias)} of ${format.count(candidates.long)} long and ${format.count(candidates.short)} short candidates (${candidates.source === "imported" ? "imported scan" : "built-in scan"}) are in the regime's bias, ranked by ${candidates.ranked_by.join(", then ")}. ${by ? `Dropped: ${by}.` : ""}${unknown}${newer}`
      : "";
  }

  const csv = () => [COPIED.join(","), ...held.trades.map((row) => COPIED.map((name) => row[name] ?? "").join(","))].join("\n");

  const ticket = (row) => {
    const [enter, leave] = row.direction === "long" ? ["BUY", "SELL"] : ["SELL SHORT", "BUY TO COVER"];
    const target = row.target === null ? "" : `; target ${leave} ${row.shares} ${row.symbol} @ ${row.target.toFixed(2)} LIMIT`;
    return `${enter} ${row.shares} ${row.symbol} @ ${row.entry.toFixed(2)} LIMIT DAY; stop ${leave} ${row.shares} ${row.symbol} @ ${row.stop.toFixed(2)} STOP GTC${target}`;
  };

  async function copy(text, what) {
    const area = figure("copy_text");
    area.value = text;
    try {
      await navigator.clipboard.writeText(text);
      area.hidden = true;
      figure("copied").textContent = `${what} copied.`;
    } catch { // no permission, or a page without https: the text is there to be taken by hand
      area.hidden = false;
      area.select();
      figure("copied").textContent = "This browser does not let the page copy; the text below is selected.";
    }
  }

  function offer(action, text, what) {
    body.querySelector(`[data-action=${action}]`).addEventListener("click", () => (held?.trades.length ? copy(text(), what) : (figure("copied").textContent = "There is no trade to copy.")));
  }

  offer("copy-csv", csv, "CSV");
  offer("copy-tickets", () => held.trades.map(ticket).join("\n"), "Order tickets");
  list.tBodies[0].addEventListener("mouseover", ({ target }) => {
    const row = rows.get(target.closest("tr")?.querySelector(".ps-why"));
    if (row) explain(row);
  });
  dom.choices(body, "candidates", (value) => {
    chosen = value;
    draw();
  });

  return ({ recommendations }) => {
    held = recommendations;
    figure("copied").textContent = "";
    draw();
  };
}
