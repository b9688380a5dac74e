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
    render({ current, sma, history: record }) {
      return Promise.all(draw.map((part) => part(current.data, sma.data, record.data)));
    },
  };
}
