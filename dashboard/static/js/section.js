/** One section on the page: its module, its endpoints, its card's state, its one timer. */

import { NoAnswer, get, put } from "./api.js";
import { Poll } from "./poll.js";
import { CardState } from "./state.js";

const LOADING_SECONDS = 2;
const FOLLOW_MS = 700;
const FOLLOWS = 12; // looks after a write; the pulse tells of what takes longer
const IDENTITY = ["status", "as_of", "computed_at"];

const STATUSES = ["ok", "stale", "degraded", "loading"];

const isEnvelope = ({ status, data }) => STATUSES.includes(status) && (status !== "ok" || Boolean(data));

/** The section's own module threw while drawing. */
class Broken extends Error {}

export class Section {
  #card;
  #kit;
  #state;
  #poll;
  #view = null;
  #held = new Map(); // endpoint → {etag, body}: what the screen shows
  #drawn = false;

  constructor(card, kit) {
    this.#card = card;
    this.#kit = {
      ...kit,
      ask: (endpoint, parameters) => this.#inquire(endpoint, parameters),
      read: async (path) => (await get(this.#address(path))).body,
      send: async (path, values) => {
        const answer = await put(this.#address(path), values);
        this.#follow(FOLLOWS);
        return answer;
      },
    };
    this.#poll = new Poll(() => this.#refresh(), (error, seconds) => this.#failed(error, seconds));
    this.#state = new CardState(card, () => this.#poll.now());
  }

  get key() {
    return this.#card.dataset.service;
  }

  /** Whether what is shown is what the pulse speaks of. */
  shows(beat) {
    const shown = this.#lead()?.body;
    return Boolean(shown) && IDENTITY.every((name) => shown[name] === beat[name]);
  }

  refresh() {
    return this.#poll.now();
  }

  async #refresh() {
    const [view, changed] = await Promise.all([this.#mounted(), this.#fetch(this.#card.dataset.endpoints.split(" "))]);
    const { body } = this.#lead();
    if (body.status === "loading") {
      if (!this.#drawn) this.#state.answered(body);
      return LOADING_SECONDS;
    }
    if (changed || !this.#drawn) await this.#draw(view, body);
    this.#state.answered(body);
    return this.#isOneSession() ? Number(this.#card.dataset.refresh) || Infinity : LOADING_SECONDS;
  }

  async #mounted() {
    if (this.#view) return this.#view;
    try {
      const module = await import(this.#card.dataset.script);
      this.#view = module.default(this.#card.querySelector(".card-body"), this.#kit);
      return this.#view;
    } catch (error) {
      throw new Broken(error.message, { cause: error });
    }
  }

  async #fetch(endpoints) {
    const answers = await Promise.all(endpoints.map((name) => this.#ask(name)));
    answers.forEach(([name, answer]) => answer.changed && this.#held.set(name, answer));
    return answers.some(([, answer]) => answer.changed);
  }

  async #ask(name) {
    const answer = await get(`${this.#card.dataset.api}/${name}`, this.#held.get(name)?.etag);
    if (answer.changed && !isEnvelope(answer.body)) throw new NoAnswer("The dashboard's answer could not be understood.");
    return [name, answer];
  }

  /** For the section's module: the envelope of one of its endpoints with the parameters. Throws an Error with one sentence. */
  async #inquire(endpoint, parameters = {}) {
    const { body } = await get(`${this.#card.dataset.api}/${endpoint}?${new URLSearchParams(parameters)}`);
    if (!isEnvelope(body)) throw new NoAnswer("The dashboard's answer could not be understood.");
    return body;
  }

  /** After a write the server computes anew: look until it has, rather than wait for the pulse to tell. */
  async #follow(looks) {
    await this.refresh();
    if (looks && this.#lead()?.body.status === "stale") setTimeout(() => this.#follow(looks - 1), FOLLOW_MS);
  }

  /** The platform's own address under /api, such as "account": what concerns more than one section. */
  #address(path) {
    return `${this.#card.dataset.api.replace(/[^/]*$/, "")}${path}`;
  }

  /** A refresh on the server may fall between two of the answers; then the other is asked for again. */
  #isOneSession() {
    return new Set([...this.#held.values()].map(({ body }) => body.as_of)).size === 1;
  }

  #lead() {
    return this.#held.values().next().value;
  }

  async #draw(view, body) {
    if (!body.data) return;
    try {
      await view.render(Object.fromEntries([...this.#held].map(([name, answer]) => [name, answer.body])));
      this.#drawn = true;
      this.#card.dataset.drawn = "yes";
    } catch (error) {
      this.#drawn = false;
      throw new Broken(error.message, { cause: error });
    }
  }

  #failed(error, seconds) {
    if (error instanceof NoAnswer) this.#state.failed(error.message, seconds);
    else this.#state.broken(error);
  }
}
