/** The log's filters: a form, and the request that is looked at alone, as the query of /api/logs. */

const TYPING_MS = 350;
const MINUTE_MS = 60_000;

/** A time as the form has it, which is the reader's own, as the API takes it. */
const instant = (local) => (local ? new Date(local).toISOString() : "");

export class Filters {
  #form;
  #between;
  #button;
  #request = "";

  /** changed(): the query is another now. */
  constructor(form, changed) {
    this.#form = form;
    this.#between = form.querySelector('[data-logs="between"]');
    this.#button = form.querySelector('[data-logs="request"]');
    let typing = null;
    const told = (wait) => {
      clearTimeout(typing);
      typing = setTimeout(changed, wait);
    };
    form.addEventListener("submit", (event) => event.preventDefault());
    form.addEventListener("input", ({ target }) => {
      this.#between.hidden = form.elements.range.value !== "between";
      told(target.name === "q" ? TYPING_MS : 0);
    });
    this.#button.addEventListener("click", () => {
      this.only("");
      form.elements.q.focus();
      told(0);
    });
  }

  /** Look at one request alone, at every level; at all of them again for "". */
  only(request) {
    this.#request = request;
    this.#button.hidden = !request;
    this.#button.textContent = `Request ${request} ✕`;
    this.#button.setAttribute("aria-label", `Stop showing request ${request} alone`);
    if (request) this.#form.elements.level.value = "DEBUG";
  }

  /** Whether anything is left out. */
  get isNarrow() {
    return Boolean(this.query().size > 1 || this.query().get("level"));
  }

  /** The query, without what is not said. */
  query() {
    const { level, section, q, range } = this.#form.elements;
    const said = { level: level.value === "DEBUG" ? "" : level.value, section: section.value, q: q.value.trim(), request_id: this.#request, ...this.#times(range.value) };
    return new URLSearchParams(Object.entries(said).filter(([, value]) => value));
  }

  #times(range) {
    const { from, to } = this.#form.elements;
    if (range === "between") return { from: instant(from.value), to: instant(to.value) };
    // to the minute, so that the same question keeps its ETag for a while
    return range ? { from: new Date(Math.floor(Date.now() / MINUTE_MS - Number(range)) * MINUTE_MS).toISOString() } : {};
  }
}
