/** The verdict: label, score on its scale, since when, and what changed. */

import { SHAPES, WORDS } from "./labels.js";

export default function verdict(body, { dom, format }) {
  const figure = (name) => dom.figure(body, name);

  function label(data) {
    const badge = figure("label");
    badge.dataset.label = data.label ?? "";
    if (!data.label) return dom.show(body, "label", null, "", data.reasons?.label ?? data.reasons?.score);
    badge.classList.remove("missing");
    badge.classList.add("known");
    badge.replaceChildren(dom.el("span", { "aria-hidden": "true" }, SHAPES[data.label]), ` ${WORDS[data.label]}`);
  }

  function marker(score) {
    const isShown = score !== null;
    figure("marker").setAttribute("visibility", isShown ? "visible" : "hidden");
    if (isShown) figure("marker").setAttribute("x", `${score.toFixed(2)}%`);
  }

  return (data) => {
    label(data);
    marker(data.score);
    dom.show(body, "score", data.score, format.fixed(data.score), data.reasons?.score);
    dom.show(body, "label_since", data.label_since, data.label_since, data.reasons?.label_since);
    dom.show(body, "score_percentile", data.score_percentile, format.ordinal(data.score_percentile), data.reasons?.score_percentile);
    for (const sessions of [1, 5, 20]) {
      const change = data.score_change?.[sessions];
      dom.showChange(body, `score_change_${sessions}`, change, format.signed(change), data.reasons?.[`score_change.${sessions}`]);
    }
  };
}
