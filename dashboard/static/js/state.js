/** What a card says about its own figures: state, session, age, coverage, and why they are not fresh. */

import { clock, count, plural } from "./format.js";

const WORDS = { loading: "", ok: "", stale: "Stale", degraded: "Degraded", error: "Error" };

/** How far the store is behind the exchange, in words; null when it is not. */
export const behind = (market) => (market?.sessions_behind > 0 ? `${plural(market.sessions_behind, "session")} behind the exchange` : null);

/** Write words into a node, or hide it when there are none. */
export function tell(node, words) {
  if (!node) return;
  if (node.hidden !== !words) node.hidden = !words;
  if (node.textContent !== (words ?? "")) node.textContent = words ?? "";
}

/** Styles hang on these: one that is written again, though the same, has them worked out anew. */
function put({ dataset }, values) {
  for (const [name, value] of Object.entries(values)) if (dataset[name] !== value) dataset[name] = value;
}

export class CardState {
  #card;
  #places;

  /** places: what else on the page shows the section's figures, and dims with them. */
  constructor(card, places, retry) {
    this.#card = card;
    this.#places = places;
    this.#fact("[data-action=retry]").addEventListener("click", retry);
  }

  get hasFigures() {
    return this.#card.dataset.figures === "yes" || this.#card.dataset.asOf !== "";
  }

  /** The envelope's own word on its figures. */
  answered(envelope) {
    const { status, reason, as_of: asOf } = envelope;
    put(this.#card, { asOf: asOf ?? "" });
    for (const node of [this.#card, ...this.#places]) put(node, { figures: envelope.data ? "yes" : "no" });
    tell(this.#fact("[data-fact=as_of]"), asOf ?? "—");
    tell(this.#fact("[data-fact=age]"), envelope.age_sessions > 0 ? `${plural(envelope.age_sessions, "session")} old` : null);
    tell(this.#fact("[data-fact=behind]"), behind(envelope.market));
    tell(this.#fact("[data-fact=coverage]"), this.#coverage(envelope.coverage));
    tell(this.#fact("[data-fact=computed]"), envelope.computed_at ? `computed ${clock(envelope.computed_at, envelope.market?.timezone)}` : null);
    this.#become(status, status === "ok" ? null : reason, status === "stale");
  }

  /** A poll failed: the figures stay and dim; without any, the card says so. */
  failed(sentence, seconds) {
    const soon = seconds > 30 ? "in about a minute" : "in a few seconds";
    this.#become(this.hasFigures ? "stale" : "error", `${sentence} Trying again ${soon}.`, true);
  }

  /** The card's own module threw: its figures stay and dim. */
  broken(error) {
    this.#become("error", `This panel could not be drawn (${error.message}). The others are not affected.`, true);
  }

  #coverage(coverage) {
    const { counted } = this.#fact("[data-fact=coverage]").dataset;
    return coverage?.members ? `${count(coverage.valid)} of ${count(coverage.members)} ${counted}` : null;
  }

  #become(state, reason, canRetry) {
    for (const place of this.#places) put(place, { state, reason: reason ?? "" });
    put(this.#card, { state });
    tell(this.#fact("[data-fact=state]"), WORDS[state] || null);
    const words = this.#fact("[data-fact=reason]");
    if (words.textContent !== (reason ?? "")) words.textContent = reason ?? "";
    this.#fact("[data-action=retry]").hidden = !canRetry;
  }

  #fact(selector) {
    return this.#card.querySelector(selector);
  }
}
