/** Since you last looked: asks the server what changed, and says so in one line with the list behind it. */

import { get } from "../api.js";
import { el } from "../dom.js";
import { count, plural } from "../format.js";
import { Poll } from "../poll.js";
import { arrived, base, gotIt, left } from "./looked.js";

const SIGNS = { up: "▲", down: "▼", flat: "◆" };
const days = new Intl.DateTimeFormat("en-GB", { weekday: "short", day: "numeric", month: "short", timeZone: "UTC" });
const brief = (day) => days.format(new Date(`${day}T00:00:00Z`)).replace(",", "");

export class News {
  #root;
  #day = null; // the past session that the page shows; null today
  #mark = null; // of the last answer about today, and when it came by the page's stopwatch
  #came = 0;
  #poll = new Poll(() => this.#ask(), () => this.#say("What changed could not be fetched", ""));

  constructor(root) {
    this.#root = root;
    root.querySelector("[data-action=got-it]").addEventListener("click", () => this.#got());
    root.addEventListener("keydown", (event) => event.key === "Escape" && root.open && (event.preventDefault(), this.#close()));
    document.addEventListener("click", ({ target }) => root.open && !root.contains(target) && (root.open = false));
    document.addEventListener("timechange", ({ detail }) => this.#moved(detail.day));
    document.addEventListener("pulse", () => this.#poll.now());
    document.addEventListener("visibilitychange", () => (document.hidden ? this.#left() : this.#poll.now()));
    addEventListener("pagehide", () => this.#left());
  }

  /** past: the session that the page was opened on; null today. */
  open(past) {
    this.#day = past;
    return this.#poll.now();
  }

  #moved(day) {
    if (day === this.#day) return;
    this.#day = day;
    this.#poll.now();
  }

  async #ask() {
    const from = this.#day ? null : base();
    const query = this.#day ? { as_of: this.#day } : from ? { since: from.session, ...(from.revision && { revision: from.revision }) } : {};
    const { body } = await this.#get(query);
    if (!this.#day && body.as_of) {
      [this.#mark, this.#came] = [body.mark, performance.now()];
      if (arrived(body.mark, body.visit_seconds)) return this.#ask();
    }
    this.#show(body, Boolean(from));
    return Infinity;
  }

  /** A last look before the first session of what is here now is none. */
  async #get(query) {
    const address = (asked) => `${this.#root.dataset.changes}?${new URLSearchParams(asked)}`;
    try {
      return await get(address(query));
    } catch (error) {
      if (error.status !== 400 || !query.since) throw error;
      return get(address({}));
    }
  }

  #show(body, hasLooked) {
    const { since, sessions, count: many, sections } = body;
    if (!since) return this.#say("", "");
    const ago = sessions === 0 ? "the newest session" : `${plural(sessions, "session")} ago`;
    const today = hasLooked ? `Since you last looked (${brief(since)}, ${ago}):` : `New in the last session (since ${brief(since)}):`;
    this.#say(this.#day ? `New in this session (since ${brief(since)}):` : today, many ? plural(many, "change") : "nothing has changed");
    this.#part("list").replaceChildren(...sections.map((section) => this.#section(section, sessions > 1)));
    this.#root.querySelector(".news-foot").hidden = Boolean(this.#day);
    return null;
  }

  #section({ section, title, changes, more, reason }, isDated) {
    const rows = changes.toReversed().map((change) => el("li", {}, this.#link(section, change, isDated)));
    if (more) rows.push(el("li", { class: "news-more" }, `and ${count(more)} earlier`));
    if (reason) rows.push(el("li", { class: "news-more" }, reason));
    return el("section", { class: "news-section", "data-section": section }, el("h3", {}, title), el("ul", {}, ...rows));
  }

  #link(section, { session, words, leaning }, isDated) {
    const opener = document.querySelector(`.card-opener[data-opens="${section}"]`);
    const link = el("a", { href: opener?.href ?? this.#root.dataset.health, class: "news-change" },
      el("span", { "data-direction": leaning, "aria-hidden": "true" }, SIGNS[leaning]), ` ${words}`, isDated ? el("time", { datetime: session }, ` ${brief(session)}`) : null);
    if (opener) link.addEventListener("click", (event) => this.#follow(event, opener));
    return link;
  }

  #follow(event, opener) {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    this.#root.open = false;
    if (document.querySelector("[data-opened]")?.dataset.opened !== opener.dataset.opens) opener.click();
  }

  #got() {
    if (this.#mark) gotIt(this.#mark);
    this.#close();
    this.#poll.now();
  }

  #close() {
    this.#root.open = false;
    this.#root.querySelector("summary").focus();
  }

  #left() {
    if (this.#mark && !this.#day) left(this.#mark, this.#elapsed);
  }

  get #elapsed() {
    return (performance.now() - this.#came) / 1000;
  }

  #say(since, many) {
    this.#part("since").textContent = since;
    this.#part("count").textContent = many;
    this.#root.dataset.told = many ? "yes" : "";
  }

  #part(name) {
    return this.#root.querySelector(`[data-news="${name}"]`);
  }
}
