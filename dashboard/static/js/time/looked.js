/** When the reader last looked, by the server's marks: kept in the browser, measured with the server's clock. */

const STORED = "market-dashboard-looked";

const seconds = ({ at }) => Date.parse(at) / 1000;

/** Marks of one database differ in their number alone. */
const database = ({ revision }) => (revision ?? "").replace(/-\d+$/, "");

function read() {
  try {
    return JSON.parse(localStorage.getItem(STORED)) ?? {};
  } catch {
    return {}; // storage refused, or someone else's words: a first visit
  }
}

function write(kept) {
  try {
    localStorage.setItem(STORED, JSON.stringify(kept));
  } catch {
    /* as above */
  }
}

/** The mark that changes are told from; null on a first visit. */
export const base = () => read().base ?? null;

/**
 * A new answer's mark, `visit` seconds being what one visit lasts. Returns whether the base is now another: the last look lies so far
 * back that this is a new visit, or it was a look at another database.
 */
export function arrived(mark, visit) {
  const kept = read();
  const known = Object.values(kept).filter(Boolean);
  if (known.some((each) => database(each) !== database(mark))) {
    write({});
    return true;
  }
  if (!kept.seen || seconds(mark) - seconds(kept.seen) <= visit || kept.base?.at === kept.seen.at) return false;
  write({ base: kept.seen, seen: kept.seen });
  return true;
}

/** The reader is leaving what the mark's answer told, `elapsed` seconds after it came. */
export function left(mark, elapsed) {
  const at = new Date(Date.parse(mark.at) + 1000 * elapsed).toISOString().replace(/\.\d+Z$/, "Z");
  write({ ...read(), seen: { ...mark, at } });
}

/** The reader has seen it all: the next changes are those after this. */
export const gotIt = (mark) => write({ base: mark, seen: mark });
