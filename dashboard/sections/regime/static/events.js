/** The events: changes of the label, changes that were held back, and what was shown at the time; the newest first. */

import { WORDS, named, rankOf, sureness } from "./words.js";

const MOST = 60; // rows at a time; a record of fifty years has hundreds

export default function events(body, { dom, format, table }) {
  let shown = "changes";
  let history = null;

  const day = (name, title) => ({ title, value: (row) => row[name], text: (row) => row[name] });
  const score = { title: "Score", numeric: true, value: (row) => row.score, text: (row) => format.signed(row.score, 2) };
  const confidence = {
    title: "Conf.", hint: "Confidence", numeric: true, value: (row) => row.confidence, text: (row) => sureness(format, row.confidence), missing: "too_few_outcomes",
  };
  const label = (name, title, first = "—") => ({ title, value: (row) => rankOf(row[name]), node: (row) => named(dom, row[name], first) });
  const lasted = { title: "After", hint: "Sessions that the label before had lasted", numeric: true, value: (row) => row.age, text: (row) => format.count(row.age) };
  const reason = { title: "Why", node: (row) => dom.el("span", { class: "regime-why" }, row.reason) };

  const now = ({ now: computed, revised }) => {
    const words = computed.label === null ? "no figures" : `${WORDS[computed.label]} ${format.signed(computed.score, 2)}`;
    return dom.el("span", { class: "regime-edge", "data-edge": revised ? "revised" : "same" }, revised ? `≠ ${words}` : "= the same");
  };

  const LISTS = {
    changes: {
      columns: [day("on", "On"), label("to", "To"), label("from", "From", "none"), lasted, score, confidence, reason],
      rows: ({ changes }) => changes,
      empty: "No label yet.",
      note: (many) => `${format.plural(many, "change")} of label in this record`,
    },
    blocked: {
      columns: [
        day("from", "From"), day("to", "To"), label("label", "Stayed"), label("would_be", "Instead of"),
        { title: "Sessions", numeric: true, value: (row) => row.sessions, text: (row) => format.count(row.sessions) }, reason,
      ],
      rows: ({ blocked }) => blocked.from.map((_, row) => Object.fromEntries(Object.entries(blocked).map(([name, column]) => [name, column[row]]))),
      empty: "Nothing was held back.",
      note: (many) => `${format.plural(many, "time")} the score's band asked for another label than the rules allowed`,
    },
    published: {
      columns: [day("session", "Session"), label("label", "Shown then"), score, confidence, { title: "Computed now", node: now }, day("published_at", "Shown at")],
      rows: ({ published }) => published,
      empty: "Nothing was published in this record yet.",
      note: (many, { revisions }) => `${format.count(many)} shown at the time; ${revisions ? `${format.plural(revisions, "revision")} since` : "none revised since"}`,
    },
  };

  function draw() {
    const { columns, rows, empty, note } = LISTS[shown];
    const list = body.querySelector('[data-table="events"]');
    const all = rows(history);
    const newest = all.slice(-MOST).reverse();
    const most = all.length > MOST ? `; the newest ${MOST} are listed` : "";
    table.fillTable(list, columns, newest);
    if (!newest.length) table.sayEmpty(list, columns, empty);
    dom.figure(body, "events_note").textContent = `${note(all.length, history)}${most}.`;
  }

  dom.choices(body, "events", (value) => {
    shown = value;
    body.querySelector('[data-table="events"]').sorting = null;
    if (history) draw();
  });

  return (_data, past) => {
    history = past;
    draw();
  };
}
