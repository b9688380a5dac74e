/** The sources: when each was last looked at and what came of it, its breaker, its last failure, and files that cannot be read. */

import { moment, retell } from "./words.js";

const REFUSED_SHOWN = 6;

export default function sources(root, { dom, format }) {
  const { count, plural } = format;
  const { el } = dom;

  const line = (label, ...value) => el("div", { class: "health-fact" }, el("dt", {}, label), el("dd", {}, ...value));

  function totals(source) {
    if (!source.last_import_at) return ["none since the start"];
    const { files, read, stored, quarantined } = source.last_import;
    const words = read === undefined ? "" : `, ${plural(files, "file")}, ${plural(read, "row")} read, ${count(stored)} stored, ${count(quarantined)} kept aside`;
    return [moment(dom, source.last_import_at), words];
  }

  function state(source) {
    if (source.busy_since) return el("span", {}, "at work since ", moment(dom, source.busy_since));
    if (source.state === "failed") return el("strong", { class: "health-loud" }, `✕ ${source.reason}`);
    if (source.state === "waiting") return source.leads ? "waiting" : "another process looks";
    return "✓ good";
  }

  function retry({ state: now, failures, opens_until: until }) {
    return until ? el("span", {}, `${now}, ${failures} in a row, tried again `, moment(dom, until)) : now;
  }

  function refused(files) {
    const names = Object.entries(files);
    if (!names.length) return null;
    const shown = names.slice(0, REFUSED_SHOWN).map(([name, why]) => el("li", {}, el("b", {}, name), ` ${why}`));
    if (names.length > REFUSED_SHOWN) shown.push(el("li", {}, `and ${count(names.length - REFUSED_SHOWN)} more`));
    return el("div", {}, el("h4", { class: "part-title" }, `Files that cannot be read: ${count(names.length)}`), el("ul", { class: "health-refused" }, ...shown));
  }

  function block(source) {
    const failure = source.last_failure;
    const facts = el(
      "dl", { class: "health-list" }, line("State", state(source)), line("Last look", moment(dom, source.last_look_at)),
      line("Last import", ...totals(source)), line("Breaker", retry(source.breaker)),
      line("Last failure", ...(failure ? [moment(dom, failure.at), `: ${failure.reason}`] : ["none since the start"])),
    );
    const title = el("h3", { class: "part-title" }, source.title, source.where ? el("span", { class: "health-where" }, ` ${source.where}`) : "");
    return el("div", { class: "health-block", "data-source": source.key }, title, facts, refused(source.refused));
  }

  function show(report) {
    root.querySelector('[data-fact="sources"]').replaceChildren(...report.sources.map(block));
  }

  return { show, refresh: () => retell(root) };
}
