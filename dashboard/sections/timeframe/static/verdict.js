/** The verdict: pattern first, alignment as a bar, and the conflict in one sentence. */

import { PATTERNS, leaning, reason } from "./words.js";

export default function verdict(body, { dom, format }) {
  const figure = (name) => dom.figure(body, name);

  function bar(value) {
    const from = Math.min(50, 50 + 50 * value);
    figure("bar").replaceChildren(
      dom.svg("rect", { x: 0, y: 8, width: "100%", height: 12, class: "tf-track" }),
      dom.svg("rect", { x: `${from}%`, y: 8, width: `${Math.abs(50 * value)}%`, height: 12, class: value < 0 ? "share-down" : "share-up" }),
      ...[-1, -0.6, -0.2, 0.2, 0.6, 1].map((at) => dom.svg("rect", { x: `${50 + 49.8 * at}%`, y: 4, width: 1, height: 20, class: "tf-tick" })),
      dom.svg("rect", { x: "50%", y: 2, width: 2, height: 24, class: "tf-zero" }),
      ...[["0%", "start", "−1"], ["50%", "middle", "0"], ["100%", "end", "+1"]].map(
        ([x, anchor, text]) => dom.svg("text", { x, y: 38, "text-anchor": anchor, class: "scale-limit tf-limit" }, text),
      ),
    );
    figure("bar").setAttribute("aria-label", `Alignment ${format.signed(value, 2)} on a scale from minus one to plus one`);
  }

  return ({ symbol, name, alignment }) => {
    const found = alignment ?? {};
    body.querySelector(".tf-verdict").dataset.symbol = symbol ?? "";
    figure("of").textContent = symbol ?? "No benchmark";
    figure("of_name").textContent = name && name !== symbol ? name : "";
    const [mark, words] = PATTERNS[found.pattern] ?? ["", format.MISSING];
    figure("pattern").dataset.direction = leaning(found.pattern);
    figure("pattern").classList.add("known");
    figure("pattern").replaceChildren(dom.el("span", { "aria-hidden": "true" }, mark), ` ${words}`);
    dom.show(body, "score", found.score, format.signed(found.score, 2), reason(found.reasons?.score));
    dom.show(body, "agreement", found.agreement, format.fixed(found.agreement, 2), reason(found.reasons?.score));
    dom.show(body, "sentence", found.sentence, found.sentence, reason(found.reasons?.score));
    if (!format.isMissing(found.score)) bar(found.score);
    else figure("bar").replaceChildren();
  };
}
