/** The stocks by alignment: searched, filtered, sorted; a press on one shows its votes. */

import { cell } from "./cells.js";
import { PATTERNS, PERIODS, leaning } from "./words.js";

const SHOWN = 200; // rows drawn at once; a search or a filter reaches the rest

export default function symbols(body, kit, choose) {
  const { dom, format, table } = kit;
  const list = body.querySelector('[data-table="symbols"]');
  const filter = (name) => body.querySelector(`[data-filter="${name}"]`);
  let rows = [];

  function pick({ symbol }) {
    const button = dom.el("button", { type: "button", class: "tf-pick" }, symbol);
    button.addEventListener("click", () => choose(symbol));
    return button;
  }

  const company = ({ name, sector }) => dom.el("span", { class: "two-lines" }, dom.el("span", {}, name), dom.el("small", {}, sector));
  const scored = (name, title, figure = `${name}_score`) => ({ title, figure, value: (row) => row[name], node: (row) => cell(kit, row[name], { why: "not enough history" }) });
  const columns = [
    { title: "Symbol", of: (row) => row.symbol, value: (row) => row.symbol, node: pick },
    { title: "Name and sector", value: (row) => row.name, node: company, grows: true },
    scored("score", "Alignment", "score"),
    ...Object.entries(PERIODS).map(([name, title]) => scored(name, title)),
    { title: "Agreement", figure: "agreement", numeric: true, value: (row) => row.agreement, text: (row) => format.fixed(row.agreement, 2) },
    { title: "Pattern", figure: "pattern", value: (row) => row.pattern, node: ({ pattern }) => dom.el("span", { "data-direction": leaning(pattern) }, PATTERNS[pattern].join(" ")) },
  ];

  function order(all) {
    const { column = -1, descending = true } = list.sorting ?? {};
    const value = columns[column]?.value;
    if (!value) return all;
    const sign = descending ? -1 : 1;
    const missing = (row) => Number(format.isMissing(value(row)));
    return [...all].sort((a, b) => missing(a) - missing(b) || sign * (value(a) > value(b) ? 1 : value(a) < value(b) ? -1 : 0));
  }

  function draw() {
    const text = filter("text").value.trim().toLowerCase();
    const [sector, pattern] = [filter("sector").value, filter("pattern").value];
    const found = rows.filter((row) => (!sector || row.sector === sector) && (!pattern || row.pattern === pattern)
      && (!text || row.symbol.toLowerCase().includes(text) || row.name.toLowerCase().includes(text)));
    const most = order(found).slice(0, SHOWN);
    table.fillTable(list, columns, most);
    if (!found.length) table.sayEmpty(list, columns, rows.length ? "No stock matches." : "No stock has an alignment here.");
    const cut = found.length > most.length ? `, the first ${SHOWN} drawn` : "";
    dom.figure(body, "count").textContent = `${format.count(found.length)} of ${format.plural(rows.length, "stock")}${cut}`;
  }

  function offer(name, options) {
    const [node, kept] = [filter(name), filter(name).value];
    node.replaceChildren(dom.el("option", { value: "" }, "all"), ...options.map(([value, words]) => dom.el("option", { value }, words)));
    node.value = options.some(([value]) => value === kept) ? kept : "";
  }

  for (const name of ["text", "sector", "pattern"]) filter(name).addEventListener("input", draw);
  list.tHead.addEventListener("click", () => queueMicrotask(draw)); // the sort may reach rows beyond those drawn

  return (columnsOf, patterns) => {
    const names = Object.keys(columnsOf);
    rows = columnsOf.symbol.map((_, k) => Object.fromEntries(names.map((name) => [name, columnsOf[name][k]])));
    offer("sector", [...new Set(columnsOf.sector)].filter(Boolean).sort().map((sector) => [sector, sector]));
    offer("pattern", patterns.map((pattern) => [pattern, PATTERNS[pattern].join(" ")]));
    draw();
  };
}
