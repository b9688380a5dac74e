/** Table cells of an index: two lines, a missing figure with its reason, a name. */

export default function cells({ dom, format }, needs = {}) {
  /** How many bars a missing figure waits for, in words. */
  function why(row, path) {
    const code = row.reasons?.[path];
    const need = needs[path] ?? needs[path.split(".").slice(0, 2).join(".")] ?? needs[path.split(".")[0]];
    const bars = code === "warm_up" && need > row.bars ? `: ${row.bars} of ${need} sessions` : "";
    return format.why(code) + bars;
  }

  return {
    name: ({ symbol, name }) => dom.el("span", { class: "two-lines index-name", title: name || null }, dom.el("span", {}, symbol), dom.el("small", {}, name || "")),
    /** The text, or a dash that tells why on hover. */
    text(row, path, value, text) {
      if (!format.isMissing(value)) return text;
      return dom.el("span", { class: "missing", title: why(row, path) }, format.MISSING);
    },
    twoLines: (first, second) => dom.el("span", { class: "two-lines" }, dom.el("span", {}, first), dom.el("small", {}, second)),
  };
}
