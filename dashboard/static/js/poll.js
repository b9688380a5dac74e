/** When to fetch next: one timer, an interval while all is well, 2^n seconds (at most 60, jittered) while it is not. */

const LONGEST_RETRY = 60;
const HIDDEN_FACTOR = 4; // a tab that nobody looks at asks a quarter as often

/** Seconds to wait after the n-th failure in a row: between three quarters and all of 2^n. */
export function backoff(failures, random = Math.random) {
  return Math.min(LONGEST_RETRY, 2 ** failures) * (0.75 + random() / 4);
}

export class Poll {
  #work;
  #failed;
  #timer = null;
  #due = 0;
  #failures = 0;
  #running = false;
  #asked = false;

  /** work(): fetches and shows, returns the seconds until the next time. failed(error, seconds): tells the user. */
  constructor(work, failed) {
    this.#work = work;
    this.#failed = failed;
    document.addEventListener("visibilitychange", () => this.#seen());
  }

  get isFailing() {
    return this.#failures > 0;
  }

  /** Not again until `now`. */
  rest() {
    clearTimeout(this.#timer);
    this.#timer = null;
  }

  /** Run now; if a run is under way, once more after it. */
  async now() {
    this.#asked = true;
    if (this.#running) return;
    this.#running = true;
    clearTimeout(this.#timer);
    this.#timer = null;
    let seconds = 0;
    while (this.#asked) {
      this.#asked = false;
      seconds = await this.#once();
    }
    this.#running = false;
    this.#schedule(seconds);
  }

  async #once() {
    try {
      const seconds = await this.#work();
      this.#failures = 0;
      return seconds;
    } catch (error) {
      this.#failures += 1;
      const seconds = Math.max(backoff(this.#failures), error.retryAfter ?? 0);
      this.#failed(error, seconds);
      return seconds;
    }
  }

  #schedule(seconds) {
    if (!Number.isFinite(seconds)) return;
    this.#due = Date.now() + seconds * 1000;
    this.#wait(seconds * (document.hidden ? HIDDEN_FACTOR : 1));
  }

  #wait(seconds) {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.now(), seconds * 1000);
  }

  #seen() {
    if (document.hidden || this.#running || this.#timer === null) return;
    this.#wait(Math.max(0, (this.#due - Date.now()) / 1000));
  }
}
