/** The regime card: which part draws what, from the answers of the section's endpoints. */

import components from "./components.js";
import events from "./events.js";
import follow from "./follow.js";
import past from "./past.js";
import policy from "./policy.js";
import reliability from "./reliability.js";
import time from "./time.js";
import verdict from "./verdict.js";
import walk from "./walk.js";

const PARTS = [verdict, components, follow, time, reliability, policy, walk, events, past];

export default function mount(body, kit) {
  const draw = PARTS.map((part) => part(body, kit));
  return {
    /** Every part is drawn even when one throws; then its error is the card's. */
    async render({ current, history, strategy }) {
      const drawn = await Promise.allSettled(draw.map(async (part) => part(current.data, history.data, strategy.data)));
      const torn = drawn.find(({ status }) => status === "rejected");
      if (torn) throw torn.reason;
    },
  };
}
