/** Alerts: what fires and what did, the rules, the channels with a test, and mutes with a choice of time. */

import { incident } from "./alert_incident.js";
import { fill, moment, retell } from "./words.js";

const STATES = { ok: ["✓", "nothing found"], pending: ["…", "found, not often enough to tell"], firing: ["▲", "fires"] };

export default function alerts(root, { dom, format, get, put, api }) {
  const { el } = dom;
  const { plural } = format;
  const part = (name) => root.querySelector(`[data-alerts="${name}"]`);
  const fact = (name) => root.querySelector(`[data-fact="${name}"]`);
  let etag = null;
  let tested = null; // keys of messages known before the test, until its deliveries are told
  let failure = null;

  function rule(one) {
    const [sign, words] = STATES[one.state];
    const muted = one.muted ? el("span", { class: "alert-note" }, "muted") : null;
    return el(
      "li", { class: "alert-rule", "data-rule": one.key, "data-state": one.state },
      el("span", { class: "alert-sign", role: "img", "aria-label": words }, sign),
      el("div", {}, el("p", { class: "alert-head" }, el("b", {}, one.title), muted), el("p", { class: "alert-meaning" }, one.meaning)),
    );
  }

  function channel(one) {
    const last = one.last_delivered_at ? ["last took a message ", moment(dom, one.last_delivered_at)] : ["nothing sent yet"];
    const waits = one.waiting ? `, ${plural(one.waiting, "message")} waiting` : "";
    const trouble = one.trouble ? el("p", { class: "health-loud" }, `✕ ${one.trouble}`) : null;
    return el("li", { "data-channel": one.name }, el("p", {}, el("b", {}, one.name), " ", el("span", { class: "alert-note" }, ...last, waits)), trouble);
  }

  function mute(one, titles) {
    const what = one.rule ? (titles[one.rule] ?? one.rule) : "Every alert";
    const words = el("span", {}, el("b", {}, what), " muted, ends ", moment(dom, one.until), one.reason ? `: ${one.reason}` : "");
    return el("li", { "data-mute": String(one.id) }, words, el("button", { class: "button", type: "button", "data-end": String(one.id) }, "End it"));
  }

  function deadMan(one) {
    if (!one) return "No dead man's handle: set DEAD_MAN_URL, and a service outside notices when this server is dead.";
    if (one.trouble) return `▲ The dead man's handle is not heard: ${one.trouble}`;
    return one.last_at ? el("span", {}, "Dead man's handle heard ", moment(dom, one.last_at)) : "The dead man's handle is set; the leading process asks it.";
  }

  function state(report) {
    const firing = report.open.filter((one) => one.status === "firing").length;
    const pending = report.open.length - firing;
    const words = firing ? `▲ ${plural(firing, "alert")} ${firing === 1 ? "fires" : "fire"}.` : "✓ Nothing fires.";
    const more = pending ? ` ${pending} found, not often enough to tell.` : "";
    const looked = report.evaluated_at ? ["Last look ", moment(dom, report.evaluated_at), "."] : ["Nobody has looked yet."];
    root.dataset.firing = firing ? "yes" : "no";
    return el("span", {}, el("b", {}, words), `${more} `, ...looked);
  }

  function testSaid(report) {
    if (!tested) return;
    const its = report.deliveries.filter((one) => one.kind === "test" && !tested.has(one.key));
    const words = its.map((one) => (one.delivered_at ? `✓ ${one.channel} took it` : one.trouble ? `✕ ${one.channel}: ${one.trouble}` : `… on its way to ${one.channel}`));
    fact("tested").textContent = words.join(" · ");
    if (its.every((one) => !one.next_at)) tested = null;
  }

  /** What is told comes before what it explains. */
  function lasting(incidents) {
    const byId = Object.fromEntries(incidents.map((one) => [one.id, one.title]));
    const ordered = incidents.toSorted((one, other) => Number(Boolean(one.held_by)) - Number(Boolean(other.held_by)));
    return ordered.map((one) => incident(dom, one, byId[one.held_by?.id]));
  }

  function options(rules) {
    const select = part("mute").elements.rule;
    if (select.options.length === 1) select.append(...rules.map((one) => el("option", { value: one.key }, one.title)));
  }

  function show(report) {
    const titles = Object.fromEntries(report.rules.map((one) => [one.key, one.title]));
    fill(root, { state: state(report), "dead-man": deadMan(report.dead_man) });
    fact("now").replaceChildren(...lasting(report.open));
    fact("rules").replaceChildren(...report.rules.map(rule));
    fact("channels").replaceChildren(...report.channels.map(channel));
    fact("mutes").replaceChildren(...report.mutes.map((one) => mute(one, titles)));
    const nothing = el("li", { class: "alert-none" }, "Nothing has fired yet.");
    fact("past").replaceChildren(...(report.past.length ? report.past.map((one) => incident(dom, one)) : [nothing]));
    part("help").hidden = report.channels.length > 0;
    part("test").disabled = report.channels.length === 0;
    options(report.rules);
    testSaid(report);
  }

  /** One write; what went wrong stands where the reader has just clicked. */
  async function write(path, values, place) {
    failure?.replaceChildren();
    try {
      show(await put(`${api}/alerts/${path}`, values));
      etag = null;
    } catch (error) {
      failure = place;
      place.textContent = `✕ ${error.message}`;
    }
  }

  part("mute").addEventListener("submit", (event) => {
    event.preventDefault();
    const { rule: chosen, span, reason } = event.target.elements;
    const values = { for: span.value, reason: reason.value, ...(chosen.value ? { rule: chosen.value } : {}) };
    write("mute", values, fact("state"));
    reason.value = "";
  });
  fact("mutes").addEventListener("click", ({ target }) => {
    const ended = target.closest("[data-end]");
    if (ended) write("unmute", { id: Number(ended.dataset.end) }, fact("state"));
  });
  part("test").addEventListener("click", async () => {
    const before = await get(`${api}/alerts`);
    tested = new Set(before.body.deliveries.map((one) => one.key));
    await write("test", {}, fact("tested"));
  });

  async function refresh() {
    const answer = await get(`${api}/alerts`, etag);
    if (answer.changed) {
      etag = answer.etag;
      show(answer.body);
    }
    retell(root);
  }

  return { refresh };
}
