/** The strip's link to the health page: the worst of the sections and of the data's age, as a sign and a word, from every pulse. */

const WORST_FIRST = ["degraded", "stale", "behind", "loading", "ok"];
const WORDS = { degraded: "✕ degraded", stale: "▲ stale", behind: "▲ data behind", loading: "… loading", ok: "✓ healthy" };

export function worst({ sections, market }) {
  const found = new Set(Object.values(sections).map(({ status }) => status));
  if (market?.sessions_behind) found.add("behind");
  return WORST_FIRST.find((status) => found.has(status)) ?? "ok";
}

document.addEventListener("pulse", ({ detail }) => {
  const link = document.getElementById("worst");
  if (!link || !detail.sections) return;
  const status = worst(detail);
  link.dataset.worst = status;
  if (link.textContent !== WORDS[status]) link.textContent = WORDS[status];
});
