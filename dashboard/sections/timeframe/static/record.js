/** What followed each alignment: the symbol's own record, or that of all stocks. */

import { BUCKETS } from "./words.js";

export default function record(body, { dom, format, table }) {
  let shown = "own";
  let held = null;

  const columns = [
    { title: "Alignment", text: (row) => `${BUCKETS[row.bucket]} (${row.range})` },
    { title: "n", numeric: true, hint: "Outcomes that have ended; their windows overlap", text: (row) => format.count(row.n) },
    { title: "Mean, 21 bars", numeric: true, text: (row) => format.signed(row.mean, 2, " %"), direction: (row) => format.direction(row.mean, 2) },
    { title: "Rose", numeric: true, text: (row) => format.fixed(row.hits, 0, " %") },
  ];

  function draw() {
    const found = shown === "own" ? held?.record : held?.universe;
    const list = body.querySelector('[data-table="record"]');
    dom.figure(body, "overlap").textContent = found?.overlap ?? "";
    const rows = (found?.bucket ?? []).map((bucket, k) => ({ bucket, range: found.range[k], n: found.n[k], mean: found.mean_pct[k], hits: found.hit_rate_pct[k] }));
    table.fillTable(list, columns, rows);
    if (!rows.length) table.sayEmpty(list, columns, "No record: there is nothing that it could be of.");
  }

  dom.choices(body, "record", (value) => {
    shown = value;
    draw();
  });

  return (own, universe) => {
    held = { record: own, universe };
    draw();
  };
}
