/** Time in each label over a month, a quarter and a year, from the weakest label to the strongest. */

import { LABELS, SHAPES, WORDS } from "./words.js";

const WINDOWS = [21, 63, 252];

export default function time(body, { dom, format, spark }) {
  function words(counts) {
    const longest = LABELS.filter((label) => counts[label]).sort((one, other) => counts[other] - counts[one]);
    return longest.slice(0, 2).map((label) => `${SHAPES[label]} ${WORDS[label].toLowerCase()} ${counts[label]}`).join(" · ");
  }

  return (data, { time_in_label: windows }) => {
    for (const window of WINDOWS) {
      const counts = windows[window];
      const total = LABELS.reduce((sum, label) => sum + counts[label], 0);
      dom.show(body, `time_${window}`, total || null, words(counts), data.reasons.label);
      const parts = LABELS.map((label) => ({ value: counts[label], kind: label }));
      const said = LABELS.filter((label) => counts[label]).map((label) => `${WORDS[label]} ${format.plural(counts[label], "session")}`);
      body.querySelector(`[data-bar="time_${window}"]`).replaceChildren(spark.shares(parts, said.join(", ") || "No label yet"));
    }
  };
}
