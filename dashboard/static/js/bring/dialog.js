/** The dialog: the ways in, then the import's live progress, then its report. It may be closed meanwhile; the import goes on. */

import { NoAnswer } from "../api.js";
import { el } from "../dom.js";
import * as calls from "./calls.js";
import { report } from "./report.js";
import { upload } from "./upload.js";
import { ways } from "./ways.js";

const LOOK_MS = 700;
const MEGABYTE = 1024 * 1024;
const STEPS = { reading: "Reading", checking: "Checking", storing: "Storing", done: "Preparing the figures" };

const whole = (number) => number.toLocaleString("en-US");
const body = el("div", { class: "bring-body" });
const trouble = el("p", { class: "bring-trouble", role: "alert" });
const dialog = el(
  "dialog", { class: "bring", id: "bring", "aria-labelledby": "bring-title" },
  el("header", {}, el("h2", { id: "bring-title", tabindex: "-1" }, "Bring your own data"), el("form", { method: "dialog" }, el("button", { class: "bring-close", "aria-label": "Close" }, "✕"))),
  trouble,
  body,
);
let left = []; // names of files that were not sent
let sending = null; // ends the upload under way
let timer = 0;

const title = (words) => dialog.querySelector("h2").replaceChildren(words);
const pause = () => clearTimeout(timer);

function failed(error) {
  if (error.name === "AbortError") return;
  if (!(error instanceof NoAnswer)) reportError(error);
  trouble.textContent = error instanceof NoAnswer ? error.message : "These files could not be read by the browser; try again.";
}

/** Do something that may fail, with the last trouble gone. */
async function attempt(work) {
  trouble.textContent = "";
  try {
    await work();
  } catch (error) {
    failed(error);
  }
}

function choose(state) {
  title("Bring your own data");
  const most = state?.most_bytes ?? Infinity;
  body.replaceChildren(...ways(most, { files: (market) => attempt(() => bring(market, most)), folder: (folder) => attempt(() => begin({ folder })) }));
}

/** The bar with what stands under it; drawn once, so that a reader of the screen hears a change of step and not of every row. */
function bar(heading, stop) {
  const line = el("p", { class: "bring-line", "data-part": "line" });
  const step = el("p", { class: "bring-step", role: "status" });
  const meter = el("progress", { max: 1, "aria-label": heading });
  const button = el("button", { class: "button", type: "button" }, "Stop");
  button.addEventListener("click", () => {
    button.disabled = true;
    stop();
  });
  title(heading);
  body.replaceChildren(step, meter, line, el("p", { class: "bring-buttons" }, button));
  return (words, fraction, facts) => {
    if (step.textContent !== words) step.textContent = words;
    if (fraction === null) meter.removeAttribute("value");
    else meter.value = fraction;
    line.textContent = facts;
  };
}

async function bring(found, most) {
  const market = await found;
  left = market.left;
  sending = new AbortController();
  const show = bar(`Bringing ${market.name}`, () => sending.abort());
  const told = (files, bytes) => show("Sending", bytes / (market.bytes || 1), `${whole(files)} of ${whole(market.files.length)} files, ${(bytes / MEGABYTE).toFixed(1)} of ${(market.bytes / MEGABYTE).toFixed(1)} MB`);
  try {
    told(0, 0);
    await begin({ upload: await upload(market, most, told, sending.signal) });
  } catch (error) {
    if (error.name === "AbortError") calls.stop().catch(() => {}); // what was sent is not kept; the next upload clears it at the latest
    choose({ most_bytes: most });
    throw error;
  } finally {
    sending = null;
  }
}

async function begin(values) {
  follow(await calls.start(values));
}

/** Look until the import has ended. */
function follow(first) {
  pause();
  const show = bar(`Bringing ${first.folder}`, () => attempt(calls.stop));
  const look = (state) => {
    if (state.state !== "waiting" && state.state !== "importing") return ended(state);
    const { progress: at } = state;
    if (state.stopping) show("Stopping", null, "");
    else if (!at) show("Waiting for the importer", null, "");
    else show(STEPS[at.step] ?? at.step, at.fraction, `${at.file || "all files"}${at.rows ? `, ${whole(at.rows)} rows` : ""} · ${whole(at.files_done)} of ${whole(at.files)} files`);
    timer = setTimeout(again, LOOK_MS);
    return undefined;
  };
  const again = async () => {
    try {
      const state = await calls.state();
      trouble.textContent = "";
      look(state);
    } catch (error) {
      failed(error);
      timer = setTimeout(again, LOOK_MS * 4);
    }
  };
  look(first);
}

function ended(state) {
  if (state.state === "done" && state.report) return done(state);
  choose(state);
  trouble.textContent = state.sentence ?? "";
  return undefined;
}

function done(state) {
  title(`${state.report.market} is in`);
  const opener = el("button", { class: "button bring-open", type: "button" }, "Open the dashboard");
  opener.addEventListener("click", () => location.assign(location.pathname));
  body.replaceChildren(el("p", { class: "bring-step", role: "status" }, "This market is shown from now on, and its folder is followed."), el("p", { class: "bring-buttons" }, opener), ...report(state.report, left));
  opener.focus();
}

async function first() {
  const state = await calls.state();
  if (state.state === "waiting" || state.state === "importing") follow(state);
  else if (state.fixed) body.replaceChildren(el("p", {}, "The setting MARKET names this server's market folder; files that are put there are read within a minute."));
  else choose(state);
}

/** The styles come with the dialog, from where the page's own are. */
function styled() {
  const menu = document.querySelector('link[rel=stylesheet][href*="css/menu.css"]');
  const style = el("link", { rel: "stylesheet", href: menu.getAttribute("href").replace("menu.css", "bring.css") });
  const loaded = new Promise((resolve) => style.addEventListener("load", resolve, { once: true }));
  document.head.append(style);
  return loaded;
}

let ready = null;

/** Show the dialog, with the import that is under way if there is one. */
export async function open() {
  ready ??= Promise.race([styled(), new Promise((resolve) => setTimeout(resolve, 2000))]);
  await ready;
  if (!dialog.isConnected) document.body.append(dialog);
  if (!dialog.open) dialog.showModal();
  if (!sending) await attempt(first);
}

dialog.addEventListener("close", () => {
  if (!sending) pause();
});
