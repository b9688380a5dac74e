/** The verdict: one sentence, then what is wrong in the order of importance, each with what to do. */

import { moment, retell } from "./words.js";

export default function verdict(root, { dom }) {
  const part = (name) => root.querySelector(`[data-fact="${name}"]`);
  let asked = null;

  function show({ verdict: { level, sentence, troubles } }) {
    root.dataset.level = level;
    if (part("sentence").textContent !== sentence) part("sentence").textContent = sentence; // read aloud only when it changes
    part("troubles").hidden = !troubles.length;
    part("troubles").replaceChildren(...troubles.map(item));
  }

  function item({ level, what, detail, remedy }) {
    const words = detail ? dom.el("p", { class: "health-detail" }, detail) : null;
    return dom.el("li", { class: "health-trouble", "data-level": level }, dom.el("p", {}, what), words, dom.el("p", { class: "health-remedy" }, remedy));
  }

  function refresh() {
    asked = new Date().toISOString().replace(/\.\d+Z/, "Z");
    part("asked").replaceChildren("Looked at ", moment(dom, asked), ", and every few seconds while this page is open.");
    retell(root);
  }

  return { show, refresh };
}
