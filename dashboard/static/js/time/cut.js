/** A section's answers as one past session had them, from the part of it that the server tells and the record that the page holds. */

/** Every column over all sessions ends with the session; what is no such column stays. By law, that is what the server would answer. */
export function cut(figures, sessions, kept) {
  if (Array.isArray(figures)) return figures.length === sessions ? figures.slice(0, kept) : figures;
  if (figures === null || typeof figures !== "object") return figures;
  return Object.fromEntries(Object.entries(figures).map(([name, inner]) => [name, cut(inner, sessions, kept)]));
}

/** How many of the ascending ISO dates lie at or before the day. */
export function countUntil(days, day) {
  let [low, high] = [0, days.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (days[middle] <= day) low = middle + 1;
    else high = middle;
  }
  return low;
}

function series(told, record) {
  if (!told.data || !record?.session) return told;
  const { length } = record.session;
  const kept = countUntil(record.session, told.as_of);
  const data = {};
  for (const name of Object.keys(record)) { // cut when it is read: a face reads a column or two of many, at every session that passes by
    Object.defineProperty(data, name, { enumerable: true, configurable: true, get: () => cut(record[name], length, kept) });
  }
  return { ...told, data: Object.defineProperties(data, Object.getOwnPropertyDescriptors(told.data)) };
}

/**
 * {endpoint: envelope} of the session. part: {endpoints, isComplete}; its series hold their notes alone unless it is complete.
 * held: the newest answers, endpoint → {body}.
 */
export function answersOf({ endpoints, isComplete }, held) {
  return Object.fromEntries(Object.entries(endpoints).map(([name, told]) => {
    const record = held.get(name)?.body.data;
    const isSeries = !isComplete && Array.isArray(record?.session);
    return [name, isSeries ? series(told, record) : told];
  }));
}
