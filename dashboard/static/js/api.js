/** One GET, its ETag remembered by the caller, or one write; every way of failing becomes one sentence. */

const PATIENCE_MS = 20_000;

/** The dashboard did not give an answer that can be shown. */
export class NoAnswer extends Error {
  constructor(sentence, retryAfter = 0, status = 0) {
    super(sentence);
    this.retryAfter = retryAfter;
    this.status = status;
  }
}

async function send(url, headers, { signal, ...request } = {}) {
  const patience = AbortSignal.timeout(PATIENCE_MS);
  try {
    // no-store: the ETag is held here, and the browser's own cache would hide the 304
    const options = { headers: { Accept: "application/json", ...headers }, cache: "no-store", ...request };
    return await fetch(url, { ...options, signal: signal ? AbortSignal.any([signal, patience]) : patience });
  } catch (error) {
    if (signal?.aborted) throw error;
    const slow = error.name === "TimeoutError";
    throw new NoAnswer(slow ? "The dashboard did not answer within 20 seconds." : "The dashboard cannot be reached.");
  }
}

async function parse(response) {
  try {
    const body = await response.json();
    if (body && typeof body === "object") return body;
  } catch {
    /* not JSON, or cut short: told below */
  }
  throw new NoAnswer(`The dashboard's answer could not be read (HTTP ${response.status}).`);
}

async function problem(response) {
  const body = await parse(response);
  const retryAfter = Number(response.headers.get("Retry-After") ?? body.retry_after ?? 0) || 0;
  throw new NoAnswer(body.detail || body.title || `The dashboard answered HTTP ${response.status}.`, retryAfter, response.status);
}

/** {changed: false} when the ETag still holds, else {changed: true, body, etag}. Throws NoAnswer, or what `signal` was aborted with. */
export async function get(url, etag = null, signal = null) {
  const response = await send(url, etag ? { "If-None-Match": etag } : {}, { signal });
  if (response.status === 304) return { changed: false };
  if (!response.ok) return problem(response);
  return { changed: true, body: await parse(response), etag: response.headers.get("ETag") };
}

/** Write `values` and return the answer's body. The page's token says that it is one of ours that writes. Throws NoAnswer. */
export async function put(url, values) {
  const token = document.querySelector('meta[name="write-token"]')?.content ?? "";
  const headers = { "Content-Type": "application/json", "X-CSRF-Token": token };
  const response = await send(url, headers, { method: "PUT", body: JSON.stringify(values) });
  return response.ok ? parse(response) : problem(response);
}
