/** The strip's link to the health page: the worst of the sections, as a sign and a word, from every pulse. */

const WORST_FIRST = ["degraded", "stale", "loading", "ok"];
const WORDS = { degraded: "✕ degraded", stale: "▲ stale", loading: "… loading", ok: "✓ healthy" };

export function worst(sections) {
  const found = new Set(Object.values(sections).map(({ status }) => status));
  return WORST_FIRST.find((status) => found.has(status)) ?? "ok";
}

document.addEventListener("pulse", ({ detail }) => {
  const link = document.getElementById("worst");
  if (!link || !detail.sections) return;
  const status = worst(detail.sections);
  link.dataset.worst = status;
  if (link.textContent !== WORDS[status]) link.textContent = WORDS[status];
});
