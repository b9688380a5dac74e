/** One calm banner while the dashboard cannot be reached: since when, and when it tries again. */

const time = (moment) => new Date(moment).toLocaleTimeString("en-GB");

export class Banner {
  #node;
  #since = null;

  /** retry(): the reader does not want to wait, or the machine is online again. */
  constructor(node, retry) {
    this.#node = node;
    this.#button.addEventListener("click", retry);
    addEventListener("online", () => this.#since !== null && retry());
    addEventListener("offline", () => this.lost("This machine is offline."));
  }

  /** The server did not answer; it is asked again after `seconds`, or as soon as the machine is online. */
  lost(sentence, seconds = null) {
    this.#since ??= Date.now();
    const what = navigator.onLine ? sentence : "This machine is offline.";
    const next = seconds === null ? "tries again as soon as it is back" : `tries again at ${time(Date.now() + 1000 * seconds)}`;
    this.#say(what, `Since ${time(this.#since)}; ${next}. Figures are as last received.`);
  }

  found() {
    if (this.#since === null) return;
    this.#since = null;
    this.#say("", "");
  }

  get isShown() {
    return this.#since !== null;
  }

  #say(what, when) {
    this.#node.dataset.since = this.#since === null ? "" : new Date(this.#since).toISOString();
    this.#node.querySelector("[data-banner=what]").textContent = what;
    this.#node.querySelector("[data-banner=when]").textContent = when;
    this.#node.querySelector(".banner-words").hidden = !what;
    this.#button.hidden = !what;
  }

  get #button() {
    return this.#node.querySelector("[data-action=reconnect]");
  }
}
