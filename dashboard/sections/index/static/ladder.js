/** The ladder: every index against its averages, with the close that would flip each, its last cross and Faber's state. */

import cells from "./cells.js";
import strip, { reachOf } from "./strip.js";

export default function ladder(body, kit) {
  const { dom, format, table } = kit;

  function rung(length, make) {
    const of = (row) => row.sma[length];
    return {
      title: `SMA ${length}`,
      figure: `sma_${length}`,
      hint: `Distance to the ${length}-session average in percent and in ATR(14); the next close beyond which the side flips`,
      value: (row) => of(row).distance_pct,
      node(row) {
        const { value, above, distance_pct: percent, distance_atr: ranges, flip_close: flip } = of(row);
        if (format.isMissing(value)) return make.text(row, `sma.${length}.value`, null);
        const arrow = dom.el("span", { "data-direction": above ? "up" : "down" }, `${above ? "▲" : "▼"} ${format.signed(percent, 1, " %")}`);
        const first = dom.el("span", {}, arrow, dom.el("span", { class: "index-atr" }, ` ${format.signed(ranges, 1, " ATR")}`));
        return make.twoLines(first, `flips at ${format.fixed(flip, flip < 100 ? 2 : 1)}`);
      },
    };
  }

  function cross(row, make) {
    const { last, above } = row.crosses;
    if (!last) return make.text(row, "crosses.last", null);
    const sign = dom.el("span", { "data-direction": above ? "up" : "down" }, last.kind === "golden" ? "▲ Golden" : "▼ Death");
    return make.twoLines(sign, `${last.session}, ${format.count(last.age_sessions)} s`);
  }

  function faber(row, make) {
    const { state, since, forming } = row.faber;
    if (!state) return make.text(row, "faber.state", null);
    const isAbove = state === "above";
    const running = forming && forming.above !== isAbove ? `, forming ${forming.above ? "▲" : "▼"}` : ""; // said where it would change
    const hint = forming ? `The month closes on ${forming.closes_on}; a close above ${format.fixed(forming.flip_close)} ends it above` : "The month has just closed";
    const node = make.twoLines(
      dom.el("span", { "data-direction": isAbove ? "up" : "down" }, isAbove ? "▲ In" : "▼ Out"),
      dom.el("span", {}, `since ${since.slice(0, 7)}`, dom.el("span", { class: "index-forming" }, running)),
    );
    node.title = hint;
    return node;
  }

  return ({ indices, needs }) => {
    const make = cells(kit, needs);
    const reach = reachOf(indices);
    const columns = [
      { title: "Index", of: (row) => row.symbol, value: (row) => row.symbol, node: make.name },
      { title: "Close", figure: "close", numeric: true, value: (row) => row.close, node: (row) => make.text(row, "close", row.close, format.fixed(row.close, 2)) },
      { title: "Averages around the close", hint: `Half the width is ${format.fixed(reach)} ATR`, node: (row) => strip(row, reach, kit) },
      ...[20, 50, 100, 200].map((length) => rung(length, make)),
      { title: "50/200 cross", figure: "cross", hint: "The last golden or death cross and its age", value: (row) => row.crosses.distance_pct, node: (row) => cross(row, make) },
      { title: "Faber", figure: "faber", hint: "Month-end close against the mean of the last ten month-end closes", value: (row) => row.faber.months, node: (row) => faber(row, make) },
    ];
    table.fillTable(body.querySelector('[data-table="ladder"]'), columns, indices);
  };
}
