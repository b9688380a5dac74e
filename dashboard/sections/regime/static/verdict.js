/** The verdict: label, since when, score on its scale, confidence, and the sentences that say what speaks against it and what would change it. */

import { SHAPES, WORDS, sureness } from "./words.js";

const MIDDLE = 50; // percent of the scale; the score runs from −1 to +1
const CALIBRATION = { true: "✓ calibrated here", false: "✕ not calibrated here", null: "not judged yet" };

export default function verdict(body, { dom, format }) {
  const figure = (name) => dom.figure(body, name);
  const place = (score) => `${(MIDDLE * (1 + score)).toFixed(2)}%`;

  function label({ label: name, reasons }) {
    const badge = figure("label");
    badge.dataset.label = name ?? "";
    if (!name) return dom.show(body, "label", null, "", reasons.label);
    badge.classList.remove("missing");
    badge.classList.add("known");
    badge.replaceChildren(dom.el("span", { "aria-hidden": "true" }, SHAPES[name]), ` ${WORDS[name]}`);
  }

  function since(data) {
    const { since: day, age_sessions: age, previous, previous_sessions: lasted, reasons } = data;
    dom.show(body, "since", day, `${data.direction}, since ${day} · ${format.plural(age, "session")} old`, reasons.label);
    const before = previous ? `before: ${WORDS[previous].toLowerCase()}, ${format.plural(lasted, "session")}` : "the first label of this record";
    dom.show(body, "previous", day, before, reasons.previous);
  }

  /** The marker, and the scores at which the label changes at once. */
  function scale({ score, to_change: ways }) {
    const isShown = !format.isMissing(score);
    figure("marker").setAttribute("visibility", isShown ? "visible" : "hidden");
    if (isShown) figure("marker").setAttribute("x", place(score));
    const triggers = [ways?.down, ways?.up].filter(Boolean);
    figure("triggers").replaceChildren(...triggers.map((way) => {
      const at = place(way.at_once);
      const words = `${WORDS[way.at_once_label]} at once at ${format.signed(way.at_once, 2)}`;
      return dom.svg("line", { x1: at, x2: at, y1: 9, y2: 31, class: "regime-trigger" }, dom.svg("title", {}, words));
    }));
  }

  function confidence(data) {
    const { confidence: sure, reliability, reasons } = data;
    dom.show(body, "confidence", sure, sureness(format, sure), reasons.confidence);
    if (reasons.confidence === "too_few_outcomes") {
      const { outcomes, outcomes_needed: needed } = reliability;
      dom.show(body, "confidence", null, "", `${format.count(outcomes)} of ${format.count(needed)} outcomes so far`);
    }
    figure("confidence_level").textContent = data.confidence_level ?? "";
    figure("calibration").textContent = CALIBRATION[data.calibrated];
    figure("calibration").dataset.calibrated = data.calibrated ?? "";
    const base = reliability.base_rate_now;
    dom.show(body, "base_rate_now", base, `of all so far ${format.percent(100 * base, 0)}`, reasons.confidence);
  }

  function sentences(data) {
    dom.show(body, "conflicts", data.conflicts, data.conflicts, data.reasons.conflicts);
    dom.show(body, "to_change", data.to_change, data.to_change?.sentence, data.reasons.to_change);
    const { blocked } = data;
    figure("blocked_line").hidden = !blocked;
    const asked = blocked?.would_be ? `The score asks for ${WORDS[blocked.would_be].toLowerCase()}: ` : "";
    figure("blocked").textContent = blocked ? `${asked}${blocked.reason}.` : "";
    dom.show(body, "allows", data.policy, data.policy?.text, data.reasons.label);
  }

  return (data) => {
    label(data);
    since(data);
    scale(data);
    confidence(data);
    sentences(data);
    dom.show(body, "score", data.score, format.signed(data.score, 2), data.reasons.score);
    figure("level").textContent = data.level ?? "";
  };
}
