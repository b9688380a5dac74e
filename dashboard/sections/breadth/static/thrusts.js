/** The Zweig breadth thrust: how near one is, and what followed every past one. */

const STATES = { thrust: "▲ thrust", armed: "◆ armed", none: "no thrust" };

export default function thrusts(body, { dom, format, table }) {
  const forward = (sessions) => ({
    title: `${sessions} s later`,
    numeric: true,
    value: (row) => row.forward_pct?.[sessions],
    hint: `Return of the benchmark over the ${sessions} sessions after the thrust`,
    text: (row) => format.signed(row.forward_pct?.[sessions], 1, " %"),
    missing: "horizon_not_over",
    direction: (row) => format.direction(row.forward_pct?.[sessions]),
  });
  const columns = [
    { title: "Thrust on", value: (row) => row.session, text: (row) => row.session },
    { title: "Armed on", value: (row) => row.armed_on, text: (row) => row.armed_on },
    forward(21),
    forward(63),
    forward(252),
  ];

  function note({ state, armed_on: armedOn, sessions_left: left }) {
    if (state === "armed") return `· armed on ${armedOn}, ${format.plural(left, "session")} left to reach 0.615`;
    return "· 0.400 to 0.615 within 10 sessions makes a thrust";
  }

  return ({ zweig, reasons }) => {
    dom.figure(body, "zweig_state").textContent = STATES[zweig.state] ?? zweig.state;
    dom.figure(body, "zweig_state").dataset.zweig = zweig.state;
    dom.show(body, "zweig_value", zweig.value, `EMA 10 at ${format.fixed(zweig.value, 3)}`, reasons?.["zweig.value"]);
    dom.figure(body, "zweig_note").textContent = note(zweig);
    const list = body.querySelector('[data-table="thrusts"]');
    list.caption.textContent = `Every past thrust and the return of ${zweig.benchmark ?? "the benchmark"} after it`;
    table.fillTable(list, columns, [...(zweig.thrusts ?? [])].reverse());
    if (!zweig.thrusts?.length) table.sayEmpty(list, columns, "No thrust in this record.");
  };
}
