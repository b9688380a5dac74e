/** The sessions on screen as a table that stands in the chart's place, the newest first. */

import { el } from "../dom.js";
import { MISSING, count, fixed, isMissing, signed } from "../format.js";

const MOST = 500; // rows; the CSV has all of them

/** A value as the legend reads it; of a band what its colour stands for. */
function words({ kind, digits = 1, signed: hasSign, unit = "" }, value) {
  if (isMissing(value)) return MISSING;
  if (kind === "bands") return value.replace(/^--[a-z]+-/, "").replaceAll("_", " ");
  return (hasSign ? signed : fixed)(value, digits, unit);
}

/** A region of the chart's own size with a table: {node, fill(chart), remove()}. */
export function region(title, container) {
  const { height } = container.getBoundingClientRect();
  const body = el("tbody");
  const heads = el("tr");
  const caption = el("caption", { class: "chart-caption" });
  const table = el("table", { class: "table" }, caption, el("thead", {}, heads), body);
  const node = el("div", { class: "scroll chart-rows", tabindex: 0, role: "region", "aria-label": `${title}, as a table` }, table);
  node.style.height = `${height}px`;

  function fill(chart) {
    const { first, last, sessions } = chart.window();
    const lines = chart.shown();
    const start = Math.max(first, last - MOST + 1);
    const cut = start > first ? `; the newest ${count(MOST)} of ${count(last - first + 1)}, the CSV has all` : "";
    caption.textContent = last < first ? `${title}: nothing to show` : `${title}, ${sessions[start]} to ${sessions[last]}${cut}`;
    heads.replaceChildren(el("th", { scope: "col" }, "Session"), ...lines.map(({ line }) => el("th", { scope: "col", class: line.kind === "bands" ? null : "number" }, line.words ?? line.column)));
    body.replaceChildren(...Array.from({ length: Math.max(0, last - start + 1) }, (_, back) => row(sessions, lines, last - back)));
  }

  const row = (sessions, lines, at) => el("tr", {}, el("th", { scope: "row" }, sessions[at]),
    ...lines.map(({ line, values }) => el("td", { class: line.kind === "bands" ? null : "number" }, words(line, values[at]))));

  return { node, fill, remove: () => node.remove() };
}
