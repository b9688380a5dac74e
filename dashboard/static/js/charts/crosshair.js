/** One crosshair for all charts of the page: the session that one of them points at is shown in every other. */

const charts = new Set();

/** chart.follow(session): show that session, or none for null, without telling of it. */
export function join(chart) {
  charts.add(chart);
}

/** The reader points at a session in one chart; null: at none any more. */
export function point(from, session) {
  for (const chart of charts) {
    if (chart !== from) chart.follow(session);
  }
}
