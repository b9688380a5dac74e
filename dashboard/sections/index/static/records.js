/** What each kind of divergence was worth: returns after it against the usual, and whether that is more than chance. */

import { ARROWS, KINDS, toward } from "./words.js";

export default function records(body, { dom, format, table }) {
  const share = (value) => format.fixed(format.isMissing(value) ? null : 100 * value, 0, " %");
  const kind = (row) => dom.el("span", {}, dom.el("span", { "data-direction": toward(row.direction) }, `${ARROWS[row.direction]} `), KINDS[row.kind]);
  const badge = (row) => dom.el("span", { class: "index-edge", "data-edge": row.edge ?? "unknown" }, row.words);
  const numeric = (title, hint, value, text, more = {}) => ({ title, hint, numeric: true, value, text: (row) => text(value(row)), ...more });
  const columns = [
    { title: "Kind", value: (row) => KINDS[row.kind], node: kind },
    numeric("Cases", "Divergences whose 21 sessions have ended", (row) => row.n, format.count),
    numeric("Episodes", "Of these, how many lie at least 21 sessions apart", (row) => row.episodes, format.count),
    numeric("Mean, 21 s", "Mean return over the 21 sessions after", (row) => row.mean_21_pct, (value) => format.signed(value, 1, " %")),
    numeric("Usual", "Mean return of the same indices over any 21 sessions", (row) => row.usual_21_pct, (value) => format.signed(value, 1, " %")),
    numeric("Excess", "Mean less usual", (row) => row.excess_21_pct, (value) => format.signed(value, 1, " %"), {
      direction: (row) => format.direction(row.excess_21_pct),
    }),
    numeric("Hit rate", "How often the index then went the divergence's way", (row) => row.hit_rate, share),
    numeric("Usual", "How often the indices go that way over any 21 sessions", (row) => row.usual_hit_rate, share),
    numeric("p", "Two-sided, for overlapping outcomes in time and across indices", (row) => row.p, (value) => (value < 0.01 && value !== null ? "< 0.01" : format.fixed(value, 2))),
    { title: "Verdict", value: (row) => row.words, node: badge },
  ];

  return (rows) => table.fillTable(body.querySelector('[data-table="records"]'), columns, rows);
}
