/** The time machine's bar: bands to drag over, the cursor, what is under it in words, the date field, and the mark that this is not today. */

import { el, say } from "../dom.js";
import { plural } from "../format.js";
import { tell } from "../state.js";
import { Bands } from "./bands.js";

const DATED_MS = 200;
const SIGNS = { up: "▲", down: "▼", flat: "◆" };

export class Bar {
  #root;
  #film;
  #bands;
  #row = null;
  #isWaiting = false;
  #figures = new Map(); // section → its node in the readout
  #datedAt = 0;
  #title;

  /** go: {row(row), day(day), step(by), month(by), today()}: where the reader wants to be. */
  constructor(root, film, go) {
    [this.#root, this.#film] = [root, film];
    this.#bands = new Bands(root.querySelector("canvas"));
    this.#title = root.dataset.title;
    this.#drag(go);
    this.#wire(go);
    document.addEventListener("themechange", () => this.#bands.draw(film));
    new ResizeObserver(() => this.drawn()).observe(this.#track);
  }

  get #track() {
    return this.#root.querySelector(".time-track");
  }

  /** The film is another: paint it, and offer its sessions. */
  drawn() {
    if (this.#film.last < 0) return;
    this.#bands.draw(this.#film);
    const [first, last] = [this.#film.sessions[0], this.#film.sessions.at(-1)];
    Object.assign(this.#date, { min: first, max: last });
    this.#root.dataset.ready = "yes";
    this.#place();
  }

  /** Show the row as the session of the page, null as today; drawn with the next frame, however often it is called before. */
  show(row) {
    this.#row = row;
    document.documentElement.toggleAttribute("data-past", row !== null);
    if (this.#isWaiting) return;
    this.#isWaiting = true;
    requestAnimationFrame(() => {
      this.#isWaiting = false;
      this.#place();
    });
  }

  /** The position is at rest: the window's title is another process's to draw, and would cost every frame of a movement. */
  rest() {
    const day = this.#row === null ? null : this.#film.sessions[this.#row];
    this.#dated();
    this.#part("said").textContent = day ? `As of ${this.#film.spell(day)}, not today` : "";
    document.title = day ? `${this.#film.spell(day)} · ${this.#title}` : this.#title;
  }

  /** The page could not follow; "" when it can again. */
  trouble(sentence, seconds = 0) {
    tell(this.#part("trouble"), sentence && `${sentence} Trying again in ${plural(Math.ceil(seconds), "second")}.`);
  }

  #place() {
    const row = this.#row ?? this.#film.last;
    const day = this.#film.sessions[row];
    if (!day) return;
    const said = this.#said(row);
    this.#root.querySelector(".time-cursor").style.setProperty("--at", `${(100 * (row + 0.5)) / this.#film.sessions.length}%`);
    for (const [name, value] of [["valuemin", 0], ["valuemax", this.#film.last], ["valuenow", row], ["valuetext", `${this.#film.spell(day)}, ${said}`]]) {
      if (this.#track.getAttribute(`aria-${name}`) !== String(value)) this.#track.setAttribute(`aria-${name}`, value);
    }
    if (this.#row === null || performance.now() - this.#datedAt > DATED_MS) this.#dated();
    this.#mark(row, day);
  }

  /** A field of three parts that the browser lays out anew: not written for every session that passes by. */
  #dated() {
    this.#datedAt = performance.now();
    const day = this.#film.sessions[this.#row ?? this.#film.last];
    if (day && document.activeElement !== this.#date && this.#date.value !== day) this.#date.value = day;
  }

  #mark(row, day) {
    const isPast = this.#row !== null;
    this.#root.dataset.shown = isPast ? day : "";
    this.#part("mark").hidden = !isPast;
    if (!isPast) return;
    say(this.#part("day"), `As of ${this.#film.spell(day)}`);
    say(this.#part("ago"), `not today · ${plural(this.#film.last - row, "session")} back`);
    for (const section of this.#film.sections) this.#figure(section, this.#film.read(section, row));
  }

  #figure(section, { words, leaning }) {
    if (!this.#figures.has(section.section)) {
      const node = el("dd", { class: "value" });
      this.#figures.set(section.section, node);
      this.#part("readout").append(el("div", { class: "time-figure", "data-section": section.section }, el("dt", {}, section.title), node));
    }
    const node = this.#figures.get(section.section);
    say(node, `${SIGNS[leaning]} ${words}`);
    if (node.dataset.direction !== leaning) node.dataset.direction = leaning;
  }

  #said(row) {
    const { banded } = this.#film;
    return banded ? this.#film.read(banded, row).words : "";
  }

  #drag(go) {
    const track = this.#track;
    const rowAt = ({ clientX }) => {
      const { left, width } = track.getBoundingClientRect();
      return Math.min(this.#film.last, Math.max(0, Math.floor((this.#film.sessions.length * (clientX - left)) / width)));
    };
    track.addEventListener("pointerdown", (event) => {
      if (event.button || this.#film.last < 0) return;
      event.preventDefault();
      track.focus({ preventScroll: true });
      track.setPointerCapture(event.pointerId);
      go.row(rowAt(event));
    });
    track.addEventListener("pointermove", (event) => {
      if (this.#film.last < 0) return;
      this.#point(event, rowAt(event));
      if (track.hasPointerCapture(event.pointerId)) go.row(rowAt(event));
    });
    track.addEventListener("pointerleave", () => { this.#part("tip").hidden = true; });
  }

  /** What lies under the pointer, in words: colour alone never carries a meaning. */
  #point({ clientX }, row) {
    const tip = this.#part("tip");
    const { left, width } = this.#track.getBoundingClientRect();
    tip.textContent = `${this.#film.sessions[row]} · ${this.#said(row)}`;
    tip.hidden = false;
    const half = tip.offsetWidth / 2;
    tip.style.setProperty("--at", `${Math.min(width - half, Math.max(half, clientX - left))}px`);
  }

  #wire(go) {
    this.#date.addEventListener("change", ({ target }) => target.value && go.day(target.value));
    this.#date.addEventListener("blur", () => this.#dated());
    for (const button of this.#root.querySelectorAll("[data-step]")) button.addEventListener("click", () => go.step(Number(button.dataset.step)));
    this.#root.querySelector("[data-action=today]").addEventListener("click", () => go.today());
  }

  get #date() {
    return this.#root.querySelector("input[type=date]");
  }

  #part(name) {
    return this.#root.querySelector(`[data-time="${name}"]`);
  }
}
