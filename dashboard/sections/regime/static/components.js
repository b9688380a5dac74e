/** What the score is made of: signed bars on one axis, the largest first; a component that is missing says why. */

const LEAST = 0.1; // the axis reaches at least this far, so that small contributions look small
const NAMES = {
  trend: "Trend", momentum: "Momentum", breadth: "Breadth", volatility: "Volatility", scanner: "Scanner", model: "Model",
};

export default function components(body, { dom, format, table }) {
  let reach = LEAST;

  function bar({ contribution, reason }) {
    if (format.isMissing(contribution)) return dom.el("span", { class: "why" }, format.why(reason));
    const width = (50 * Math.abs(contribution)) / reach;
    const start = contribution < 0 ? 50 - width : 50;
    const words = `Contribution ${format.signed(contribution, 2)}`;
    return dom.svg(
      "svg", { class: "regime-bar", role: "img", "aria-label": words },
      dom.svg("line", { x1: "50%", x2: "50%", y1: 0, y2: "100%", class: "regime-axis" }),
      dom.svg("rect", { x: `${start}%`, width: `${width}%`, y: 3, height: 12, class: contribution < 0 ? "share-down" : "share-up" }),
    );
  }

  const arrow = (value) => ({ up: "▲ ", down: "▼ ", flat: "" }[format.direction(value, 2)] ?? "");
  const columns = [
    { title: "Component", of: (row) => row.name, value: (row) => row.name, text: (row) => NAMES[row.name] ?? row.name },
    { title: "← for down · for up →", figure: "component_contribution", node: bar, grows: true },
    {
      title: "Contribution", figure: "component_contribution", hint: "Weight × value; all of them add up to the score", numeric: true, value: (row) => row.contribution,
      text: (row) => arrow(row.contribution) + format.signed(row.contribution, 2), direction: (row) => format.direction(row.contribution, 2),
    },
    { title: "Value", figure: "component_value", hint: "From −1 to +1", numeric: true, value: (row) => row.value, text: (row) => format.signed(row.value, 2) },
    { title: "Weight", figure: "component_weight", hint: "Of the components that are there", numeric: true, value: (row) => row.weight, text: (row) => format.percent(100 * row.weight, 0) },
    { title: "Data", figure: "component_coverage", hint: "Share of what it could rest on", numeric: true, value: (row) => row.coverage, text: (row) => format.percent(100 * row.coverage, 0) },
    { title: "Age", hint: "Sessions since it was last there", numeric: true, value: (row) => row.age_sessions, text: (row) => format.count(row.age_sessions) },
  ].map((column) => ({ ...column, text: column.text && ((row) => (column.value(row) === null ? format.MISSING : column.text(row))) }));

  return (data) => {
    const rows = data.components;
    reach = Math.max(LEAST, ...rows.map((row) => Math.abs(row.contribution ?? 0)));
    const largestFirst = [...rows].sort((one, other) => Math.abs(other.contribution ?? -1) - Math.abs(one.contribution ?? -1));
    largestFirst.sort((one, other) => Number(one.contribution === null) - Number(other.contribution === null));
    table.fillTable(body.querySelector('[data-table="components"]'), columns, largestFirst);
    const there = rows.filter((row) => row.value !== null).length;
    const share = format.percent(100 * data.coverage, 0);
    dom.figure(body, "coverage_note").textContent = `${there} of ${rows.length} components are there, with ${share} of all weight`;
  };
}
