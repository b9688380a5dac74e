/** One card in full at a time, or all of them as faces: the address says which, so that a link, a reload and the back button keep it. */

const PARAMETER = "open";

export class Opening {
  #dashboard;
  #told;
  #links;

  /** told(key): a card has just been opened. */
  constructor(dashboard, told) {
    this.#dashboard = dashboard;
    this.#told = told;
    this.#links = [...document.querySelectorAll("[data-opens]")];
    for (const link of this.#links) link.addEventListener("click", (event) => this.#follow(event, link.dataset.opens));
    addEventListener("popstate", () => this.#show(new URLSearchParams(location.search).get(PARAMETER) ?? ""));
    this.#address();
  }

  /** The key of the card that is open; "" while all are closed. */
  get key() {
    return this.#dashboard.dataset.opened ?? "";
  }

  /** Open the card, or close it when it is the one that is open. */
  toggle(key) {
    if (this.key === key) this.close();
    else this.open(key);
  }

  /** From one open card to the next the history does not grow: back leads to all of them. */
  open(key) {
    const isFirst = this.key === "";
    history[isFirst ? "pushState" : "replaceState"]({ ...history.state, opened: isFirst || Boolean(history.state?.opened) }, "", this.#url(key));
    this.#show(key);
  }

  close() {
    if (!this.key) return;
    if (history.state?.opened) return history.back();
    history.replaceState(history.state, "", this.#url(""));
    this.#show("");
  }

  #follow(event, key) {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.button) return; // a tab or window of its own
    event.preventDefault();
    if (key) this.open(key);
    else this.close();
  }

  #show(key) {
    const before = this.#card(this.key);
    const card = this.#card(key);
    if (before) delete before.dataset.open;
    if (card) card.dataset.open = "yes";
    if (card) this.#dashboard.dataset.opened = key;
    else delete this.#dashboard.dataset.opened;
    document.querySelector(".tabs").hidden = !card;
    this.#address();
    if (card) this.#told(key);
    this.#look(card ?? before, Boolean(card));
  }

  /** Attention follows: to the card that opened, or back to the one that closed. */
  #look(card, isOpen) {
    if (!card) return;
    (isOpen ? card : card.querySelector(".card-opener")).focus({ preventScroll: true });
    if (!isOpen) return card.scrollIntoView({ block: "nearest" });
    scrollTo(0, 0);
    if (card.getBoundingClientRect().top > innerHeight / 2) card.scrollIntoView();
  }

  /** Every link leads where it says, with what else the address holds by now. */
  #address() {
    for (const link of this.#links) {
      link.href = this.#url(link.dataset.opens);
      if (link.matches(".tab")) link.toggleAttribute("aria-current", link.dataset.opens === this.key && this.key !== "");
    }
  }

  #url(key) {
    const url = new URL(location.href);
    url.searchParams.delete(PARAMETER);
    if (key) url.searchParams.set(PARAMETER, key);
    return url.pathname + url.search + url.hash;
  }

  #card(key) {
    return key ? document.getElementById(`${key}-section`) : null;
  }
}
