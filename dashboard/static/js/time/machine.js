/**
 * The time machine: which session the page shows, and how it gets there.
 *
 * 1. Every movement is at once on the bar, from the film: date, label and a figure of each section, however fast it goes.
 * 2. The faces follow with the next frame, from memory: those of the sessions ahead are fetched before they are wanted.
 * 3. At rest the whole page follows, the address tells the session, and what lies ahead is fetched on.
 */

import { Poll } from "../poll.js";
import { Ahead } from "./ahead.js";

const REST_MS = 140;
const LOADING_SECONDS = 2;
const PARAMETER = "as_of";

const nextFrame = () => new Promise((resolve) => { requestAnimationFrame(resolve); });

export class TimeMachine {
  #bar;
  #film;
  #documents;
  #sections;
  #row = null; // null: today
  #direction = -1;
  #resting = 0;
  #isPainting = false;
  #ahead;
  #shown = null; // {day, isWhole} of the cards
  #revision = null;
  #wanted = null; // the past session that the page was opened on, until the film is there
  #load = new Poll(() => this.#loaded(), (error, seconds) => this.#bar.trouble(error.message, seconds));
  #settle = new Poll(() => this.#settled(), (error, seconds) => this.#bar.trouble(error.message, seconds));

  constructor(bar, film, documents, sections) {
    [this.#bar, this.#film, this.#documents, this.#sections] = [bar, film, documents, sections];
    this.#ahead = new Ahead(film, documents, () => this.#paintNext());
    addEventListener("popstate", () => this.#arrive(this.#asked));
    document.addEventListener("pulse", ({ detail }) => this.#pulsed(detail.revision));
  }

  get isPast() {
    return this.#row !== null;
  }

  /** The session that is shown; null today. */
  get day() {
    return this.isPast ? this.#film.sessions[this.#row] : null;
  }

  get #asked() {
    return new URLSearchParams(location.search).get(PARAMETER);
  }

  /** Load the film; and when the page was opened on a past session, show that one. */
  open(past) {
    this.#wanted = past;
    if (past) for (const section of this.#sections) section.show({ day: past, endpoints: {}, isPending: true });
    return this.#load.now();
  }

  step(by) {
    if (this.#film.last > 0) this.to((this.#row ?? this.#film.last) + by);
  }

  /** A month back or on: the last session at or before that day, and at least one session away. */
  month(by) {
    const day = new Date(`${this.day ?? this.#film.sessions.at(-1)}T00:00:00Z`);
    const date = day.getUTCDate();
    day.setUTCMonth(day.getUTCMonth() + by);
    if (day.getUTCDate() !== date) day.setUTCDate(0); // 31 March − 1 month is 28 February
    const row = this.#film.rowOf(day.toISOString().slice(0, 10));
    const now = this.#row ?? this.#film.last;
    this.to(by < 0 ? Math.min(row, now - 1) : Math.max(row, now + 1));
  }

  /** The last session at or before a day. */
  toDay(day) {
    this.to(this.#film.rowOf(day));
  }

  /** Show the session of a row; the last row is today. */
  to(row) {
    const wanted = Math.min(this.#film.last, Math.max(0, row));
    const before = this.#row ?? this.#film.last;
    if (wanted === this.#film.last) return this.today();
    if (wanted === this.#row) return null;
    this.#direction = Math.sign(wanted - before) || this.#direction;
    this.#enter(wanted, true);
    return null;
  }

  /** Back to the newest session, which polls again. */
  today() {
    if (!this.isPast) return;
    this.#leave();
    this.#write(true);
  }

  #enter(row, isNews) {
    const isFirst = !this.isPast;
    this.#row = row;
    this.#bar.show(row);
    if (isNews && isFirst) this.#write(true);
    this.#documents.drop();
    clearTimeout(this.#resting);
    this.#resting = setTimeout(() => this.#settle.now(), REST_MS);
    this.#ahead.from(row, this.#direction);
    this.#paintNext();
  }

  #leave() {
    clearTimeout(this.#resting);
    this.#documents.drop();
    this.#ahead.from(null);
    [this.#row, this.#shown] = [null, null];
    this.#bar.show(null);
    this.#tell();
    for (const section of this.#sections) section.now();
  }

  /** What the address says, without writing it again. */
  #arrive(day, isOpening = false) {
    const row = day ? this.#film.rowOf(day) : -1;
    if (row >= 0 && row < this.#film.last) this.#enter(row, false);
    else if (this.isPast || isOpening) this.#leave();
    else this.#bar.show(null);
  }

  /** The faces run after the position, one painting a frame, and stop where it stops or where they have not come yet. */
  async #paintNext() {
    if (this.#isPainting) return;
    this.#isPainting = true;
    await nextFrame();
    while (this.isPast && this.#shown?.day !== this.day && this.#documents.has(this.day)) {
      await this.#paint(this.day, this.#documents.kept(this.day));
      await nextFrame();
    }
    this.#isPainting = false;
  }

  /** The whole page, at rest. Returns when to do so again: never by itself. */
  async #settled() {
    const { day } = this;
    if (!day) return Infinity;
    if (this.#asked !== day) this.#write(false);
    this.#tell();
    try {
      const whole = await this.#documents.whole(day);
      if (this.day === day) await this.#paint(day, whole);
    } catch (error) {
      if (this.day !== day) return Infinity; // given up for another
      throw error;
    }
    this.#bar.trouble("");
    this.#ahead.from(this.#row);
    return Infinity;
  }

  /** The upper cards in one frame and the lower ones in the next: laying out and painting all of them takes longer than a frame lasts. */
  async #paint(day, made) {
    if (this.#shown?.day === day && this.#shown.isWhole) return;
    this.#shown = { day, isWhole: made.isWhole };
    const half = Math.floor(this.#sections.length / 2);
    for (const [place, section] of this.#sections.entries()) {
      if (place === half) await nextFrame();
      if (!this.isPast) return;
      section.show({ ...made.sections[section.key], day: made.as_of ?? day, isWhole: made.isWhole });
    }
  }

  /** New data may revise the past: what is kept is thrown away, and what is shown is asked for again. */
  #pulsed(revision) {
    const isFirst = this.#revision === null;
    this.#revision = revision;
    this.#documents.renew(revision);
    if (!isFirst) this.#load.now();
  }

  async #loaded() {
    const day = this.day ?? this.#wanted;
    const isOpening = this.#wanted !== null;
    await this.#film.load();
    this.#bar.trouble("");
    if (this.#film.last < 0) return LOADING_SECONDS;
    [this.#shown, this.#wanted] = [null, null];
    this.#bar.drawn();
    this.#arrive(day, isOpening);
    return Infinity;
  }

  #write(isNews) {
    const url = new URL(location.href);
    if (this.day) url.searchParams.set(PARAMETER, this.day);
    else url.searchParams.delete(PARAMETER);
    const state = { ...history.state, opened: isNews ? false : history.state?.opened };
    history[isNews ? "pushState" : "replaceState"](state, "", url.pathname + url.search + url.hash);
  }

  /** For what else on the page is of a session. */
  #tell() {
    this.#bar.rest();
    document.dispatchEvent(new CustomEvent("timechange", { detail: { day: this.day } }));
  }
}
