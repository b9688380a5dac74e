/** The card that opens on a figure: what it means, what it is, what it was made of, where it stands in its own past. */

import { get } from "../api.js";
import { el } from "../dom.js";
import { count, fixed, isMissing, ordinal, signed, why } from "../format.js";
import { past } from "./past.js";
import { turn } from "./turn.js";

const SHEET = matchMedia("(max-width: 760px)"); // there it is a sheet at the foot of the screen, placed by the style sheet
const [GAP, EDGE, ROOM_ABOVE] = [8, 12, 72];

const popover = document.body.appendChild(
  el("div", { id: "explain", class: "explain", popover: "auto", role: "dialog", "aria-labelledby": "explain-title" }),
);
let newest = null;

/** A value as it is read: fixed decimals, its sign, its unit; words without their underscores. */
function reading({ digits, signed: hasSign, unit, names }) {
  const after = unit ? ` ${unit}` : "";
  return (value) => {
    if (typeof value === "string") return value.replaceAll("_", " ");
    if (typeof value === "boolean") return value ? "yes" : "no";
    if (names.length) return (names[value] ?? "").replaceAll("_", " ");
    return (hasSign ? signed : fixed)(value, digits, after);
  };
}

/** Under the figure where there is room, else above it, else at its side; never beyond the screen. */
function place(node) {
  popover.style.removeProperty("top");
  popover.style.removeProperty("left");
  const figure = node.getBoundingClientRect();
  if (SHEET.matches) return figure.bottom > innerHeight - popover.offsetHeight ? scrollBy(0, figure.top - ROOM_ABOVE) : null;
  const { width, height } = popover.getBoundingClientRect();
  const [wide, tall] = [document.documentElement.clientWidth - EDGE - width, innerHeight - EDGE - height];
  const under = figure.bottom + GAP;
  const above = figure.top - GAP - height;
  const isBeside = under > tall && above < EDGE && figure.right + GAP <= wide;
  const top = isBeside ? tall : under <= tall ? under : above;
  popover.style.top = `${scrollY + Math.max(EDGE, Math.min(top, tall))}px`;
  popover.style.left = `${scrollX + Math.max(EDGE, Math.min(isBeside ? figure.right + GAP : figure.left, wide))}px`;
}

function head(title, words, of) {
  const close = el("button", { type: "button", class: "explain-close", "aria-label": "Close" }, "✕");
  close.addEventListener("click", () => popover.hidePopover());
  const more = [words, of].filter(Boolean).join(" · ");
  return el("header", {}, el("h2", { id: "explain-title", tabindex: -1, autofocus: true }, title, more ? el("small", {}, ` ${more}`) : null), close);
}

function standing({ percentile, percentile_of: n }) {
  return isMissing(percentile) ? null : el("span", { class: "explain-standing" }, `${ordinal(percentile)} percentile of its last ${count(n)} values`);
}

function value(data, read, node) {
  if (!isMissing(data.value)) return el("p", { class: "explain-value" }, el("b", {}, read(data.value)), standing(data));
  if (data.reason) return el("p", { class: "explain-value missing" }, `— ${why(data.reason)}`);
  const shown = node.matches("td, th, [data-figure]") ? node.innerText.trim() : "";
  return shown && shown.length < 120 ? el("p", { class: "explain-value" }, el("b", {}, shown)) : null;
}

const days = ({ first, last }) => (first && first !== last ? `${first} – ${last}` : (last ?? ""));
const COLUMNS = [
  { title: "Sessions", text: days },
  { title: "n of N", kind: "number", text: ({ valid, members }) => (isMissing(members) ? "" : `${count(valid)} of ${count(members)}`) },
  { title: "Value", kind: "number", text: ({ value: was }) => (isMissing(was) ? "" : fixed(was, Number.isInteger(was) ? 0 : 2)) },
];

function inputs(rows, asOf) {
  const columns = COLUMNS.filter(({ text }) => rows.some((row) => text(row)));
  const line = (row) => el("tr", {}, el("th", { scope: "row" }, row.name, row.missing ? el("small", {}, why(row.missing)) : null),
    ...columns.map(({ kind, text }) => el("td", { class: kind }, text(row))));
  return el("div", { class: "explain-scroll", tabindex: 0, role: "region", "aria-label": "What went in" }, el("table", { class: "explain-table" },
    el("caption", {}, `As of ${asOf}`),
    el("thead", {}, el("tr", {}, el("th", { scope: "col" }, "What went in"), ...columns.map(({ title, kind }) => el("th", { scope: "col", class: kind }, title)))),
    el("tbody", {}, ...rows.map(line))));
}

function foot(data, address, query) {
  const root = address.slice(0, address.indexOf("/api/"));
  query.set("format", "csv");
  return el("footer", {},
    data.source ? el("cite", {}, data.source) : null,
    el("span", { class: "explain-links" },
      data.history ? el("a", { href: `${address}?${query}`, download: "" }, "Its past as CSV") : null,
      el("a", { href: `${root}${data.methods}` }, "All methods")));
}

function whole({ data, as_of: asOf }, { address, node }, query) {
  const read = reading(data);
  return [
    head(data.title, data.words, data.of),
    value(data, read, node),
    data.history?.value.length > 1 ? past(data.history, read, data.names.length > 0) : null,
    el("p", { class: "explain-meaning" }, data.meaning),
    data.parameters.length ? el("ul", { class: "explain-parameters" }, ...data.parameters.map((parameter) => el("li", {}, parameter))) : null,
    "turn" in data ? turn(data.turn) : null,
    data.inputs.length ? inputs(data.inputs, asOf) : null,
    data.history ? null : el("p", { class: "explain-note" }, `No past to show: ${data.history_reason}.`),
    foot(data, address, query),
  ].filter(Boolean);
}

function fill(children, node) {
  popover.replaceChildren(...children);
  place(node);
}

/** Ask the server about one figure and show what it says; the newest question wins. question: {node, address, asOf, symbol}. */
export async function show(question) {
  newest = question;
  const { node, address, asOf, symbol } = question;
  const query = new URLSearchParams({ ...(asOf && { as_of: asOf }), ...(symbol && { symbol }) });
  popover.replaceChildren(head("…", "", ""), el("p", { class: "explain-note" }, "Asking the dashboard."));
  popover.showPopover();
  place(node);
  try {
    const { body } = await get(`${address}?${query}`);
    if (newest !== question) return;
    fill(body.data ? whole(body, question, query) : [head("Not yet", "", ""), el("p", { class: "explain-note" }, body.reason ?? "There are no figures yet.")], node);
  } catch (error) {
    if (newest === question) fill([head("No answer", "", ""), el("p", { class: "explain-note" }, error.message)], node);
  }
  popover.querySelector("h2").focus({ preventScroll: true });
}
