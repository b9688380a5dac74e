/** The trend over all indices: label, since when, how many stand above their averages, how far. */

import { TRENDS } from "./words.js";

export default function trend(body, { dom, format }) {
  const figure = (name) => dom.figure(body, name);

  function label({ label: code, reason }) {
    const badge = figure("label");
    badge.dataset.trend = code ?? "";
    if (!code) return dom.show(body, "label", null, "", reason);
    badge.classList.remove("missing");
    badge.classList.add("known");
    badge.replaceChildren(dom.el("span", { "aria-hidden": "true" }, TRENDS[code][0]), ` ${TRENDS[code][1]}`);
  }

  return (data) => {
    label(data);
    dom.show(body, "since", data.since, data.since, data.reason);
    for (const length of [50, 200]) {
      const [above, distance] = [data.above[length], data.mean_distance_pct[length]];
      dom.show(body, `above_${length}`, above, `${above} of ${data.valid}`, data.reason);
      dom.show(body, `distance_${length}`, distance, format.signed(distance, 1, " %"), data.reason);
      figure(`distance_${length}`).dataset.direction = format.direction(distance);
    }
    const missing = data.missing.length ? `: ${data.missing.join(", ")} ${data.missing.length === 1 ? "lacks" : "lack"} an average` : "";
    figure("judged").textContent = `${data.valid} of ${format.plural(data.members, "index").replace("indexs", "indices")} judged${missing}`;
  };
}
