/** The sector table: who carries the market, sortable by any column. */

import { SHAPES, WORDS, rankOf } from "./labels.js";

export default function sectors(body, { dom, format, table }) {
  function rank({ rank: place, rank_change: moved }) {
    const arrow = moved ? ` ${moved > 0 ? "▲" : "▼"}${Math.abs(moved)}` : "";
    return dom.el("span", {}, format.count(place), dom.el("small", { class: "moved", title: "Change of rank in 5 sessions" }, arrow));
  }

  function stance({ stance: label }) {
    if (!label) return format.MISSING;
    return dom.el("span", { class: "stance", "data-label": label }, dom.el("span", { "aria-hidden": "true" }, SHAPES[label]), ` ${WORDS[label]}`);
  }

  const share = (length) => ({
    title: `SMA ${length}`,
    figure: `sector_${length}`,
    hint: `Percent of the sector above SMA ${length}`,
    numeric: true,
    value: (row) => row.above_sma_pct[length],
    text: (row) => format.fixed(row.above_sma_pct[length], 0, " %"),
  });
  const returned = (sessions) => ({
    title: `${sessions} s`,
    figure: `sector_return_${sessions}`,
    hint: `Median return over ${sessions} sessions`,
    numeric: true,
    value: (row) => row[`return_${sessions}_pct`],
    text: (row) => format.signed(row[`return_${sessions}_pct`], 1, " %"),
    direction: (row) => format.direction(row[`return_${sessions}_pct`]),
  });

  const traded = (row) => (row.valid === row.n ? format.count(row.n) : `${row.valid}/${row.n}`);
  const columns = [
    { title: "Sector", of: (row) => row.sector, value: (row) => row.sector, text: (row) => row.sector },
    { title: "Rank", numeric: true, value: (row) => (row.rank ? -row.rank : null), node: rank },
    { title: "n", hint: "Stocks that traded, of those in the sector", numeric: true, value: (row) => row.valid, text: traded },
    share(20),
    share(50),
    share(200),
    { title: "A–D", figure: "sector_ad", hint: "Advances and declines", numeric: true, value: (row) => row.ad_pct, text: (row) => `${row.advances}–${row.declines}` },
    returned(5),
    returned(20),
    { title: "Stance", value: (row) => rankOf(row.stance), node: stance },
  ];

  return (data) => {
    const list = body.querySelector('[data-table="sectors"]');
    table.fillTable(list, columns, data.sectors);
    if (!data.sectors.length) table.sayEmpty(list, columns, `No table: ${format.why(data.reasons?.sectors)}.`);
  };
}
