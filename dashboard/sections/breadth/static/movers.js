/** The movers: one list at a time, chosen by a row of buttons. */

const NOTES = {
  top: "Highest return over 5 sessions",
  bottom: "Lowest return over 5 sessions",
  50: "Closed on the other side of SMA 50 this session",
  200: "Closed on the other side of SMA 200 this session",
  unusual_volume: "Most volume against the mean of the previous 20 bars",
};

export default function movers(body, { dom, format, table }) {
  let shown = "top";
  let lists = null;

  const change = (name, title, hint) => ({
    title,
    hint,
    numeric: true,
    value: (row) => row[name],
    text: (row) => format.signed(row[name], 1, " %"),
    direction: (row) => format.direction(row[name]),
  });
  const side = (row) => dom.el("span", { "data-direction": row.side }, row.side === "up" ? "▲ " : "▼ ");
  const symbol = (row) => dom.el("span", {}, row.side ? side(row) : "", row.symbol);
  const company = ({ name, sector }) =>
    dom.el("span", { class: "two-lines" }, dom.el("span", {}, name ?? ""), dom.el("small", {}, sector ?? ""));
  const columns = [
    { title: "Symbol", value: (row) => row.symbol, node: symbol },
    { title: "Name and sector", value: (row) => row.name, node: company, grows: true },
    { title: "Close", numeric: true, value: (row) => row.close, text: (row) => format.fixed(row.close, 2) },
    change("return_1_pct", "1 s", "Return of the session"),
    change("return_5_pct", "5 s", "Return over 5 sessions"),
    {
      title: "Volume",
      hint: "Volume against the mean of the previous 20 bars",
      numeric: true,
      value: (row) => row.volume_ratio,
      text: (row) => format.fixed(row.volume_ratio, 1, "×"),
    },
  ];

  function rows() {
    const crossed = lists.crossed?.[shown];
    if (!crossed) return lists[shown] ?? [];
    return [...crossed.up.map((row) => ({ ...row, side: "up" })), ...crossed.down.map((row) => ({ ...row, side: "down" }))];
  }

  function draw() {
    const list = rows();
    const many = list.length ? format.plural(list.length, "stock") : "none";
    dom.figure(body, "movers_note").textContent = `${NOTES[shown]}: ${many}`;
    table.fillTable(body.querySelector('[data-table="movers"]'), columns, list);
    if (!list.length) table.sayEmpty(body.querySelector('[data-table="movers"]'), columns, "None this session.");
  }

  dom.choices(body, "movers", (value) => {
    shown = value;
    body.querySelector('[data-table="movers"]').sorting = null;
    if (lists) draw();
  });

  return (data) => {
    lists = data.movers;
    draw();
  };
}
