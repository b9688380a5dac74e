/** The sections: a strip of each one's runs, how long they took, its breaker, and when it runs next. */

import { SIGNS, durations, sign, strip } from "./runs.js";
import { duration, fill, moment, retell } from "./words.js";

const STATUS = { ok: "ok", stale: "stale", degraded: "degraded", loading: "loading" };

export default function sections(root, { dom }) {
  root.querySelector('[data-fact="legend"]').replaceChildren(...Object.keys(SIGNS).map(explained));

  function explained(outcome) {
    const picture = dom.svg("svg", { viewBox: "0 0 8 16", class: "run-key", "aria-hidden": "true" }, sign(dom, outcome));
    return dom.el("li", {}, picture, SIGNS[outcome]);
  }

  function breaker({ state, failures, opens_until: until }) {
    if (state === "closed") return failures ? dom.el("span", {}, "closed, retry ", moment(dom, until)) : "closed";
    return dom.el("span", { class: "health-loud" }, state === "open" ? "open, probe " : "half-open: probe due", until ? moment(dom, until) : "");
  }

  function draw(row, one) {
    row.dataset.status = one.status;
    const isFailing = one.consecutive_failures > 0;
    fill(row, {
      status: isFailing ? `${STATUS[one.status]}, failing` : STATUS[one.status],
      runs: strip(dom, one.runs),
      durations: durations(dom, one.runs),
      took: duration(one.duration_seconds),
      median: duration(one.median_seconds),
      good: moment(dom, one.last_good),
      next: one.next_run ? moment(dom, one.next_run) : "new data",
      breaker: breaker(one.breaker),
      reason: reason(one),
    });
  }

  function reason({ reason: now, last_failure: failure }) {
    if (now) return now;
    return failure ? dom.el("span", {}, "Last error ", moment(dom, failure.at), `: ${failure.reason ?? failure.outcome}`) : "";
  }

  function show(report) {
    for (const row of root.querySelectorAll("[data-section]")) {
      const one = report.sections[row.dataset.section];
      if (one) draw(row, one);
    }
  }

  return { show, refresh: () => retell(root) };
}
