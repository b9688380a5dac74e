/** The timeframe card: the benchmark's verdict, grid and record, or those of the symbol that was chosen. */

import grid from "./grid.js";
import indices from "./indices.js";
import record from "./record.js";
import scans from "./scans.js";
import symbols from "./symbols.js";
import verdict from "./verdict.js";

const YEAR = 252;

export default function mount(body, kit) {
  const { dom, format, spark } = kit;
  const back = body.querySelector("[data-action=back]");
  let chosen = null;
  let held = null;

  const [drawVerdict, drawGrid, drawRecord] = [verdict, grid, record].map((part) => part(body, kit));
  const drawIndices = indices(body, kit, choose);
  const drawScans = scans(body, kit);
  const drawSymbols = symbols(body, kit, choose);

  function show(all, alignment) {
    drawVerdict(all);
    drawGrid(all);
    drawRecord(alignment.record, held.alignment.universe?.record);
    back.hidden = !chosen;
  }

  /** The chosen symbol's own figures, of the session that the card shows; the benchmark's without one. */
  async function follow() {
    if (!chosen) return show(held.all, held.alignment);
    const asked = chosen;
    const parameters = { symbol: asked, as_of: held.asOf };
    const [all, alignment] = await Promise.all([kit.ask("all", parameters), kit.ask("alignment", parameters)]);
    if (chosen === asked) show(all.data, alignment.data);
    return null;
  }

  /** A press is outside the card's own rounds of asking, so what fails is told here. */
  async function choose(symbol) {
    chosen = symbol;
    try {
      await follow();
      body.scrollIntoView({ block: "nearest" });
    } catch (error) {
      dom.figure(body, "sentence").textContent = `${symbol} could not be shown: ${error.message}`;
    }
  }

  function shares({ universe }, past) {
    for (const [side, series] of [["up_pct", "aligned_up_pct"], ["down_pct", "aligned_down_pct"]]) {
      const value = universe[side];
      const of = `${format.percent(value)} of ${format.count(universe.valid)} with an alignment, ${format.count(universe.members)} members`;
      dom.show(body, side, value, of, universe.reason);
      const year = past[series].slice(-YEAR);
      body.querySelector(`[data-strip="${series}"]`).replaceChildren(spark.strip(year, `Percent of stocks ${side === "up_pct" ? "aligned up" : "aligned down"}, last ${year.length} sessions`));
    }
  }

  back.addEventListener("click", () => choose(null));

  return {
    /** Every part is drawn even when one throws; then its error is the card's. */
    async render({ all, alignment, history }) {
      held = { all: all.data, alignment: alignment.data, asOf: all.as_of };
      const parts = [
        follow, () => drawIndices(all.data), () => drawScans(all.data), () => drawSymbols(alignment.data.symbols, alignment.data.patterns), () => shares(alignment.data, history.data),
      ];
      const drawn = await Promise.allSettled(parts.map(async (part) => part()));
      const torn = drawn.find(({ status }) => status === "rejected");
      if (torn) throw torn.reason;
    },
  };
}
