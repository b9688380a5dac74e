/** The tools of a chart: its figures as a table in its place, as the server's own CSV, and as a picture. */

import { el } from "../dom.js";

/** What the CSV link asks for: the sessions on screen, of the symbol that the chart shows. */
function aim(link, { first, last, most, sessions }) {
  const url = new URL(link.href);
  url.searchParams.set("format", "csv");
  const ends = { from: first > 0 && sessions[first], to: last < most && sessions[last], symbol: link.dataset.symbol };
  for (const [name, value] of Object.entries(ends)) {
    if (value) url.searchParams.set(name, value);
    else url.searchParams.delete(name);
  }
  link.href = url.href;
}

function button(words, label, press) {
  const node = el("button", { type: "button", class: "chart-tool", "aria-label": label }, words);
  node.addEventListener("click", press);
  return node;
}

/** Put the tools into the chart's own heading. */
export function toolbar(container, chart) {
  const figure = container.closest("figure");
  const head = figure?.querySelector(".chart-head");
  if (!head) return;
  const title = head.querySelector(".part-title").textContent;
  const link = head.querySelector("a.save");
  let rows = null; // the table's region while it is shown

  async function table() {
    if (rows) {
      rows.remove();
      rows = null;
    } else {
      const { region } = await import("./rows.js");
      rows = region(title, container);
      rows.fill(chart);
      container.after(rows.node);
    }
    container.hidden = rows !== null;
    asTable.setAttribute("aria-pressed", rows !== null);
    asTable.textContent = rows ? "Chart" : "Table";
    rows?.node.focus({ preventScroll: true });
  }

  async function picture() {
    const { save } = await import("./picture.js");
    save(chart, title, figure);
  }

  const asTable = button("Table", `${title} as a table`, table);
  asTable.setAttribute("aria-pressed", "false");
  const asPicture = button("PNG", `${title} as a picture: PNG`, picture);
  if (link) {
    link.classList.add("chart-tool");
    for (const event of ["pointerdown", "focus", "click"]) link.addEventListener(event, () => aim(link, chart.window()));
  }
  const tools = el("div", { class: "chart-tools", role: "group", "aria-label": `Take ${title.toLowerCase()} along` });
  (link ?? head.querySelector(".part-title")).after(tools);
  tools.append(asTable, ...[link, asPicture].filter(Boolean));
  chart.changed(() => rows?.fill(chart));
}
