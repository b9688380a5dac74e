/** Strokes laid on as few lines as possible: two that share a session never share a line. */

/** strokes: [{from, to, start, end}], sessions as indices, values at both ends. Returns at most `most` columns of `length` values. */
export function tracks(strokes, length, most) {
  const lines = [];
  for (const stroke of [...strokes].sort((left, right) => left.from - right.from)) {
    let line = lines.find(({ until }) => until + 1 < stroke.from);
    if (!line && lines.length < most) lines.push(line = { until: -Infinity, values: new Array(length).fill(null) });
    if (!line) continue;
    line.until = stroke.to;
    draw(line.values, stroke);
  }
  return lines.map(({ values }) => values);
}

/** A straight stroke between its ends: only the ends are figures. */
function draw(values, { from, to, start, end }) {
  for (let at = from; at <= to; at += 1) values[at] = to === from ? end : start + ((end - start) * (at - from)) / (to - from);
}
