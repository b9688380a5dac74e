/** The face of the index card: the trend over all, every index in a row, and what divergences are open. */

import { TRENDS } from "./words.js";

const MOST = 5;

export default function front({ dom, format, places: { face } }) {
  function trend({ label: code, since, reason }) {
    const badge = dom.figure(face, "label");
    badge.dataset.trend = code ?? "";
    const [shape, words] = TRENDS[code] ?? [];
    dom.show(face, "label", code, [dom.el("span", { "aria-hidden": "true" }, shape), ` ${words}`], reason);
    dom.show(face, "since", since, since, reason);
  }

  const missing = () => dom.el("td", { class: "missing" }, format.MISSING);

  function distance({ distance_pct: percent, above }) {
    if (format.isMissing(percent)) return missing();
    return dom.el("td", { "data-direction": above ? "up" : "down" }, `${above ? "▲" : "▼"} ${format.signed(percent, 1, " %")}`);
  }

  function row({ symbol, name, close, sma }, rates) {
    const figure = (value, digits) => (format.isMissing(value) ? missing() : dom.el("td", {}, format.fixed(value, digits)));
    return dom.el("tr", {}, dom.el("th", { scope: "row", title: name || null }, symbol), figure(close, 2), distance(sma[50]), distance(sma[200]), figure(rates?.rsi, 0));
  }

  function note(indices, counts) {
    const more = indices.length > MOST ? `${format.count(indices.length - MOST)} more · ` : "";
    dom.say(dom.figure(face, "face_note"), `${more}${format.plural(counts.open, "divergence")} open, ${format.count(counts.confirmed)} confirmed in a year`);
  }

  return ({ sma: { data }, momentum: { data: rates }, divergence: { data: found } }) => {
    trend(data.trend);
    const bySymbol = new Map(rates.indices.map((one) => [one.symbol, one]));
    dom.fill(face.querySelector("[data-table=face] tbody"), ...data.indices.slice(0, MOST).map((one) => row(one, bySymbol.get(one.symbol))));
    note(data.indices, found.counts);
  };
}
