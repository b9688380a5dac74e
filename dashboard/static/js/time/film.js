/** Every session at a glance: a word and a figure of each section, held whole, so that leafing through them asks nobody. */

import { get } from "../api.js";
import { MISSING, fixed, isMissing, signed } from "../format.js";
import { countUntil } from "./cut.js";

export class Film {
  #address;
  #etag = null;
  #months = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" });
  sessions = [];
  sections = [];

  constructor(address) {
    this.#address = address;
  }

  get last() {
    return this.sessions.length - 1;
  }

  /** Fetch it, or what has changed of it. Throws NoAnswer. */
  async load() {
    const answer = await get(this.#address, this.#etag);
    if (!answer.changed) return;
    this.#etag = answer.etag;
    this.sessions = answer.body.session;
    this.sections = answer.body.sections;
  }

  /** The row of the last session at or before the day; −1 before the first. */
  rowOf(day) {
    return countUntil(this.sessions, day) - 1;
  }

  /** The section whose labels colour the bar; nothing while there is none. */
  get banded() {
    return this.sections.find(({ bands }) => bands);
  }

  /** {words, leaning} of a section at a row. */
  read({ label, labels, value, digits, signed: isSigned, unit }, row) {
    const said = labels[label[row]];
    const figure = value[row];
    const text = isMissing(figure) ? "" : isSigned ? signed(figure, digits, unit) : fixed(figure, digits, unit);
    return { words: [said?.words, text].filter(Boolean).join(" ") || MISSING, leaning: said?.leaning ?? "flat" };
  }

  /** "24 December 2018". */
  spell(day) {
    return this.#months.format(new Date(`${day}T00:00:00Z`));
  }
}
