/** The API page: asks an operation when it is opened or tried, and shows status, headers, answer and the same as a curl line. */

import { el } from "./dom.js";

const SHOWN_HEADERS = ["Content-Type", "Content-Length", "ETag", "Cache-Control", "Retry-After", "X-Request-Id"];
const PATIENCE_MS = 20_000;
const LONG = 6; // values of a list that are shown at each end of a longer one
const MOST_ROWS = 12;
const MOST_LINES = 1200;

const main = document.querySelector("main");

/** JSON with lists of plain values on one line, and long lists cut: a whole record would be a hundred thousand lines. */
function pretty(value, indent = "") {
  const deeper = `${indent}  `;
  if (Array.isArray(value)) {
    if (value.length === 0) return "[]";
    if (value.every((each) => each === null || typeof each !== "object")) return `[${brief(value).join(", ")}]`;
    const shown = value.slice(0, MOST_ROWS).map((each) => deeper + pretty(each, deeper));
    if (value.length > MOST_ROWS) shown.push(`${deeper}… ${value.length - MOST_ROWS} more`);
    return `[\n${shown.join(",\n")}\n${indent}]`;
  }
  if (value && typeof value === "object") {
    const pairs = Object.entries(value).map(([name, each]) => `${deeper}${JSON.stringify(name)}: ${pretty(each, deeper)}`);
    return pairs.length ? `{\n${pairs.join(",\n")}\n${indent}}` : "{}";
  }
  return JSON.stringify(value);
}

function brief(values) {
  const texts = values.map((each) => JSON.stringify(each));
  if (texts.length <= 2 * LONG) return texts;
  return [...texts.slice(0, LONG), `… ${texts.length - 2 * LONG} more …`, ...texts.slice(-LONG)];
}

function cut(text) {
  const lines = text.split("\n");
  return lines.length > MOST_LINES ? `${lines.slice(0, MOST_LINES).join("\n")}\n… ${lines.length - MOST_LINES} more lines` : text;
}

class Operation {
  constructor(node) {
    this.node = node;
    this.form = node.querySelector("form");
    this.method = node.dataset.method;
    this.asked = 0;
    node.addEventListener("toggle", () => this.opened());
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.ask();
    });
    this.form.addEventListener("input", () => this.sayCurl());
    node.querySelector("[data-copy]").addEventListener("click", ({ target }) => this.copy(target));
    this.sayCurl();
  }

  part(name) {
    return this.node.querySelector(`[data-${name}]`);
  }

  opened() {
    if (this.node.open && this.asked === 0 && "complete" in this.node.dataset) this.ask();
  }

  get address() {
    let path = this.node.dataset.path;
    const query = new URLSearchParams();
    for (const field of this.form.querySelectorAll("[data-in]")) {
      if (field.dataset.in === "path") path = path.replace(`{${field.name}}`, encodeURIComponent(field.value));
      else if (field.value !== "") query.set(field.name, field.value);
    }
    const asked = query.toString();
    return `${main.dataset.root}${path}${asked ? `?${asked}` : ""}`;
  }

  get body() {
    return this.form.elements.body?.value ?? null;
  }

  sayCurl() {
    const quoted = (text) => `'${text.replaceAll("'", "'\\''")}'`;
    const parts = ["curl", quoted(location.origin + this.address)];
    if (this.method !== "GET") parts.push("-X", this.method, "-H", quoted("Authorization: Bearer TOKEN"));
    if (this.body !== null) parts.push("-H", quoted("Content-Type: application/json"), "-d", quoted(this.body));
    this.part("curl").textContent = parts.join(" ");
  }

  async copy(button) {
    const words = button.textContent;
    try {
      await navigator.clipboard.writeText(this.part("curl").textContent);
      button.textContent = "Copied";
    } catch {
      button.textContent = "Select it below"; // the clipboard is closed to pages without HTTPS
    }
    setTimeout(() => {
      button.textContent = words;
    }, 2000);
  }

  async ask() {
    const turn = ++this.asked;
    this.say("asked", "Asking…");
    const began = performance.now();
    try {
      const response = await fetch(this.address, this.request());
      const text = await response.text();
      if (turn === this.asked) this.show(response, text, performance.now() - began); // a later question's answer stands
    } catch (error) {
      if (turn !== this.asked) return;
      this.say("refused", error.name === "TimeoutError" ? "No answer within 20 seconds." : "The dashboard cannot be reached.");
    }
  }

  request() {
    const headers = { Accept: "application/json, text/csv, */*" };
    const options = { method: this.method, headers, cache: "no-store", signal: AbortSignal.timeout(PATIENCE_MS) };
    if (this.method === "GET") return options;
    headers["X-CSRF-Token"] = document.querySelector('meta[name="write-token"]').content;
    if (this.body === null) return options;
    headers["Content-Type"] = "application/json";
    return { ...options, body: this.body };
  }

  say(kind, words, ...more) {
    const status = this.part("status");
    status.dataset.kind = kind;
    status.replaceChildren(el("strong", {}, words), ...more.map((text) => el("span", {}, text)));
  }

  show(response, text, took) {
    const size = new Blob([text]).size;
    const told = `${response.status} ${response.statusText}`.trim();
    this.say(response.ok ? "answered" : "refused", told, `${Math.round(took)} ms`, `${size.toLocaleString("en")} bytes`);
    const found = SHOWN_HEADERS.filter((name) => response.headers.has(name));
    const pairs = found.flatMap((name) => [el("dt", {}, name), el("dd", {}, response.headers.get(name))]);
    this.part("headers").replaceChildren(...pairs);
    this.part("answer").textContent = cut(this.formatted(response, text));
    this.part("answer").scrollTop = 0;
  }

  formatted(response, text) {
    if (!(response.headers.get("Content-Type") ?? "").includes("json")) return text;
    try {
      return pretty(JSON.parse(text));
    } catch {
      return text; // said to be JSON and is none: shown as it came
    }
  }
}

for (const node of document.querySelectorAll(".operation")) new Operation(node);

/** An address with #get_api_… opens that operation. */
function follow() {
  const named = location.hash && document.getElementById(location.hash.slice(1));
  if (named instanceof HTMLDetailsElement) named.open = true;
}

addEventListener("hashchange", follow);
follow();
