/** The page's documents of past sessions: one request for all cards, kept while they may be wanted again, latest wins. */

import { NoAnswer, get } from "../api.js";

const KEPT = { faces: 120, whole: 12 };

/** The least recently used goes first. */
class Shelf {
  #most;
  #kept = new Map();

  constructor(most) {
    this.#most = most;
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
  #address;
  #sections;
  #shelves = { faces: new Shelf(KEPT.faces), whole: new Shelf(KEPT.whole) };
  #running = null;
  #revision = "";

  /** sections: those on the page, for when the one document cannot be had and each must be asked alone. */
  constructor(address, sections) {
    this.#address = address;
    this.#sections = sections;
  }

  /** The data changed: what is kept may have been revised. */
  renew(revision) {
    this.#revision = revision;
    for (const shelf of Object.values(this.#shelves)) shelf.clear();
  }

  /** What is kept of the day, the whole of it rather than its faces. */
  kept(day) {
    return this.#shelves.whole.get(day) ?? this.#shelves.faces.get(day);
  }

  /** What faces read, of all sections. Throws NoAnswer. */
  faces(day) {
    return this.#take("faces", day, { only: "faces" });
  }

  /** Everything that the cards show. Another whole one that is still under way is given up. Throws NoAnswer, or an AbortError. */
  whole(day) {
    this.drop();
    this.#running = new AbortController();
    return this.#take("whole", day, {}, this.#running.signal);
  }

  drop() {
    this.#running?.abort();
  }

  async #take(shelf, day, parameters, signal) {
    const kept = this.#shelves[shelf].get(day) ?? this.#shelves.whole.get(day);
    if (kept) return kept;
    const revision = this.#revision;
    const made = { ...(await this.#fetch(day, parameters, signal)), isWhole: shelf === "whole" };
    if (revision === this.#revision) this.#shelves[shelf].put(day, made);
    return made;
  }

  /** One fault in one section must not take the others with it: then each is asked alone. */
  async #fetch(day, parameters, signal) {
    const query = new URLSearchParams({ as_of: day, ...parameters, ...(this.#revision && { revision: this.#revision }) });
    try {
      const { body } = await get(`${this.#address}?${query}`, null, signal);
      if (body.sections) return body;
      throw new NoAnswer("The dashboard's answer could not be understood.");
    } catch (error) {
      if (!(error instanceof NoAnswer) || error.status !== 500) throw error;
      const parts = await Promise.all(this.#sections.map(async (section) => [section.key, await section.alone(day)]));
      return { as_of: day, sections: Object.fromEntries(parts) };
    }
  }
}
