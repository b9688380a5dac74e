/** Which figure a press or a key asks about, and how the keyboard gets to it; the card that answers is loaded with the first question. */

const FIGURE = "[data-figure]";
const OTHERWISE = "a, button, input, select, textarea, summary, label, [data-chart]"; // a press on these means something else
const GROUP = "table, .tile, .verdict, .tape, .part, [data-place], .card-body > *, .card-body";
const STEPS = { ArrowLeft: -1, ArrowUp: -1, ArrowRight: 1, ArrowDown: 1 };

const page = document.body;

/** The figure that an element belongs to, with all that it takes to ask about it; null where there is none. */
function asked(target) {
  const node = target.closest(FIGURE);
  if (!node || (target.closest(OTHERWISE) && node.contains(target.closest(OTHERWISE)))) return null;
  const key = node.closest("[data-service]")?.dataset.service ?? node.closest("[data-of]")?.dataset.of;
  const card = document.getElementById(`${key}-section`);
  if (!card) return null;
  const cell = target.closest("td, th");
  return {
    node: cell && node.contains(cell) ? cell : node,
    address: `${card.dataset.api.replace(/[^/]*$/, "")}explain/${key}/${node.dataset.figure}`,
    asOf: card.dataset.asOf,
    symbol: target.closest("[data-symbol]")?.dataset.symbol ?? "",
  };
}

async function open(question) {
  focus(question.node, { preventScroll: true }); // the focus comes back to what has it now
  const { show } = await import("./card.js");
  show(question);
}

const groupOf = (node) => node.closest(GROUP);
const isShown = (node) => node.getClientRects().length > 0;
const figuresOf = (group) => [...group.querySelectorAll(FIGURE)].filter((node) => isShown(node) && groupOf(node) === group);

function focus(node, options = {}) {
  if (!node) return;
  if (!node.hasAttribute("tabindex")) node.tabIndex = -1;
  node.focus(options);
}

/** From one figure to its neighbour: along its group, in a table from cell to cell. */
function step(node, key) {
  const cell = node.closest("td, th");
  if (!cell) {
    const along = figuresOf(groupOf(node));
    return focus(along[along.indexOf(node) + STEPS[key]]);
  }
  const toward = STEPS[key] < 0 ? "previousElementSibling" : "nextElementSibling";
  if (key === "ArrowLeft" || key === "ArrowRight") return focus(cell[toward]);
  return focus(cell.parentElement[toward]?.cells[cell.cellIndex]);
}

function pressed(event) {
  const { target, key } = event;
  if (event.ctrlKey || event.metaKey || event.altKey || target.closest("[popover]")) return;
  const isRegion = target.matches(".scroll[tabindex]");
  if (isRegion && key === "Enter") {
    event.preventDefault();
    return focus(target.querySelector("tbody :is(td, th)"));
  }
  if (target.matches(OTHERWISE) || !target.matches(`${FIGURE}, td, th`)) return;
  if (key === "Enter" || key === " ") {
    const question = asked(target);
    if (question) open(question);
  } else if (key === "Escape" && target.closest(".scroll[tabindex]")) focus(target.closest(".scroll[tabindex]"));
  else if (key in STEPS) step(target, key);
  else return;
  event.preventDefault();
}

/** One stop of the Tab key per group of figures; arrows go on from there. A table's own region is its stop. */
function reach() {
  const groups = new Set();
  for (const node of page.querySelectorAll(FIGURE)) {
    const group = groupOf(node);
    if (node.closest("table") || node.closest(OTHERWISE) || groups.has(group)) continue;
    groups.add(group);
    node.tabIndex = 0;
  }
}

page.addEventListener("click", (event) => {
  if (event.defaultPrevented || !getSelection().isCollapsed) return;
  const question = asked(event.target);
  if (question) open(question);
});
page.addEventListener("keydown", pressed);
reach();
