/** One section on the page: its module, its endpoints, its card's state, its one timer. */

import { NoAnswer, get, put } from "./api.js";
import headline from "./headline.js";
import { Poll } from "./poll.js";
import { CardState } from "./state.js";
import { answersOf } from "./time/cut.js";

const LOADING_SECONDS = 2;
const FOLLOW_MS = 700;
const FOLLOWS = 12; // looks after a write; the pulse tells of what takes longer
const IDENTITY = ["status", "as_of", "computed_at"];

const STATUSES = ["ok", "stale", "degraded", "loading"];

const isEnvelope = ({ status, data }) => STATUSES.includes(status) && (status !== "ok" || Boolean(data));

/** An envelope of what knew nothing of the session. */
const nothing = ({ reason, day }) => ({ status: "degraded", reason: reason ?? "There are no figures of that session.", as_of: day, data: null });

/** The section's own module threw while drawing. */
class Broken extends Error {}

/** The section's places outside its full card, by name: its face, and where it has them its verdict and its badge. */
function placesOf(key) {
  return Object.fromEntries([...document.querySelectorAll(`[data-of="${key}"]`)].map((node) => [node.dataset.place, node]));
}

export class Section {
  #card;
  #places;
  #kit;
  #facing;
  #state;
  #poll;
  #view = null;
  #body = null; // the section's own module, mounted
  #held = new Map(); // endpoint → {etag, body}: what the screen shows
  #past = null; // what the server told of the past session that is shown, as `show` was given it
  #drawn = false;
  #isOwed = true; // the full card has not been drawn with what is held

  constructor(card, kit, facing) {
    [this.#card, this.#facing] = [card, facing];
    this.#places = placesOf(card.dataset.service);
    this.#kit = {
      ...kit,
      places: this.#places,
      ask: (endpoint, parameters) => this.#inquire(endpoint, parameters),
      read: async (path) => (await get(this.#address(path))).body,
      send: async (path, values) => {
        if (this.#past) throw new NoAnswer("This is a past session: go back to today to change anything.");
        const answer = await put(this.#address(path), values);
        this.#follow(FOLLOWS);
        return answer;
      },
    };
    this.#poll = new Poll(() => this.#refresh(), (error, seconds) => this.#failed(error, seconds));
    this.#state = new CardState(card, Object.values(this.#places), () => this.#poll.now());
    card.querySelector(".card-opener").addEventListener("pointerenter", () => this.#warm(), { once: true });
  }

  get key() {
    return this.#card.dataset.service;
  }

  /** Whether what is shown is what the pulse speaks of. */
  shows(beat) {
    const shown = this.#lead()?.body;
    return Boolean(shown) && IDENTITY.every((name) => shown[name] === beat[name]);
  }

  /** Whether its last poll got no answer. */
  get isFailing() {
    return this.#poll.isFailing;
  }

  refresh() {
    return this.#poll.now();
  }

  /**
   * Show what a past session knew; nothing is polled until `now`. part: {day, reason, endpoints: name → envelope, isWhole: whether the
   * full card has all it needs, isPending: whether it is still to come, and nothing is drawn}; of a series that the page holds, the
   * notes alone.
   */
  async show(part) {
    this.#past = part;
    if (!this.#view || !this.#held.size) return this.refresh();
    this.#poll.rest();
    try {
      await this.#drawPast(this.#view);
    } catch (error) {
      this.#failed(error, Infinity);
    }
    return null;
  }

  /** Show the newest figures again, those that are held first. */
  async now() {
    this.#past = null;
    this.#drawn = false;
    const body = this.#lead()?.body;
    try {
      if (this.#view && body) await this.#draw(this.#view, body);
      if (body) this.#state.answered(body);
    } catch (error) {
      this.#failed(error, 0);
    }
    return this.refresh();
  }

  /** What a past session knew, as `show` takes it, asked of the section's own addresses; a failure is its reason. */
  async alone(day) {
    const names = this.#names;
    try {
      const bodies = await Promise.all(names.map(async (name) => (await get(`${this.#card.dataset.api}/${name}?as_of=${day}`)).body));
      return { reason: null, endpoints: Object.fromEntries(names.map((name, k) => [name, bodies[k]])), isComplete: true };
    } catch (error) {
      return { reason: error.message, endpoints: {} };
    }
  }

  /** The reader has opened the card: what a closed one has no use for is drawn now. */
  async opened() {
    if (!this.#drawn || !this.#isOwed) return;
    try {
      await this.#fill(this.#view);
    } catch (error) {
      this.#failed(new Broken(error.message, { cause: error }));
    }
  }

  /** About to be opened: have what that takes at hand. Failing costs nothing, opening tells. */
  #warm() {
    this.#kit.chart.warm();
    import(this.#card.dataset.script).catch(() => {});
  }

  async #refresh() {
    const early = await this.#early();
    const [view, changed] = await Promise.all([this.#mounted(), this.#fetch(this.#names.filter((name) => !early.includes(name)))]);
    if (this.#past) return this.#drawPast(view);
    const { body } = this.#lead();
    if (body.status === "loading") {
      this.#state.answered(body);
      return LOADING_SECONDS;
    }
    if (changed || !this.#drawn) await this.#draw(view, body);
    this.#state.answered(body);
    return this.#isOneSession() ? Number(this.#card.dataset.refresh) || Infinity : LOADING_SECONDS;
  }

  /** The first time a closed card fetches what its face reads before the rest, which is most of it, and draws that. The endpoints fetched. */
  async #early() {
    const names = this.#card.dataset.faces?.split(" ") ?? [];
    if (!names.length || this.#drawn || this.#isOpen || this.#past || this.#held.size) return [];
    const [view] = await Promise.all([this.#mounted(), this.#fetch(names)]);
    const { body } = this.#lead();
    if (this.#past || this.#isOpen || body.status === "loading" || !this.#isOneSession()) return names;
    await this.#draw(view, body);
    this.#state.answered(body);
    return names;
  }

  async #drawPast(view) {
    if (this.#past.isPending) return Infinity;
    const lead = Object.values(this.#answers())[0] ?? nothing(this.#past);
    const isHalf = this.#isOpen && !this.#past.isWhole; // the card's own figures follow when all of them are there
    await this.#draw(view, lead);
    if (!isHalf) this.#state.answered(lead);
    return Infinity;
  }

  /** {face, render}: what the card shows while it is closed is there at once, what draws it in full comes when it is first opened. */
  async #mounted() {
    if (this.#view) return this.#view;
    const { front } = this.#card.dataset;
    try {
      const face = front ? (await import(front)).default({ ...this.#kit, ...this.#facing }) : headline(this.#places.face);
      if (!front || this.#isOpen) await this.#full();
      this.#view = { face, render: async (answers) => (await this.#full()).render(answers) };
      return this.#view;
    } catch (error) {
      throw new Broken(error.message, { cause: error });
    }
  }

  async #full() {
    const module = await import(this.#card.dataset.script);
    this.#body ??= module.default(this.#card.querySelector(".card-body"), this.#kit);
    return this.#body;
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
    const { body } = await get(`${this.#card.dataset.api}/${endpoint}?${new URLSearchParams({ ...(this.#past && { as_of: this.#past.day }), ...parameters })}`);
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
      this.#isOwed = true;
      await view.face?.(this.#answers());
      if (this.#isOpen || !this.#card.dataset.front) await this.#fill(view);
      this.#drawn = true;
      for (const node of [this.#card, ...Object.values(this.#places)]) node.dataset.drawn = "yes";
    } catch (error) {
      this.#drawn = false;
      throw new Broken(error.message, { cause: error });
    }
  }

  /** The full card, with every answer that is held. */
  async #fill(view) {
    if (this.#past ? !this.#past.isWhole : !this.#names.every((name) => this.#held.has(name))) return;
    this.#isOwed = false;
    await view.render(this.#answers());
  }

  /** The endpoints that the card shows. */
  get #names() {
    return this.#card.dataset.endpoints.split(" ");
  }

  #answers() {
    if (this.#past) return answersOf(this.#past, this.#held);
    return Object.fromEntries([...this.#held].map(([name, answer]) => [name, answer.body]));
  }

  get #isOpen() {
    return this.#card.dataset.open === "yes";
  }

  #failed(error, seconds) {
    if (error instanceof NoAnswer) this.#state.failed(error.message, seconds);
    else this.#state.broken(error);
  }
}
