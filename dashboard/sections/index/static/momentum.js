/** The momentum table: one row for each index. */

import cells from "./cells.js";

const RETURNS = [[21, "1 M"], [63, "3 M"], [126, "6 M"], [252, "12 M"]];

export default function momentum(body, kit) {
  const { dom, format, table } = kit;

  function place({ range_52w: share, symbol }) {
    const at = `${(100 * share).toFixed(1)}%`;
    return dom.svg(
      "svg",
      { class: "index-range", role: "img", "aria-label": `${symbol} stands at ${format.percent(100 * share, 0)} of its 52-week range` },
      dom.svg("line", { x1: "0", x2: "100%", y1: "50%", y2: "50%", class: "index-axis" }),
      dom.svg("circle", { cx: at, cy: "50%", r: 3.5, class: "index-now" }),
    );
  }

  function position(row, make) {
    const { sign, position: size } = row.tsmom;
    if (format.isMissing(size)) return make.text(row, "tsmom.position", null);
    const direction = sign > 0 ? "up" : sign < 0 ? "down" : "flat";
    return dom.el("span", { "data-direction": direction }, `${{ up: "▲", down: "▼", flat: "◆" }[direction]} ${format.signed(size, 2, "×")}`);
  }

  const column = (title, hint, path, value, text, direction) => ({
    title, hint, numeric: true, value, direction, path, text,
  });

  function columnsOf(make) {
    const plain = [
      ...RETURNS.map(([n, title]) => column(
        title, `Return over ${n} sessions`, `roc.${n}`, (row) => row.roc[n], (value) => format.signed(100 * value, 1, " %"), true,
      )),
      column("RSI", "Wilder's RSI(14)", "rsi", (row) => row.rsi, (value) => format.fixed(value)),
      column("MACD hist.", "MACD(12, 26, 9) less its signal, in points", "macd.histogram", (row) => row.macd.histogram, (value) => format.signed(value), true),
      column("ADX", "Average directional index, 14", "adx", (row) => row.adx, (value) => format.fixed(value)),
      column("+DI", "Positive directional indicator, 14", "plus_di", (row) => row.plus_di, (value) => format.fixed(value)),
      column("−DI", "Negative directional indicator, 14", "minus_di", (row) => row.minus_di, (value) => format.fixed(value)),
      column("ATR", "Average true range of 14 in percent of the close", "atr_pct", (row) => row.atr_pct, (value) => format.fixed(value, 2, " %")),
      column("Drawdown", "Close against the highest close so far", "drawdown_pct", (row) => row.drawdown_pct, (value) => format.signed(value, 1, " %")),
    ].map(({ path, text, value, direction, ...rest }) => ({
      ...rest,
      figure: path.replace(".", "_"),
      value,
      node: (row) => make.text(row, path, value(row), format.isMissing(value(row)) ? "" : text(value(row))),
      direction: direction && ((row) => format.direction(100 * (value(row) ?? NaN), 1)),
    }));
    return [
      { title: "Index", of: (row) => row.symbol, value: (row) => row.symbol, text: (row) => row.symbol },
      ...plain,
      {
        title: "52 weeks", figure: "range_52w", hint: "From the lowest low to the highest high of the last 252 sessions", value: (row) => row.range_52w,
        node: (row) => (format.isMissing(row.range_52w) ? make.text(row, "range_52w", null) : place(row)),
      },
      {
        title: "Volatility", figure: "volatility", hint: "Of the last 20 sessions, a year, and where it stands among its last 252 values", numeric: true, value: (row) => row.volatility,
        node: (row) => make.text(row, "volatility", row.volatility, volatility(row)),
      },
      {
        title: "Trend position", figure: "tsmom", hint: "Time-series momentum: the sign of the 252-session return, scaled to 40 % volatility a year", numeric: true,
        value: (row) => row.tsmom.position, node: (row) => position(row, make),
      },
    ];
  }

  function volatility({ volatility: value, volatility_percentile: percentile }) {
    if (format.isMissing(value)) return "";
    return dom.el("span", {}, format.percent(100 * value), dom.el("small", { class: "index-atr" }, ` ${format.ordinal(percentile)}`));
  }

  return ({ indices, needs }) => {
    table.fillTable(body.querySelector('[data-table="momentum"]'), columnsOf(cells(kit, needs)), indices);
  };
}
