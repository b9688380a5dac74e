/** The model's probabilities, the scans that were read, and what usually follows such a session. */

import { WORDS } from "./words.js";

const MOST = 1; // of the labels that followed, beside staying
const SOURCES = { imported: "imported", built_in: "built-in scan" };
const BASES = { benchmark: "", first_index: ", the first index: the market names no benchmark", own_index: ": the market has no index" };

export default function follow(body, { dom, format, spark }) {
  const share = (p) => format.percent(100 * p, p > 0.995 || p < 0.005 ? 1 : 0);

  function probabilities({ probabilities: p, reasons }) {
    dom.show(body, "p_bull", p.bull, share(p.bull), reasons.probabilities);
    dom.show(body, "p_bear", p.bear, share(p.bear), reasons.probabilities);
    const parts = [{ value: p.bull, kind: "up" }, { value: p.neutral, kind: "flat" }, { value: p.bear, kind: "down" }];
    body.querySelector('[data-bar="probabilities"]').replaceChildren(spark.shares(parts, "Probability of a bull and of a bear market"));
  }

  function refitted({ model }) {
    const last = model.refits.at(-1);
    const next = model.next_refit ?? `in ${format.plural(model.next_refit_in, "session")}`;
    dom.show(body, "refitted", last, `${last} · next ${next}`, `first fit ${next}`);
  }

  const counted = ({ long, short, source, kind, at }) => (
    `${long} long, ${short} short · ${SOURCES[source]}${at ? `, ${kind}, ${at.slice(0, 16).replace("T", " ")}` : ""}`
  );

  function scans({ scanner, scanner_running: running, reasons }) {
    dom.show(body, "scans", scanner, scanner && counted(scanner), reasons.scanner);
    dom.figure(body, "running_line").hidden = !running;
    dom.figure(body, "running").textContent = running ? counted(running) : "";
  }

  function follows({ label, transitions: { labels, probabilities: rows }, reasons }) {
    const row = label && rows[labels.indexOf(label)];
    if (!row) return dom.show(body, "follows", null, "", reasons.label ?? "nothing has followed it yet");
    const others = row.map((p, index) => [p, labels[index]]).filter(([p, name]) => p > 0 && name !== label);
    const likeliest = others.sort(([one], [other]) => other - one).slice(0, MOST);
    const words = likeliest.map(([p, name]) => `${WORDS[name].toLowerCase()} ${share(p)}`);
    dom.show(body, "follows", row, [`stays ${share(row[labels.indexOf(label)])}`, ...words].join(" · "));
  }

  function measuredOn({ benchmark: { name, basis, volatility } }) {
    const fear = volatility ? ` · ${volatility}` : "";
    dom.show(body, "measured_on", name, `${name}${BASES[basis]}${fear}`);
  }

  return (data) => {
    probabilities(data);
    refitted(data);
    scans(data);
    follows(data);
    measuredOn(data);
    const lasts = data.expected_duration;
    dom.show(body, "expected_duration", lasts, `${format.fixed(lasts, 0)} sessions on average`, data.reasons.expected_duration);
    const changes = [1, 5, 20].map((sessions) => format.signed(data.score_change[sessions], 2));
    dom.show(body, "score_change", data.score_change[1], changes.join(" · "), data.reasons.score ?? "no_earlier_value");
    dom.show(body, "persistence", data.persistence, format.fixed(data.persistence, 2), "warm_up");
  };
}
