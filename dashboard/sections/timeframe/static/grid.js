/** The grid of days, weeks and months: four votes and a score, closed and forming, and the close that would flip the sign. */

import { cell } from "./cells.js";
import { FAMILIES, PERIODS, reason } from "./words.js";

export default function grid(body, kit) {
  const { dom, format, table } = kit;

  function head({ words, isForming, note }) {
    return dom.el("span", { class: isForming ? "two-lines tf-forming" : "two-lines" }, dom.el("span", {}, words), dom.el("small", {}, note));
  }

  function flip({ isForming, found }) {
    if (isForming) return "";
    const { flip_close: close, flip: { direction, distance_pct: distance, flips_now: now } } = found;
    if (format.isMissing(close)) return dom.el("span", { class: "missing" }, `${format.MISSING} `, dom.el("small", {}, reason(found.reasons.flip_close)));
    const when = found.closes_on ? ` on ${found.closes_on}` : "";
    return dom.el("span", { class: "two-lines" },
      dom.el("span", {}, `${direction} ${format.fixed(close, 2)} (${format.signed(distance, 1, " %")})`),
      dom.el("small", {}, now ? `as it stands it flips${when}` : `close${when}`));
  }

  const vote = (family) => ({
    title: FAMILIES[family],
    figure: ({ name, isForming }) => `${name}${isForming ? "_forming" : ""}_${family}`,
    node: ({ votes, found, isForming }) => cell(kit, votes?.[family], { why: reason(found.reasons[`votes.${family}`]), dimmed: isForming }),
  });
  const columns = [
    { title: "Timeframe", node: head },
    ...Object.keys(FAMILIES).map(vote),
    { title: "Score", figure: ({ name, isForming }) => `${name}${isForming ? "_forming" : ""}_score`, node: ({ score, found, isForming }) => dom.el("b", {}, cell(kit, score, { why: reason(found.reasons.score), dimmed: isForming })) },
    { title: "Would flip", figure: ({ name, isForming }) => (isForming ? null : `${name}_flip`), hint: "The close beyond which the score has the other sign", node: flip },
  ];

  function closedRow(name, found) {
    const { score, votes, since, closed_on: on } = found.closed;
    const { bars, needed } = found.history;
    const note = score === null ? `not enough history: ${bars} of ${needed} bars` : `closed ${on}${since ? `, so since ${since}` : ""}`;
    return { name, words: PERIODS[name], note, score, votes, found, isForming: false };
  }

  const formingRow = (name, found) => ({
    name, words: `${PERIODS[name]}, forming`, note: `closes ${found.closes_on ?? "—"}`, ...found.forming, found, isForming: true,
  });

  return ({ symbol, periods }) => {
    const rows = Object.entries(periods).flatMap(([name, found]) => [closedRow(name, found), ...(found.forming ? [formingRow(name, found)] : [])]);
    const list = body.querySelector('[data-table="grid"]');
    list.dataset.symbol = symbol ?? "";
    table.fillTable(list, columns, rows);
    if (!rows.length) table.sayEmpty(list, columns, "The market names no benchmark; choose a stock below.");
  };
}
