/** Every index in one row: three closed scores with the forming ones beside them, alignment, pattern. */

import { cell } from "./cells.js";
import { PATTERNS, PERIODS, leaning } from "./words.js";

export default function indices(body, kit, choose) {
  const { dom, table } = kit;

  const both = (name) => ({
    title: PERIODS[name],
    figure: `${name}_score`,
    value: (row) => row.periods[name].closed,
    node: ({ periods: { [name]: found } }) => dom.el("span", { class: "tf-both" }, cell(kit, found.closed), found.forming === null ? null : cell(kit, found.forming, { dimmed: true })),
  });

  function pick({ symbol, name }) {
    const button = dom.el("button", { type: "button", class: "tf-pick", title: name }, symbol);
    button.addEventListener("click", () => choose(symbol));
    return button;
  }

  const columns = [
    { title: "Index", of: (row) => row.symbol, value: (row) => row.symbol, node: pick },
    ...Object.keys(PERIODS).map(both),
    { title: "Alignment", figure: "score", value: (row) => row.score, node: (row) => cell(kit, row.score) },
    { title: "Pattern", figure: "pattern", value: (row) => row.pattern, node: ({ pattern }) => dom.el("span", { "data-direction": leaning(pattern) }, (PATTERNS[pattern] ?? ["", "—"]).join(" ")) },
  ];

  return ({ indices: rows }) => {
    const list = body.querySelector('[data-table="indices"]');
    table.fillTable(list, columns, rows);
    if (!rows.length) table.sayEmpty(list, columns, "This market has no indices.");
  };
}
