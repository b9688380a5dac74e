/** Building nodes without markup: text is always text, since symbols and names are other people's data. */

import { MISSING, direction, isMissing, why } from "./format.js";

const SVG = "http://www.w3.org/2000/svg";

function build(node, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.filter((child) => child !== null && child !== undefined));
  return node;
}

export const el = (tag, attributes = {}, ...children) => build(document.createElement(tag), attributes, children);

export const svg = (tag, attributes = {}, ...children) => build(document.createElementNS(SVG, tag), attributes, children);

export const figure = (root, name) => root.querySelector(`[data-figure="${name}"]`);

/** Write a figure's text; a missing one becomes a dash followed by its reason in words. */
export function show(root, name, value, text, reason) {
  const node = figure(root, name);
  if (!node) return;
  node.classList.add("known"); // until then it shows as a place to be filled, not as a missing figure
  node.classList.toggle("missing", isMissing(value));
  if (isMissing(value)) node.replaceChildren(MISSING, el("small", { class: "why" }, why(reason)));
  else node.textContent = text;
}

/** A signed figure with its direction, drawn as colour and as an arrow. */
export function showChange(root, name, value, text, reason) {
  const node = figure(root, name);
  if (!node) return;
  node.classList.add("known");
  node.textContent = text;
  node.title = isMissing(value) ? why(reason) : ""; // too narrow for words
  node.classList.toggle("missing", isMissing(value));
  node.dataset.direction = direction(value);
}

/** A row of buttons of which one is pressed: `told(value)` when another is. */
export function choices(root, name, told) {
  const group = root.querySelector(`[data-choices="${name}"]`);
  group.addEventListener("click", ({ target }) => {
    const pressed = target.closest("button");
    if (!pressed) return;
    for (const button of group.querySelectorAll("button")) button.setAttribute("aria-pressed", button === pressed);
    told(pressed.dataset.value);
  });
}
