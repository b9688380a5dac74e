/** The house: the database, the leader among the processes, the disk, this process. */

import { bytes, fill, moment, retell } from "./words.js";

const KINDS = { sqlite: "SQLite", postgresql: "PostgreSQL" };

export default function house(root, { dom, format }) {
  const { el, svg } = dom;
  const loud = (words) => el("strong", { class: "health-loud" }, words);

  function showDatabase({ kind, failure, name, size_bytes: size, answers_ms: answers, migration, newest_migration: newest }) {
    fill(root, {
      database: failure ? loud(`✕ ${failure}`) : `${KINDS[kind]}, ${name}`,
      answers: answers === null ? null : `${format.fixed(answers, answers < 10 ? 1 : 0)} ms`,
      database_size: bytes(size),
      migration: migration === newest ? migration : loud(`${migration ?? "none"}, newest ${newest}`),
    });
  }

  function showLeader({ held, since, holder, alive }) {
    const away = alive === false ? loud("▲ nobody: the last one is gone") : "another process";
    fill(root, {
      leader: held ? "this process" : away,
      since: moment(dom, held ? since : holder?.since),
      holder: holder ? `${holder.pid} on ${holder.host}` : null,
    });
  }

  function showDisk({ free_bytes: free, total_bytes: total, warn_below_bytes: warning, failure }) {
    const isLow = free !== null && free < warning;
    fill(root, {
      free: failure ? loud(failure) : isLow ? loud(`▲ ${bytes(free)} of ${bytes(total)}`) : `${bytes(free)} of ${bytes(total)}`,
      warns: bytes(warning),
      disk_gauge: total ? gauge(1 - free / total, isLow) : "",
    });
  }

  function gauge(share, isLow) {
    const words = `${format.percent(100 * share, 0)} used`;
    const picture = svg("svg", { class: "gauge", role: "img", "aria-label": words, "data-low": isLow });
    picture.append(svg("rect", { width: `${100 * share}%`, height: "100%", class: "gauge-used" }), svg("title", {}, words));
    return picture;
  }

  function showProcess(process) {
    fill(root, {
      memory: bytes(process.rss_bytes),
      up: el("span", {}, moment(dom, process.started_at), `, process ${process.pid}`),
      threads: format.count(process.threads),
      versions: `${process.version}, Python ${process.python}`,
    });
  }

  function show(report) {
    showDatabase(report.database);
    showLeader(report.leader);
    showDisk(report.disk);
    showProcess(report.process);
  }

  return { show, refresh: () => retell(root) };
}
