/** The breadth card: which part draws what, from the answers of the section's endpoints. */

import averages from "./averages.js";
import history from "./history.js";
import movers from "./movers.js";
import sectors from "./sectors.js";
import tape from "./tape.js";
import thrusts from "./thrusts.js";
import verdict from "./verdict.js";

const PARTS = [verdict, averages, tape, sectors, movers, thrusts, history];

export default function mount(body, kit) {
  const draw = PARTS.map((part) => part(body, kit));
  return {
    /** Every part is drawn even when one throws; then its error is the card's. */
    async render({ current, sma, history: record }) {
      const drawn = await Promise.allSettled(draw.map(async (part) => part(current.data, sma.data, record.data)));
      const torn = drawn.find(({ status }) => status === "rejected");
      if (torn) throw torn.reason;
    },
  };
}
