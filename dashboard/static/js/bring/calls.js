/** The requests of an import; every way of failing becomes one sentence. */

import { NoAnswer } from "../api.js";

const base = document.getElementById("strip").dataset.pulse.replace(/pulse$/, "import");
const token = document.querySelector('meta[name="write-token"]').content;

async function call(path, options = {}) {
  let response;
  try {
    response = await fetch(base + path, { cache: "no-store", ...options, headers: { Accept: "application/json", "X-CSRF-Token": token, ...options.headers } });
  } catch (error) {
    if (options.signal?.aborted) throw error;
    throw new NoAnswer("The dashboard cannot be reached.");
  }
  const body = await response.json().catch(() => ({}));
  if (!response.ok) throw new NoAnswer(body.detail || body.title || `The dashboard answered HTTP ${response.status}.`, 0, response.status);
  return body;
}

const post = (path, values) => call(path, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(values) });

export const state = () => call("");
export const begin = (market) => post("", { market });
export const start = (values) => post("/start", values);
export const stop = () => call("", { method: "DELETE" });

export function send(upload, path, file, signal) {
  const query = new URLSearchParams({ upload, path });
  return call(`/files?${query}`, { method: "PUT", headers: { "Content-Type": "application/octet-stream" }, body: file, signal });
}
