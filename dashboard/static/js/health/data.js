/** The data: how far they are behind the exchange, in its sessions, which symbols stand still, and what is kept aside. */

import { fill, moment, retell } from "./words.js";

const SESSION = { open: "open", closed: "closed", holiday: "on holiday" };

export default function data(root, { dom, format, table }) {
  const { count, plural, upcoming } = format;

  function session(market) {
    const half = market.half_day ? ", half day" : "";
    const [verb, when] = market.session === "open" ? ["closes", market.next_close] : ["opens", market.next_open];
    return `${SESSION[market.session]}${market.session === "open" ? half : ""}, ${verb} ${upcoming(when, market.timezone)}${market.session === "open" ? "" : half}`;
  }

  function behind(market) {
    if (market.sessions_behind === null) return null;
    if (!market.sessions_behind) return "0 sessions";
    return dom.el("strong", { class: "health-loud" }, `▲ ${plural(market.sessions_behind, "session")}, due is ${market.expected_session}`);
  }

  function stale({ count: many, of, ended, named }) {
    const words = many ? `${count(many)} of ${count(of)}: ${named.map((each) => `${each.symbol} (${each.sessions_behind})`).join(", ")}${many > named.length ? ", …" : ""}` : `0 of ${count(of)}`;
    return ended ? `${words}; ${count(ended)} ended a month or longer ago` : words;
  }

  function showMarket({ market, symbols, sessions, first_session: first, stale: still }) {
    if (!market) return;
    fill(root, {
      market: market.name,
      session: session(market),
      last: market.last_session,
      behind: behind(market),
      due: dom.el("span", {}, `${upcoming(market.data_due_at, market.timezone)}, `, moment(dom, market.data_due_at)),
      size: symbols === null ? null : `${plural(symbols, "symbol")}, ${plural(sessions, "session")} from ${first}`,
      stale: still ? stale(still) : null,
    });
  }

  const columns = [
    { title: "Reason", value: (row) => row.reason, text: (row) => row.reason.replaceAll("_", " ") },
    { title: "Rows", numeric: true, value: (row) => row.rows, text: (row) => count(row.rows) },
    { title: "What it means", grows: true, text: (row) => row.meaning },
  ];

  function showAside(quarantine) {
    fill(root, { aside: quarantine ? count(quarantine.rows) : "not known while the database is away" });
    const place = root.querySelector("table");
    table.fillTable(place, columns, quarantine?.by_reason ?? []);
    if (quarantine && !quarantine.rows) table.sayEmpty(place, columns, "None: every row that came was good.");
  }

  function show(report) {
    showMarket(report.data);
    showAside(report.data.quarantine);
  }

  return { show, refresh: () => retell(root) };
}
