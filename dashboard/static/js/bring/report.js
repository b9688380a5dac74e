/** The report of an import: what was stored, what was kept aside and why, what was refused. */

import { el } from "../dom.js";

const whole = (number) => number.toLocaleString("en-US");
const rows = (number) => `${whole(number)} ${number === 1 ? "row" : "rows"}`;

function total(label, value, note) {
  return el("div", { class: "bring-total" }, el("dt", {}, label), el("dd", {}, whole(value), note ? el("small", {}, note) : null));
}

function totals(report) {
  const unchanged = report.unchanged ? `and ${whole(report.unchanged)} that were there` : null;
  return el(
    "dl", { class: "bring-totals" },
    total("Rows read", report.read, `${whole(report.files)} ${report.files === 1 ? "file" : "files"}, ${report.seconds.toFixed(1)} s`),
    total("Stored", report.stored, unchanged),
    total("Kept aside", report.kept_aside, report.kept_aside ? "not stored, see below" : null),
    total("Files refused", report.refused_files, report.refused_files ? "see below" : null),
  );
}

function example({ file, line, symbol, session, detail }) {
  return el("li", {}, el("b", {}, [symbol, session].filter(Boolean).join(" ")), ` ${detail} `, el("small", {}, `${file}, line ${whole(line)}`));
}

function reason(one) {
  const words = one.meaning || one.reason.replaceAll("_", " ");
  const fate = one.stored ? " Stored without the wrong value." : "";
  return el(
    "details", { class: "bring-reason" },
    el("summary", {}, el("b", {}, rows(one.rows)), ` ${words}${fate}`),
    el("ul", {}, ...one.examples.map(example)),
  );
}

function part(title, ...children) {
  return children.length ? el("section", { class: "bring-part" }, el("h3", {}, title), ...children) : null;
}

/** left: names of files that were not sent, since they are no tables. */
export function report(found, left) {
  const refused = found.refused.map(({ file, sentence }) => el("li", {}, el("b", {}, file), `: ${sentence}`));
  const more = found.refused_files - found.refused.length;
  if (more > 0) refused.push(el("li", {}, `and ${whole(more)} more`));
  const notes = [...found.notes];
  if (found.special_sessions.length) notes.push(`Special sessions: ${found.special_sessions.join(", ")}.`);
  if (found.skipped) notes.push(`${whole(found.skipped)} files are as they were, and were not read again.`);
  if (left.length) notes.push(`Not sent, since they are no tables: ${left.slice(0, 5).join(", ")}${left.length > 5 ? ` and ${left.length - 5} more` : ""}.`);
  return [
    totals(found),
    part("Refused", ...(refused.length ? [el("ul", { class: "bring-list" }, ...refused)] : [])),
    part("What is doubtful, and why", ...found.reasons.map(reason)),
    part("Notes", ...(notes.length ? [el("ul", { class: "bring-list" }, ...notes.map((note) => el("li", {}, note)))] : [])),
  ].filter(Boolean);
}
