/** The page's documents of past sessions: the faces of a run of them in one request, all cards of one in another; kept, latest wins. */

import { NoAnswer, get } from "../api.js";

const KEPT = { faces: 800, whole: 12 };

/** The least recently used goes first. */
class Shelf {
  #most;
  #kept = new Map();

  constructor(most) {
    this.#most = most;
  }

  has(day) {
    return this.#kept.has(day);
  }

  get(day) {
    const found = this.#kept.get(day);
    if (found) this.put(day, found);
    return found;
  }

  put(day, value) {
    this.#kept.delete(day);
    this.#kept.set(day, value);
    if (this.#kept.size > this.#most) this.#kept.delete(this.#kept.keys().next().value);
  }

  clear() {
    this.#kept.clear();
  }
}

export class Documents {
  #addresses;
  #sections;
  #shelves = { faces: new Shelf(KEPT.faces), whole: new Shelf(KEPT.whole) };
  #running = null;
  #revision = "";

  /** addresses: {whole, faces}. sections: those on the page, for when no document can be had and each must be asked alone. */
  constructor(addresses, sections) {
    this.#addresses = addresses;
    this.#sections = sections;
  }

  /** The data changed: what is kept may have been revised. */
  renew(revision) {
    this.#revision = revision;
    for (const shelf of Object.values(this.#shelves)) shelf.clear();
  }

  has(day) {
    return this.#shelves.whole.has(day) || this.#shelves.faces.has(day);
  }

  /** What is kept of the day, the whole of it rather than its faces. */
  kept(day) {
    return this.#shelves.whole.get(day) ?? this.#shelves.faces.get(day);
  }

  /**
   * Keep the faces of a run of sessions, oldest first; true when all of them are there. After a fault only that of the session that
   * is `wanted` is had, each section by itself. Throws NoAnswer.
   */
  async run(days, wanted) {
    const revision = this.#revision;
    const keep = (day, made) => revision === this.#revision && this.#shelves.faces.put(day, { ...made, isWhole: false });
    try {
      const { sessions } = await this.#ask("faces", { as_of: days.at(-1), sessions: days.length }, (body) => Array.isArray(body.sessions));
      for (const made of sessions) keep(made.as_of, made);
      return days.every((day) => this.has(day));
    } catch (error) {
      keep(wanted, await this.#alone(wanted, error));
      return false;
    }
  }

  /** Everything that the cards show. Another whole one that is still under way is given up. Throws NoAnswer, or an AbortError. */
  async whole(day) {
    this.drop();
    const kept = this.#shelves.whole.get(day);
    if (kept) return kept;
    this.#running = new AbortController();
    const revision = this.#revision;
    const told = this.#ask("whole", { as_of: day }, (body) => Boolean(body.sections), this.#running.signal);
    const made = { ...(await told.catch((error) => this.#alone(day, error))), isWhole: true };
    if (revision === this.#revision) this.#shelves.whole.put(day, made);
    return made;
  }

  drop() {
    this.#running?.abort();
  }

  async #ask(what, parameters, isMeant, signal) {
    const query = new URLSearchParams({ ...parameters, ...(this.#revision && { revision: this.#revision }) });
    const { body } = await get(`${this.#addresses[what]}?${query}`, null, signal);
    if (!isMeant(body)) throw new NoAnswer("The dashboard's answer could not be understood.");
    return body;
  }

  /** One fault in one section must not take the others with it: then each is asked alone. */
  async #alone(day, error) {
    if (!(error instanceof NoAnswer) || error.status !== 500) throw error;
    const parts = await Promise.all(this.#sections.map(async (section) => [section.key, await section.alone(day)]));
    return { as_of: day, sections: Object.fromEntries(parts) };
  }
}
