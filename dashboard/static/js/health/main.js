/**
 * Starts the health page: one poll of the report, and every card in its own boundary.
 *
 * A card is an element with `data-health-module="name"`; `./name.js` exports `default (root, {dom, format, table, get, put, api})`,
 * which returns `{show(report), refresh()}`, either of them or both. `show` is called with every report that is not the one before,
 * `refresh` after every look at it, for cards that fetch their own.
 */

import { get, put } from "../api.js";
import * as dom from "../dom.js";
import * as format from "../format.js";
import { Poll } from "../poll.js";
import * as table from "../table.js";

const LOOK_SECONDS = 5;
const page = document.getElementById("health");
const kit = { dom, format, table, get, put, api: page.dataset.api };

/** One card: what its module throws stays in it. */
class Card {
  #root;
  #view;

  constructor(root) {
    this.#root = root;
    this.#view = import(`./${root.dataset.healthModule}.js`).then((module) => module.default(root, kit));
  }

  async tell(report) {
    try {
      const view = await this.#view;
      if (report) await view.show?.(report);
      await view.refresh?.();
      this.#broken(null);
    } catch (error) {
      this.#broken(error);
    }
  }

  #broken(error) {
    let words = this.#root.querySelector(":scope > .health-broken");
    this.#root.dataset.broken = error ? "yes" : "no";
    if (!error) return words?.remove();
    words ??= this.#root.appendChild(dom.el("p", { class: "health-broken", role: "status" }));
    words.textContent = `This part could not be drawn (${error.message}). The others are not affected.`;
    return words;
  }
}

class Health {
  #cards = [...page.querySelectorAll("[data-health-module]")].map((root) => new Card(root));
  #etag = null;
  #poll = new Poll(() => this.#look(), (error) => this.#lost(error));

  start() {
    return this.#poll.now();
  }

  async #look() {
    const answer = await get(`${kit.api}/health`, this.#etag);
    if (answer.changed) this.#etag = answer.etag;
    await Promise.allSettled(this.#cards.map((card) => card.tell(answer.changed ? answer.body : null)));
    this.#connected("live", "live");
    return LOOK_SECONDS;
  }

  #lost(error) {
    this.#connected("lost", `${error.message} What you see is as last received.`);
  }

  #connected(state, words) {
    const node = document.getElementById("connection");
    node.dataset.connection = state;
    node.querySelector(".link-words").textContent = words;
    page.dataset.connection = state;
  }
}

new Health().start();
