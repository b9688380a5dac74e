/** Building nodes without markup: text is always text, since symbols and names are other people's data. */

import { MISSING, direction, isMissing, why } from "./format.js";

const SVG = "http://www.w3.org/2000/svg";

function write(node, name, value) {
  if (value === null || value === undefined || value === false) node.removeAttribute(name);
  else node.setAttribute(name, value === true ? "" : value);
}

function build(node, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) write(node, name, value);
  node.append(...children.filter((child) => child !== null && child !== undefined));
  return node;
}

export const el = (tag, attributes = {}, ...children) => build(document.createElement(tag), attributes, children);

export const svg = (tag, attributes = {}, ...children) => build(document.createElementNS(SVG, tag), attributes, children);

/** What a node is to be, in words: `fill` makes it, or changes what is there. Comparing words costs nothing beside comparing nodes. */
class Told {
  constructor(namespace, tag, attributes, children) {
    Object.assign(this, { namespace, tag, attributes, children: children.filter((child) => child !== null && child !== undefined) });
  }

  make() {
    const node = this.namespace ? document.createElementNS(this.namespace, this.tag) : document.createElement(this.tag);
    told.set(node, this);
    return build(node, this.attributes, this.children.map(made));
  }
}

const told = new WeakMap(); // node → what it was told to be last

const made = (child) => (child instanceof Told ? child.make() : child);

/** `el` and `svg` for what is drawn again with every session that passes by: they give what only `fill` and `show` can take. */
export const telling = {
  el: (tag, attributes = {}, ...children) => new Told(null, tag, attributes, children),
  svg: (tag, attributes = {}, ...children) => new Told(SVG, tag, attributes, children),
};

/** Make the node's children these, touching no more than differs: what stays is laid out and painted no second time. */
export function fill(node, ...children) {
  let there = node.firstChild;
  for (const child of children) {
    const next = there?.nextSibling;
    if (!there) node.append(made(child));
    else if (!become(there, child)) there.replaceWith(made(child));
    there = next;
  }
  while (there) {
    const next = there.nextSibling;
    there.remove();
    there = next;
  }
}

/** Whether the node could be made what it is to be. What others wrote to it, such as where the keyboard stands, stays. */
function become(node, child) {
  if (!(child instanceof Told)) {
    if (child instanceof Node || node.nodeType !== Node.TEXT_NODE) return false;
    if (node.data !== String(child)) node.data = child;
    return true;
  }
  const before = told.get(node);
  if (before?.tag !== child.tag) return false;
  told.set(node, child);
  for (const [name, value] of Object.entries(child.attributes)) if (value !== before.attributes[name]) write(node, name, value);
  for (const name of Object.keys(before.attributes)) if (!(name in child.attributes)) node.removeAttribute(name);
  fill(node, ...child.children);
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
  if (isMissing(value)) fill(node, MISSING, telling.el("small", { class: "why" }, why(reason)));
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
