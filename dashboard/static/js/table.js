/** Tables from columns: built row by row, sorted by a press on a heading. */

import { el } from "./dom.js";
import { isMissing, why } from "./format.js";

/**
 * columns: [{title, value(row), text(row) | node(row), numeric, grows, hint, direction(row), missing: reason, figure: name | row → name}].
 * The first column heads its row; its of(row) names what the row is of, for those who ask what a figure in it means.
 * Missing values sort last in both directions.
 */
export function fillTable(table, columns, rows, sort = null) {
  const state = { ...(table.sorting ?? sort ?? { column: -1, descending: false }) };
  table.sorting = state;
  const order = columns[state.column] ? sorted(rows, columns[state.column].value, state.descending) : rows;
  table.tHead.replaceChildren(el("tr", {}, ...columns.map((column, index) => heading(column, index, state, () => {
    table.sorting = { column: index, descending: state.column === index ? !state.descending : Boolean(column.numeric) };
    fillTable(table, columns, rows);
    table.tHead.rows[0].cells[index].querySelector("button")?.focus();
  }))));
  table.tBodies[0].replaceChildren(...order.map((row) => line(columns, row)));
}

/** One row that says why there are none. */
export function sayEmpty(table, columns, words) {
  table.tBodies[0].replaceChildren(el("tr", {}, el("td", { colspan: columns.length }, words)));
}

function sorted(rows, value, isDescending) {
  return [...rows].sort((left, right) => {
    const [a, b] = [value(left), value(right)];
    if (isMissing(a) || isMissing(b)) return Number(isMissing(a)) - Number(isMissing(b));
    const order = typeof a === "string" ? a.localeCompare(b) : a - b;
    return isDescending ? -order : order;
  });
}

const classOf = ({ numeric, grows }) => (numeric ? "number" : grows ? "grows" : null);

function heading(column, index, state, press) {
  const isSorted = state.column === index;
  const attributes = { scope: "col", class: classOf(column), title: column.hint };
  if (isSorted) attributes["aria-sort"] = state.descending ? "descending" : "ascending";
  if (!column.value) return el("th", attributes, column.title);
  const button = el("button", { type: "button", class: "sort" }, column.title);
  button.addEventListener("click", press);
  return el("th", attributes, button);
}

function line(columns, row) {
  return el("tr", { "data-symbol": columns[0]?.of?.(row) }, ...columns.map((column, index) => {
    const figure = typeof column.figure === "function" ? column.figure(row) : column.figure;
    const attributes = { class: classOf(column), scope: index === 0 && "row", "data-figure": figure };
    const cell = el(index === 0 ? "th" : "td", attributes, column.node ? column.node(row) : column.text(row));
    if (column.missing && isMissing(column.value(row))) cell.title = why(column.missing);
    const toward = column.direction?.(row);
    if (toward) cell.dataset.direction = toward;
    return cell;
  }));
}
