/** The face of the breadth card: label, score, advances, highs and the four shares above an average. */

import { SHAPES, WORDS } from "./labels.js";

const LENGTHS = [20, 50, 100, 200];
const QUARTER = 63;

export default function front({ dom, format, spark, places: { face } }) {
  function label({ label: code, reasons }) {
    const badge = dom.figure(face, "label");
    badge.dataset.label = code ?? "";
    const words = [dom.el("span", { "aria-hidden": "true" }, SHAPES[code]), ` ${WORDS[code]}`];
    dom.show(face, "label", code, words, reasons?.label ?? reasons?.score);
  }

  function balance(name, words, up, down, flat = 0) {
    const parts = [{ value: up, kind: "up" }, { value: flat, kind: "flat" }, { value: down, kind: "down" }];
    dom.fill(face.querySelector(`[data-bar="${name}"]`), spark.shares(parts, words));
  }

  function average(length, data, sma) {
    const value = data.above_sma_pct[length];
    dom.show(face, `above_${length}`, value, format.percent(value, 0), data.reasons?.[`above_sma_pct.${length}`]);
    const past = (sma.above_sma_pct[length] ?? []).slice(-QUARTER);
    dom.fill(face.querySelector(`[data-strip="${length}"]`), spark.strip(past, `Percent above SMA ${length}, last ${past.length} sessions`));
  }

  return ({ current: { data }, sma: { data: sma } }) => {
    label(data);
    dom.show(face, "score", data.score, format.fixed(data.score), data.reasons?.score);
    const change = data.score_change?.[5];
    dom.showChange(face, "score_change_5", change, format.signed(change), data.reasons?.["score_change.5"]);
    for (const name of ["advances", "declines", "new_highs", "new_lows"]) dom.show(face, name, data[name], format.count(data[name]), data.reasons?.[name]);
    balance("issues", "Advances, unchanged and declines", data.advances, data.declines, data.unchanged);
    balance("extremes", "New highs and new lows", data.new_highs, data.new_lows);
    for (const length of LENGTHS) average(length, data, sma);
  };
}
