/** One incident in words: what, since when, why nothing is told, and what became of its messages. */

import { moment } from "./words.js";

const SIGNS = { critical: "✕", warning: "▲", info: "◆" };
const HOLDS = {
  mute: "muted, so nobody is told yet",
  database: "nobody is told while the database is away",
  recovering: "about to be over, so nobody is told",
};
const STEPS = [[86_400, "d"], [3600, "h"], [60, "min"]];

/** 7500 → "2 h 5 min", 40 → "40 s"; two units at most. */
export function lasted(start, end) {
  let seconds = Math.max(0, (new Date(end) - new Date(start)) / 1000);
  const parts = [];
  for (const [length, unit] of STEPS) {
    const amount = Math.floor(seconds / length);
    if (amount) parts.push(`${amount} ${unit}`);
    seconds -= amount * length;
  }
  return parts.slice(0, 2).join(" ") || `${Math.round(seconds)} s`;
}

/** cause: the title of the incident that explains this one, where there is one. */
export function incident(dom, one, cause = "another incident") {
  const { el } = dom;

  const note = (...words) => el("span", { class: "alert-note" }, ...words);

  function delivery(kind) {
    const its = one.deliveries.filter((each) => each.kind === kind).reverse(); // in the order of the settings
    if (!its.length) return [];
    const taken = its.filter((each) => each.delivered_at).map((each) => each.channel);
    const failed = its.filter((each) => each.given_up_at);
    const waiting = its.filter((each) => each.next_at);
    return [
      taken.length ? note(`${kind === "fired" ? "told" : "end told"}: ${taken.join(", ")}`) : null,
      ...failed.map((each) => note(el("strong", { class: "health-loud" }, `✕ not delivered to ${each.channel}: ${each.trouble}`))),
      ...waiting.map((each) => note(each.trouble ? `▲ ${each.channel} has not taken it, tried again ` : `goes to ${each.channel} `, each.trouble ? moment(dom, each.next_at) : null)),
    ];
  }

  function times() {
    if (one.status === "event") return [note(moment(dom, one.fired_at))];
    if (one.resolved_at) return [note("began ", moment(dom, one.pending_at)), note(`lasted ${lasted(one.pending_at, one.resolved_at)}`)];
    const seen = one.status === "pending" ? "first seen " : "fires since ";
    return [note(seen, moment(dom, one.fired_at ?? one.pending_at))];
  }

  function untold() {
    if (one.told_at || one.status === "pending") return null;
    if (one.resolved_at) return note("nobody was told");
    if (one.held_by?.kind === "incident") return note(`explained by ${cause}, so it is not told apart`);
    return one.held_by ? note(HOLDS[one.held_by.kind]) : null;
  }

  const sign = one.status === "resolved" ? "✓" : one.status === "pending" ? "…" : SIGNS[one.severity];
  const head = el("p", { class: "alert-head" }, el("b", {}, one.title), one.session ? note(`session ${one.session}`) : null, ...times());
  const notes = el("p", { class: "alert-notes" }, untold(), ...delivery("fired"), ...delivery("resolved"));
  const end = one.recovery ? el("p", { class: "alert-recovery" }, one.recovery) : null;
  return el(
    "li", { class: "alert", "data-status": one.status, "data-severity": one.severity, "data-rule": one.rule, "data-held": Boolean(one.held_by) },
    el("span", { class: "alert-sign", role: "img", "aria-label": `${one.severity}, ${one.status}` }, sign),
    el("div", {}, head, el("p", { class: "alert-sentence" }, one.sentence), end, notes.childElementCount ? notes : null),
  );
}
