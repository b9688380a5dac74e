/** The face of a section that brings none of its own: the newest value of its headline, as the first of its answers tells it. */

import { MISSING, fixed, isMissing, why } from "./format.js";

export default function headline(face) {
  const node = face?.querySelector("[data-headline]");
  if (!node) return null;
  const name = node.dataset.headline;
  return (answers) => {
    const { data } = Object.values(answers)[0];
    const value = data?.[name];
    node.classList.add("known");
    node.classList.toggle("missing", isMissing(value));
    node.textContent = isMissing(value) ? `${MISSING} ${why(data?.reasons?.[name])}` : typeof value === "number" ? fixed(value, 2) : String(value);
  };
}
