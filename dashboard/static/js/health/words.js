/** Times, sizes and durations in words; a time knows its moment, so that its words can be told anew while nothing else changes. */

const STEPS = [[86_400, "day"], [3600, "h"], [60, "min"], [1, "s"]];
const MEBI = 2 ** 20;

/** 75 → "1 min", 4000 → "1 h"; under a second "now". */
function span(seconds) {
  const [step, unit] = STEPS.find(([length]) => seconds >= length) ?? [1, null];
  if (!unit) return "now";
  const amount = Math.round(seconds / step);
  return unit === "day" ? `${amount} day${amount === 1 ? "" : "s"}` : `${amount} ${unit}`;
}

/** "in 4 min", "12 s ago", "now". */
export function relative(iso, now = Date.now()) {
  const seconds = (new Date(iso).getTime() - now) / 1000;
  const words = span(Math.abs(seconds));
  if (words === "now") return words;
  return seconds > 0 ? `in ${words}` : `${words} ago`;
}

/** A node that says when; `retell` keeps its words right. */
export function moment(dom, iso) {
  if (!iso) return "—";
  const node = dom.el("time", { datetime: iso, title: iso.replace("T", " ").replace("Z", " UTC") });
  node.textContent = relative(iso);
  return node;
}

/** Say every time under the root anew. */
export function retell(root) {
  for (const node of root.querySelectorAll("time[datetime]")) {
    const words = relative(node.dateTime);
    if (node.textContent !== words) node.textContent = words;
  }
}

/** 0.0123 → "12 ms", 3.21 → "3.2 s". */
export function duration(seconds) {
  if (seconds === null || seconds === undefined) return "—";
  return seconds < 1 ? `${Math.max(1, Math.round(1000 * seconds))} ms` : `${seconds.toFixed(1)} s`;
}

/** 1_500_000_000 → "1.4 GB", counted in 1024s. */
export function bytes(amount) {
  if (amount === null || amount === undefined) return "—";
  const mebi = amount / MEBI;
  if (mebi >= 1024) return `${(mebi / 1024).toFixed(mebi >= 10_240 ? 0 : 1)} GB`;
  return mebi >= 1 ? `${mebi.toFixed(mebi >= 100 ? 0 : 1)} MB` : `${Math.ceil(amount / 1024)} kB`;
}

/** Fill the places of a part: name → words or a node. */
export function fill(root, facts) {
  for (const [name, value] of Object.entries(facts)) {
    const node = root.querySelector(`[data-fact="${name}"]`);
    if (node) node.replaceChildren(value ?? "—");
  }
}
