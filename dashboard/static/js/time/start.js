/** Puts the time machine together, and gives it its keys. */

import { register } from "../keys.js";
import { Bar } from "./bar.js";
import { Documents } from "./documents.js";
import { Film } from "./film.js";
import { TimeMachine } from "./machine.js";

const KEYS = [
  ["ArrowLeft", "One session back; with Shift a month", (machine, { shiftKey }) => (shiftKey ? machine.month(-1) : machine.step(-1))],
  ["ArrowRight", "One session on; with Shift a month", (machine, { shiftKey }) => (shiftKey ? machine.month(1) : machine.step(1))],
  ["Home", "The first session", (machine) => machine.to(0)],
  ["End", "The newest session", (machine) => machine.today()],
  ["t", "Back to today", (machine) => machine.today()],
];
const PAGE_KEYS = ["Home", "End"];

/** What scrolls by these keys keeps them: a table that is focused, and the page while a card is open in full. */
function isScrolling(key, { target }) {
  if (PAGE_KEYS.includes(key) && document.querySelector("[data-opened]")) return true;
  return key !== "t" && Boolean(target.closest?.(".scroll"));
}

/** What is saved from a card is what the card shows. */
function aim(links, day) {
  for (const link of links) {
    const url = new URL(link.href);
    if (day) url.searchParams.set("as_of", day);
    else url.searchParams.delete("as_of");
    link.href = url;
  }
}

/** The time machine of the page. It shows nothing before `open`. */
export function timeMachine(root, sections) {
  const film = new Film(root.dataset.glance);
  const go = {
    row: (row) => machine.to(row), day: (day) => machine.toDay(day), step: (by) => machine.step(by), today: () => machine.today(),
  };
  const machine = new TimeMachine(new Bar(root, film, go), film, new Documents({ whole: root.dataset.at, faces: root.dataset.faces }, sections), sections);
  for (const [key, description, action] of KEYS) {
    register(key, description, (event) => (isScrolling(key, event) ? false : void action(machine, event)));
  }
  document.addEventListener("timechange", ({ detail }) => aim(document.querySelectorAll('a[download][href*="/api/"]'), detail.day));
  return machine;
}
