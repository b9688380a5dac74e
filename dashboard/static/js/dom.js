/** Building nodes without markup: text is always text, since symbols and names are other people's data. */

import { MISSING, direction, isMissing, why } from "./format.js";

const SVG = "http://www.w3.org/2000/svg";
const KEPT = "tabindex"; // what the keyboard stands on stays where it is

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

/** Make the node's children these, touching no more than differs: what stays is laid out and painted no second time. */
export function fill(node, ...children) {
  const there = [...node.childNodes];
  children.forEach((child, place) => {
    const wanted = child instanceof Node ? child : document.createTextNode(child);
    if (!there[place]) node.append(wanted);
    else if (!become(there[place], wanted)) there[place].replaceWith(wanted);
  });
  for (const left of there.slice(children.length)) left.remove();
}

/** Whether the node could be made the other one. */
function become(node, other) {
  if (node.nodeName !== other.nodeName) return false;
  if (node.nodeType === Node.TEXT_NODE) {
    if (node.data !== other.data) node.data = other.data;
    return true;
  }
  for (const { name, value } of other.attributes) if (node.getAttribute(name) !== value) node.setAttribute(name, value);
  for (const { name } of [...node.attributes]) if (name !== KEPT && !other.hasAttribute(name)) node.removeAttribute(name);
  fill(node, ...other.childNodes);
  return true;
}

/** The text of a node, written where it is another. */
export function say(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

export const figure = (root, name) => root.querySelector(`[data-figure="${name}"]`);

/** Write a figure's text, or nodes in its place; a missing one becomes a dash followed by its reason in words. */
export function show(root, name, value, text, reason) {
  const node = figure(root, name);
  if (!node) return;
  node.classList.add("known"); // until then it shows as a place to be filled, not as a missing figure
  node.classList.toggle("missing", isMissing(value));
  if (isMissing(value)) fill(node, MISSING, el("small", { class: "why" }, why(reason)));
  else fill(node, ...[text ?? ""].flat());
}

/** A signed figure with its direction, drawn as colour and as an arrow. */
export function showChange(root, name, value, text, reason) {
  const node = figure(root, name);
  if (!node) return;
  node.classList.add("known");
  say(node, text);
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
