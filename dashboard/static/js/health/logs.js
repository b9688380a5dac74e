/** The log: follows the newest lines, stands still while they are read, and goes back as far as the files do. */

import { Filters } from "./log_filters.js";
import { logLine } from "./log_line.js";

const PAGE = 100;
const MOST_ROWS = 1000;
const AT_TOP = 4; // pixels: scrolled no further counts as following

class Log {
  #kit;
  #parts;
  #filters;
  #known = new Set();
  #etag = null;
  #older = null;
  #waiting = null;
  #asked = 0;

  constructor(root, kit) {
    this.#kit = kit;
    this.#parts = Object.fromEntries([...root.querySelectorAll("[data-logs]")].map((node) => [node.dataset.logs, node]));
    this.#filters = new Filters(this.#parts.filters, () => this.#again());
    this.#parts.pause.addEventListener("click", () => this.#pause());
    this.#parts.fresh.addEventListener("click", () => this.#follow());
    this.#parts.older.addEventListener("click", () => this.#loadOlder());
    this.#parts.lines.addEventListener("scroll", () => this.#isReading || this.#catchUp(), { passive: true });
    this.#parts.lines.addEventListener("toggle", () => (this.#isReading ? this.#say() : this.#catchUp()), { capture: true }); // it does not bubble
    this.#parts.lines.addEventListener("keydown", (event) => this.#step(event));
  }

  /** The newest lines, if there are any that are not shown yet. */
  async refresh() {
    const asked = this.#asked;
    try {
      const answer = await this.#kit.get(this.#address(), this.#etag);
      if (asked !== this.#asked) return; // another question was put meanwhile
      if (answer.changed) this.#etag = answer.etag;
      if (answer.changed) this.#take(answer.body);
      this.#say();
    } catch (error) {
      if (asked === this.#asked) this.#parts.state.textContent = `${error.message} These are the lines as last received.`;
    }
  }

  #address(more = {}) {
    const query = this.#filters.query();
    for (const [kind, link] of [["jsonl", this.#parts.jsonl], ["csv", this.#parts.csv]]) link.href = `${this.#kit.api}/logs?format=${kind}&${query}`;
    return `${this.#kit.api}/logs?${new URLSearchParams([...query, ["limit", PAGE], ...Object.entries(more)])}`;
  }

  get #isPaused() {
    return this.#parts.pause.getAttribute("aria-pressed") === "true";
  }

  /** Whether lines that move would take away what someone is looking at. */
  get #isReading() {
    const { lines } = this.#parts;
    return this.#isPaused || lines.scrollTop > AT_TOP || lines.querySelector("details[open]") !== null;
  }

  #take(body) {
    this.#tellTrouble(body);
    if (this.#known.size && this.#isReading) this.#waiting = body;
    else this.#show(body);
  }

  /** Put what is new on top; everything anew where there was more than a page of it, since lines would be missing in between. */
  #show(body) {
    this.#waiting = null;
    const fresh = body.logs.filter(({ id }) => !this.#known.has(id));
    if (!this.#known.size || fresh.length === body.logs.length) {
      this.#parts.lines.replaceChildren();
      this.#known.clear();
      this.#goesOn(body);
    }
    for (const { id } of fresh) this.#known.add(id);
    this.#parts.lines.prepend(...this.#rows(fresh));
    this.#trim();
    this.#parts.lines.setAttribute("aria-busy", "false");
    this.#oneStop();
  }

  #rows(lines) {
    return lines.map((line) => logLine(line, this.#kit.dom.el, (request) => this.#only(request)));
  }

  #trim() {
    const rows = this.#parts.lines.children;
    while (rows.length > MOST_ROWS) {
      this.#known.delete(rows[rows.length - 1].dataset.id);
      rows[rows.length - 1].remove();
      this.#older = rows[rows.length - 1].dataset.id;
      this.#parts.older.hidden = false;
    }
  }

  async #loadOlder() {
    const asked = this.#asked;
    this.#parts.older.disabled = true;
    try {
      const { body } = await this.#kit.get(this.#address({ before: this.#older }));
      if (asked !== this.#asked) return;
      const fresh = body.logs.filter(({ id }) => !this.#known.has(id));
      for (const { id } of fresh) this.#known.add(id);
      this.#parts.lines.append(...this.#rows(fresh));
      this.#goesOn(body);
      this.#oneStop();
      this.#say();
    } catch (error) {
      this.#parts.state.textContent = error.message;
    } finally {
      this.#parts.older.disabled = false;
    }
  }

  #goesOn(body) {
    this.#older = body.next;
    this.#parts.older.hidden = body.next === null;
    this.#parts.older.textContent = body.searched_to ? `Search before ${body.searched_to.slice(0, 16).replace("T", " ")} UTC` : "Load older";
  }

  #only(request) {
    this.#filters.only(request);
    this.#again();
  }

  /** Another question: what is shown answers it no longer. */
  #again() {
    this.#asked += 1;
    this.#etag = null;
    this.#waiting = null;
    this.#known.clear();
    this.#parts.lines.setAttribute("aria-busy", "true");
    this.#parts.lines.scrollTop = 0;
    return this.refresh();
  }

  #pause() {
    this.#parts.pause.setAttribute("aria-pressed", String(!this.#isPaused));
    this.#parts.pause.textContent = this.#isPaused ? "Follow" : "Pause";
    if (!this.#isPaused) this.#follow();
    this.#say();
  }

  /** Back to the newest line, with nothing open. */
  #follow() {
    const { lines, pause } = this.#parts;
    for (const open of lines.querySelectorAll("details[open]")) open.open = false;
    lines.scrollTop = 0;
    pause.setAttribute("aria-pressed", "false");
    pause.textContent = "Pause";
    this.#catchUp();
  }

  #catchUp() {
    if (this.#waiting) this.#show(this.#waiting);
    this.#say();
  }

  #say() {
    const { state, fresh, lines } = this.#parts;
    const { plural } = this.#kit.format;
    const waiting = this.#waiting?.logs.filter(({ id }) => !this.#known.has(id)).length ?? 0;
    fresh.hidden = waiting === 0;
    fresh.textContent = `▲ ${waiting === PAGE ? `${PAGE} or more new lines` : plural(waiting, "new line")}`;
    const shown = lines.children.length;
    const none = this.#filters.isNarrow ? "No line answers these filters." : "Nothing has been logged yet.";
    const words = shown ? `${plural(shown, "line")}, ${this.#isReading ? "standing still while you read" : "following"}` : none;
    if (state.textContent !== words) state.textContent = words;
  }

  #tellTrouble({ trouble, dropped }) {
    const { plural } = this.#kit.format;
    const words = [trouble, dropped && `${plural(dropped, "line")} came faster than they could be written and were dropped.`].filter(Boolean).join(" ");
    this.#parts.trouble.textContent = words;
    this.#parts.trouble.hidden = !words;
  }

  /** One stop for the tabulator; the arrows go from line to line. */
  #oneStop(at = this.#parts.lines.querySelector("summary")) {
    for (const summary of this.#parts.lines.querySelectorAll('summary[tabindex="0"]')) summary.tabIndex = -1;
    if (at) at.tabIndex = 0;
  }

  #step(event) {
    const line = event.target.closest?.("summary")?.closest("li");
    const to = { ArrowDown: line?.nextElementSibling, ArrowUp: line?.previousElementSibling, Home: line?.parentNode.firstElementChild, End: line?.parentNode.lastElementChild }[event.key];
    if (!line || to === undefined) return;
    event.preventDefault();
    const summary = to?.querySelector("summary");
    if (!summary) return;
    this.#oneStop(summary);
    summary.focus();
  }
}

export default (root, kit) => {
  const log = new Log(root, kit);
  return { refresh: () => log.refresh() };
};
