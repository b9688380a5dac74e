/** Scan counts of the last sessions: long, short, of how many sessions, and whose scans. */

const SOURCES = { imported: "imported", built_in: "built in" };

export default function scans(body, { dom, format, table }) {
  const source = ({ sources }) => {
    const there = Object.entries(sources).filter(([, sessions]) => sessions > 0);
    return there.map(([name, sessions]) => (there.length > 1 ? `${SOURCES[name]} ${sessions}` : SOURCES[name])).join(", ") || format.MISSING;
  };
  const counted = (name, title) => ({ title, figure: `scan_${name}`, numeric: true, text: (row) => (format.isMissing(row[name]) ? format.MISSING : format.count(row[name])) });
  const columns = [
    { title: "Sessions", text: ({ sessions }) => (sessions === 1 ? "last one" : `last ${sessions}`) },
    counted("long", "▲ Long"),
    counted("short", "▼ Short"),
    { title: "With a scan", numeric: true, hint: "Sessions without a scan are missing and count for nothing, never for zero", text: ({ covered, sessions }) => `${covered} of ${sessions}` },
    { title: "Source", grows: true, text: source },
  ];

  return ({ scans: { reason, windows } }) => {
    table.fillTable(body.querySelector('[data-table="scans"]'), columns, windows);
    dom.figure(body, "scans").textContent = reason ?? "Long and short candidates summed over the sessions that have a scan.";
  };
}
