/** One line of the log as a row that opens: what happened in short, and behind it everything that is known. */

const SIGNS = { DEBUG: "·", INFO: "○", WARNING: "▲", ERROR: "■", CRITICAL: "■■" };

const two = (number, digits = 2) => String(number).padStart(digits, "0");

/** The reader's own time to the millisecond, with its date when that is not today. */
export function clock(iso, now = new Date()) {
  const at = new Date(iso);
  const time = `${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}.${two(at.getMilliseconds(), 3)}`;
  if (at.toDateString() === now.toDateString()) return time;
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())} ${time}`;
}

const written = (value) => (typeof value === "string" ? value : JSON.stringify(value));

/** el: builds nodes. pressed(requestId): when a reader wants to see that request alone. */
export function logLine(line, el, pressed) {
  const summary = el("summary", { class: "log-summary", tabindex: -1 },
    el("time", { class: "log-time", datetime: line.time, title: `${line.time} (UTC)` }, clock(line.time)),
    el("span", { class: "log-level", "data-level": line.level }, el("span", { "aria-hidden": "true" }, `${SIGNS[line.level] ?? "○"} `), line.level.toLowerCase()),
    el("span", { class: "log-where" }, line.section ?? lastPart(line.logger)),
    el("span", { class: "log-message" }, line.message),
  );
  const details = el("details", { class: "log-row", "data-level": line.level }, summary);
  details.addEventListener("toggle", () => {
    if (details.open && details.children.length === 1) details.append(behind(line, el, pressed));
  });
  return el("li", { class: "log-line", "data-id": line.id }, details);
}

const lastPart = (logger) => logger.split(".").pop();

function behind(line, el, pressed) {
  const request = line.request_id && el("button", { class: "log-request", type: "button", title: "Show this request alone" }, line.request_id);
  if (request) request.addEventListener("click", () => pressed(line.request_id));
  const process = line.pid === null ? null : `${line.pid}${line.thread ? `, ${line.thread}` : ""}`;
  const facts = [
    ["time, UTC", line.time.replace("T", " ").replace("Z", "")], ["logger", line.logger], ["section", line.section], ["job", line.job], ["request", request], ["process", process],
    ...Object.entries(line.fields ?? {}).map(([name, value]) => [name, written(value)]),
  ];
  return el("div", { class: "log-more" },
    el("p", { class: "log-full" }, line.message),
    el("dl", { class: "log-facts" }, ...facts.filter(([, value]) => value).map(([name, value]) => el("div", {}, el("dt", {}, name), el("dd", {}, value)))),
    line.exception && el("pre", { class: "log-traceback", tabindex: 0, "aria-label": "Traceback" }, line.exception.traceback),
  );
}
