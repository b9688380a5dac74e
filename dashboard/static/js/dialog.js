/** The settings menu's buttons, and the dialog that lists every key. */

import { el } from "./dom.js";
import { registered } from "./keys.js";

/** Show every key that is registered by now. */
export function showKeys() {
  const dialog = document.getElementById("keys");
  const lines = registered().flatMap(({ key, description }) => [el("dt", {}, el("kbd", {}, key)), el("dd", {}, description)]);
  dialog.querySelector("[data-part=keys]").replaceChildren(...lines);
  dialog.showModal();
}

export function wireMenu(menu) {
  const press = (action, does) => menu.querySelector(`[data-action=${action}]`).addEventListener("click", () => {
    menu.hidePopover();
    does();
  });
  press("keys", showKeys);
  press("print", () => print());
}
