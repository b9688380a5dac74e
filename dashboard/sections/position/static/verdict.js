/** The verdict: gross exposure, c times Kelly with its interval, the cap that binds; heat and gross as bars; the change of regime. */

import { against, interval } from "./bars.js";
import { BIASES, DROPPED, SOURCES, share, words } from "./words.js";

export default function verdict(body, { dom, format, table }) {
  const figure = (name) => dom.figure(body, name);
  const tell = (name, text) => { figure(name).textContent = text ?? ""; };
  const known = (name, text) => dom.show(body, name, text, text);

  function account({ is_example: isExample, equity, currency }) {
    body.querySelector("[data-note=example]").hidden = !isExample;
    tell("example", `Every size here is of ${format.count(equity)} ${currency} that nobody owns.`);
  }

  function gross({ totals, regime, trades, reasons }) {
    dom.show(body, "gross", totals?.gross_pct, format.percent(totals?.gross_pct), reasons.totals);
    const held = totals?.held_gross_pct > 0 ? `, ${format.percent(totals.held_gross_pct)} of it held already` : "";
    tell("gross_note", regime && `${format.plural(trades.length, "trade")}${held} · ${words(regime.label)}, ${regime.entries_allowed ? BIASES[regime.bias] : "no entries"}`);
    if (!totals) return;
    known("gross_cap", `${format.percent(totals.gross_pct)} of ${format.percent(totals.gross_cap_pct, 0)}`);
    figure("gross_bar").replaceChildren(...against(dom, totals.gross_pct, totals.gross_cap_pct));
    const from = regime.gross_cap_from === "account" ? "your own cap for this regime" : "the policy's cap for this regime";
    const bets = format.isMissing(totals.effective_bets) ? "" : ` · ${format.fixed(totals.effective_bets, 1)} effective bets`;
    const gain = format.isMissing(totals.expected_r) ? "" : ` · expected ${format.signed(totals.expected_r, 2)} R together`;
    tell("totals_note", `${from} · net ${format.signed(totals.net_pct, 1, " %")}${bets}${gain}`);
  }

  function kelly({ kelly: groups, account: { kelly_fraction: c } }) {
    const [first] = [...groups].sort((a, b) => (b.recommended ?? -1) - (a.recommended ?? -1));
    tell("kelly_name", first ? `${format.fixed(c, 2)} · Kelly before the caps, ${first.direction} in ${first.label ? `${first.label} regimes` : "all regimes"}` : "c · Kelly");
    const text = share(format, first?.recommended);
    dom.show(body, "kelly", first?.recommended, `${text} of equity at risk per trade`, first ? "too_few_trades" : "no_entries");
    figure("interval").replaceChildren(...(first?.interval ? interval(dom, format, first) : []));
    if (!first) return tell("kelly_note", "");
    const told = first.interval
      ? `f* ${share(format, first.kelly, 1)}, 90 %: ${first.interval.map((end) => format.signed(100 * end, 1, " %")).join(" to ")}; no edge with p ${format.fixed(first.p_no_edge, 2)}; ${format.count(first.n)} trades on ${format.plural(first.occasions, "occasion")}, ${SOURCES[first.source]}.`
      : "";
    tell("kelly_note", [told, first.reason].filter(Boolean).join(" "));
  }

  function binds({ binding, trades, candidates, reasons }) {
    const [[name, count] = []] = Object.entries(binding);
    dom.show(body, "binds", name, DROPPED[name], reasons.trades ?? reasons.totals ?? "nothing_to_size");
    const of = trades.length ? format.plural(trades.length, "trade") : `${format.plural(candidates?.in_bias ?? 0, "candidate")}, so nothing is recommended`;
    const rest = Object.entries(binding).slice(1).map(([other, times]) => `${DROPPED[other]} ${format.count(times)}`).join(", ");
    tell("binds_note", name && `binds on ${format.count(count)} of ${of}${rest ? `; ${rest}` : ""}`);
  }

  const left = ({ at_cost: atCost, refused }) => [
    atCost.length ? ` Without a price in this market, so at what was paid: ${atCost.join(", ")}.` : "",
    ...refused.map(({ symbol, reason }) => ` ${symbol} is left out: ${reason}`),
  ].join("");

  function heat({ totals, held }, lost) {
    if (!totals) return;
    const shown = totals.heat_pct;
    const gap = lost.heat?.gap_adjusted_pct ?? null;
    known("heat", `${format.percent(shown, 2)} of ${format.percent(totals.heat_cap_pct, 1)}`);
    figure("heat_bar").replaceChildren(...against(dom, shown, totals.heat_cap_pct, gap));
    const bare = totals.unprotected ? ` ${format.plural(totals.unprotected, "position")} without a stop count${totals.unprotected === 1 ? "s" : ""} whole.` : "";
    tell("heat_note", `${gap === null ? "Nothing is at risk." : `${format.percent(gap, 2)} if each opens on a bad gap.`}${bare}${left(held)}`);
  }

  const columns = [
    { title: "Label", text: (row) => `${words(row.label)} ${row.when}` },
    { title: "Gross cap", numeric: true, text: (row) => format.percent(row.gross_cap_pct, 0) },
    { title: "New trades", text: (row) => BIASES[row.bias] },
    { title: "Most positions", numeric: true, text: (row) => format.count(row.max_positions) },
    { title: "Stop ×", numeric: true, text: (row) => format.fixed(row.stop_multiplier, 2) },
    { title: "Candidates", numeric: true, text: (row) => format.count(row.in_bias) },
    { title: "Trades", numeric: true, text: (row) => format.count(row.trades) },
    { title: "Gross", numeric: true, text: (row) => format.percent(row.gross_pct) },
    { title: "Heat", numeric: true, text: (row) => format.percent(row.heat_pct, 2) },
  ];

  function change({ change: changed }) {
    const list = body.querySelector('[data-table="change"]');
    tell("why", changed ? changed.why : "");
    const rows = changed ? [{ label: changed.from, when: "(before)", ...changed.before }, { label: changed.to, when: "(now)", ...changed.after }] : [];
    table.fillTable(list, columns, rows);
    if (!changed) table.sayEmpty(list, columns, "The regime has not changed within the record.");
  }

  return ({ recommendations, risk }) => {
    account(recommendations.account);
    gross(recommendations);
    kelly(recommendations);
    binds(recommendations);
    heat(recommendations, risk);
    change(recommendations);
  };
}
