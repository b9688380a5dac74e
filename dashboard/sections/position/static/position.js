/** The position card: how much first, then the candidates, the evidence, the risk, and what another account would make of them. */

import account from "./account.js";
import evidence from "./evidence.js";
import risk from "./risk.js";
import trades from "./trades.js";
import trying from "./trying.js";
import verdict from "./verdict.js";

export default function mount(body, kit) {
  const parts = [verdict, trades, evidence, risk].map((part) => part(body, kit));
  const form = account(body, kit, () => attempt.end());
  const attempt = trying(body, kit, draw, (values) => form.save(values));
  let held = null;

  function draw(answers = held) {
    for (const part of parts) part(answers);
  }

  body.querySelector("[data-action=set-up]").addEventListener("click", () => form.open());

  return {
    render({ recommendations, kelly, risk: lost }) {
      held = { recommendations: recommendations.data, kelly: kelly.data, risk: lost.data };
      if (!attempt.isOn) draw();
      attempt.holds(held.recommendations);
      form.holds(held.recommendations.account);
    },
  };
}
