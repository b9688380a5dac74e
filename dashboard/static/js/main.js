/** Starts the page: every section in its own boundary, then the pulse. */

import * as chart from "./chart.js";
import * as dom from "./dom.js";
import * as format from "./format.js";
import { Pulse } from "./pulse.js";
import { Section } from "./section.js";
import * as spark from "./spark.js";
import * as table from "./table.js";

/** What a section's module may use; handed over, so that a section imports nothing of the platform. */
const kit = { chart, dom, format, spark, table };

function open(card) {
  try {
    return new Section(card, kit);
  } catch (error) {
    card.dataset.state = "error";
    reportError(error);
    return null;
  }
}

const cards = [...document.querySelectorAll("[data-service][data-script]")];
const sections = cards.map(open).filter(Boolean);
const pulse = new Pulse(document.getElementById("strip"), sections);
Promise.allSettled(sections.map((section) => section.refresh())).then(() => pulse.start());
