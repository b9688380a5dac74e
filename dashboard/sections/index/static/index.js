/** The index card: which part draws what, and the one index and family of divergences that chart and table share. */

import divergences from "./divergences.js";
import ladder from "./ladder.js";
import momentum from "./momentum.js";
import prices from "./prices.js";
import records from "./records.js";
import trend from "./trend.js";
import { FAMILIES } from "./words.js";

export default function mount(body, kit) {
  const chosen = { symbol: null, family: "all" };
  const [drawTrend, drawLadder, drawMomentum, drawRecords] = [trend, ladder, momentum, records].map((part) => part(body, kit));
  const list = divergences(body, kit);
  const chart = prices(body, kit);
  let held = null;

  const shown = () => held.divergence.divergences.filter(
    ({ symbol, kind }) => symbol === chosen.symbol && (chosen.family === "all" || FAMILIES[kind] === chosen.family),
  );

  /** Chart and table of what is chosen; a chart that fails leaves the table standing. */
  function follow(isNew) {
    list(shown(), held.divergence, chosen);
    return chart(chosen.symbol, shown(), isNew);
  }

  /** A press is outside the card's own rounds of asking, so what fails is told here. */
  async function chose(name, value) {
    chosen[name] = value;
    if (!held) return;
    try {
      await follow(false);
    } catch (error) {
      kit.dom.figure(body, "chart_note").textContent = `The chart could not be drawn: ${error.message}`;
    }
  }

  function offer(symbols) {
    const group = body.querySelector('[data-choices="symbol"]');
    if (!symbols.includes(chosen.symbol)) chosen.symbol = symbols[0];
    group.replaceChildren(...symbols.map((symbol) => kit.dom.el(
      "button", { class: "choice", type: "button", "data-value": symbol, "aria-pressed": String(symbol === chosen.symbol) }, symbol,
    )));
  }

  for (const name of ["symbol", "family"]) kit.dom.choices(body, name, (value) => chose(name, value));

  return {
    /** Every part is drawn even when one throws; then its error is the card's. */
    async render({ sma, momentum: rates, divergence }) {
      held = { divergence: divergence.data };
      offer(sma.data.indices.map(({ symbol }) => symbol));
      const parts = [
        () => drawTrend(sma.data.trend), () => drawLadder(sma.data), () => drawMomentum(rates.data), () => drawRecords(divergence.data.records),
        () => follow(true),
      ];
      const drawn = await Promise.allSettled(parts.map(async (part) => part()));
      const torn = drawn.find(({ status }) => status === "rejected");
      if (torn) throw torn.reason;
    },
  };
}
