/** A score or a vote as a cell: shape, sign and shade. */

import { shape } from "./words.js";

const STEPS = 4;

/** value in [−1, 1] → a span shaded in four steps; a missing one is a dash with its reason as title. */
export function cell(kit, value, { why, dimmed = false } = {}) {
  const { dom, format } = kit;
  if (format.isMissing(value)) return dom.el("span", { class: "tf-cell missing", title: why ?? "not available" }, format.MISSING);
  const step = Math.ceil(Math.abs(value) * STEPS);
  const attributes = { class: dimmed ? "tf-cell tf-forming" : "tf-cell", "data-side": Math.sign(value), "data-step": step };
  return dom.el("span", attributes, dom.el("i", { "aria-hidden": "true" }, shape(value)), ` ${format.signed(value, 2)}`);
}
