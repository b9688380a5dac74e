/** Why a label last changed: each component before and at the change side by side, and the rule by which the label followed. */

import { el } from "../dom.js";
import { MISSING, direction, fixed, isMissing, signed, why } from "../format.js";

const named = (label) => (label ? label.replaceAll("_", " ") : "none");

/** "+0.62 × 29 % = +0.18" */
function sum({ value, weight, contribution, reason }) {
  if (isMissing(value)) return el("span", { class: "missing" }, `${MISSING} ${why(reason)}`);
  return el("span", { class: "explain-sum" }, el("small", {}, `${signed(value, 2)} × ${fixed(100 * weight, 0, " %")}`), " = ", el("b", {}, signed(contribution, 2)));
}

function row({ name, before, after, moved }) {
  return el("tr", {}, el("th", { scope: "row" }, name), el("td", { class: "number" }, sum(before)), el("td", { class: "number" }, sum(after)),
    el("td", { class: "number", "data-direction": direction(moved, 2) }, signed(moved, 2)));
}

const head = ({ session, score }) => el("th", { scope: "col", class: "number" }, session, el("small", {}, ` score ${signed(score, 2)}`));

/** The part of the card that tells of the last change; words alone while there has been none. */
export function turn(told) {
  if (!told) return el("p", { class: "explain-note" }, "The label has not changed within the record.");
  const { from, to, on, reason, before, after, components, rule } = told;
  return el("section", { class: "explain-turn" },
    el("h3", {}, `Why it changed on ${on}: ${named(from)} to ${named(to)}`),
    el("p", { class: "explain-reason" }, reason),
    el("div", { class: "explain-scroll", tabindex: 0, role: "region", "aria-label": "Components before and at the change" }, el("table", { class: "explain-table" },
      el("thead", {}, el("tr", {}, el("th", { scope: "col" }, "Component"), head(before), head(after), el("th", { scope: "col", class: "number" }, "Moved"))),
      el("tbody", {}, ...components.map(row)))),
    el("p", { class: "explain-note" }, rule));
}
