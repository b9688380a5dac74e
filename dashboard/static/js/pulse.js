/** The page's heartbeat: one small document that says which sections changed, and how the market stands. */

import { get } from "./api.js";
import { upcoming } from "./format.js";
import { Poll } from "./poll.js";
import { behind, tell } from "./state.js";

const PULSE_SECONDS = 15;

export class Pulse {
  #strip;
  #sections;
  #banner;
  #etag = null;
  #seen = new Map(); // section → signature last acted upon
  #poll = new Poll(() => this.#beat(), (error, seconds) => this.#lost(error, seconds));

  constructor(strip, sections, banner) {
    this.#strip = strip;
    this.#sections = sections;
    this.#banner = banner;
  }

  start() {
    return this.#poll.now();
  }

  async #beat() {
    const answer = await get(this.#strip.dataset.pulse, this.#etag);
    if (answer.changed) this.#apply(answer);
    this.#connected("live", "live");
    if (this.#banner.isShown) this.#found();
    return PULSE_SECONDS;
  }

  #apply({ body, etag }) {
    this.#etag = etag;
    if (body.market) showMarket(this.#strip, body.market);
    for (const section of this.#sections) this.#pass(section, body.sections?.[section.key]);
    document.dispatchEvent(new CustomEvent("pulse", { detail: body }));
  }

  /** The first beat is held against what the page already fetched; every later change is fetched. */
  #pass(section, beat) {
    if (!beat) return;
    const signature = `${beat.revision} ${beat.status}`;
    const isFirst = !this.#seen.has(section.key);
    if (this.#seen.get(section.key) === signature) return;
    this.#seen.set(section.key, signature);
    if (!isFirst || !section.shows(beat)) section.refresh();
  }

  #lost(error, seconds) {
    this.#connected("lost", "not connected");
    this.#banner.lost(error.message, seconds);
  }

  /** The server is back: a card that failed meanwhile need not wait for its own next try. */
  #found() {
    this.#banner.found();
    for (const section of this.#sections) if (section.isFailing) section.refresh();
  }

  #connected(state, words) {
    const node = document.getElementById("connection");
    if (node.dataset.connection === state) return;
    node.dataset.connection = state;
    node.querySelector(".link-words").textContent = words;
  }
}

function next({ session, next_open: opens, next_close: closes, timezone }) {
  const [verb, moment] = session === "open" ? ["closes", closes] : ["opens", opens];
  return moment ? `${verb} ${upcoming(moment, timezone)}` : null;
}

/** The strip's market facts, from whichever answer was last. */
export function showMarket(strip, market) {
  const fact = (name) => strip.querySelector(`[data-market=${name}]`);
  tell(fact("name"), market.name);
  tell(fact("session"), `exchange ${market.session}`);
  tell(fact("next"), next(market));
  fact("session").dataset.session = market.session;
  tell(fact("last_session"), market.last_session ?? "—");
  tell(fact("behind"), behind(market));
  document.getElementById("demo").hidden = !market.demo;
}
