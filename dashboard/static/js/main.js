/** Starts the page: every section in its own boundary, then the pulse, the cards that open, and the keys. */

import { Banner } from "./banner.js";
import "./bring/listen.js";
import * as chart from "./chart.js";
import { showKeys, wireMenu } from "./dialog.js";
import * as dom from "./dom.js";
import "./explain/listen.js";
import * as format from "./format.js";
import { register } from "./keys.js";
import { Opening } from "./opening.js";
import { Pulse } from "./pulse.js";
import { Section } from "./section.js";
import { pictures } from "./spark.js";
import * as table from "./table.js";
import { News } from "./time/news.js";
import { timeMachine } from "./time/start.js";

/** What a section's module may use; handed over, so that a section imports nothing of the platform. */
const kit = { chart, dom, format, spark: pictures(dom.svg), table };
const facing = { dom: { ...dom, ...dom.telling }, spark: pictures(dom.telling.svg) }; // in its place for what draws the faces
const NUMBERED = 9; // cards that have a key of their own

function open(card) {
  try {
    return new Section(card, kit, facing);
  } catch (error) {
    card.dataset.state = "error";
    reportError(error);
    return null;
  }
}

const cards = [...document.querySelectorAll("[data-service][data-script]")];
const sections = cards.map(open).filter(Boolean);
const banner = new Banner(document.getElementById("offline"), () => refresh());
const pulse = new Pulse(document.getElementById("strip"), sections, banner);
const opening = new Opening(document.getElementById("dashboard"), (key) => sections.find((section) => section.key === key)?.opened());

function refresh() {
  pulse.start();
  for (const section of sections) section.refresh();
}

[...document.querySelectorAll("#dashboard > section")].slice(0, NUMBERED).forEach((card, index) => {
  if (!card.dataset.script) return;
  const { textContent: title } = document.querySelector(`.tab[data-opens="${card.dataset.service}"]`);
  register(String(index + 1), `${title}: open or close`, () => opening.toggle(card.dataset.service));
});
register("Escape", "Close the open card", () => (opening.key ? opening.close() : false));
register("r", "Refresh every card now", refresh);
register("?", "This list", showKeys);
wireMenu(document.getElementById("settings"));

const time = document.getElementById("time");
const machine = timeMachine(time, sections);
const { past } = time.dataset;
const news = new News(document.getElementById("news"));
Promise.allSettled(past ? [machine.open(past)] : sections.map((section) => section.refresh())).then(async () => {
  await pulse.start();
  if (!past) machine.open(null);
  news.open(past || null);
});
