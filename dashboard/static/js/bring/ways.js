/** The ways in: files dropped or chosen, a folder on the server's machine, and how new sessions come after that. */

import { el } from "../dom.js";
import { chosen, dropped } from "./files.js";

const MEGABYTE = 1024 * 1024;

function picker(words, attributes, told) {
  const input = el("input", { class: "unseen", type: "file", multiple: true, ...attributes });
  input.addEventListener("change", () => input.files.length && told(Promise.resolve(chosen(input))));
  return el("label", { class: "button" }, input, words);
}

function drop(most, told) {
  const place = el(
    "section", { class: "bring-drop", "data-part": "drop", "aria-label": "Files of this machine" },
    el("p", {}, el("b", {}, "Drop a market folder here, or files")),
    el("p", { class: "bring-hint" }, `CSV or Parquet, one file for all symbols or one for each; columns are found by name. Up to ${Math.floor(most / MEGABYTE)} MB.`),
    el("p", { class: "bring-buttons" }, picker("Choose a folder…", { webkitdirectory: true, "data-choose": "folder" }, told), picker("Choose files…", { "data-choose": "files" }, told)),
  );
  const over = (isOver) => (event) => {
    event.preventDefault();
    place.toggleAttribute("data-over", isOver);
  };
  place.addEventListener("dragover", over(true));
  place.addEventListener("dragleave", over(false));
  place.addEventListener("drop", (event) => {
    over(false)(event);
    told(dropped(event.dataTransfer));
  });
  return place;
}

function path(told) {
  const field = el("input", { class: "field", id: "bring-path", name: "folder", required: true, autocomplete: "off", spellcheck: "false", placeholder: "/home/you/market" });
  const form = el(
    "form", { class: "bring-path" },
    el("label", { for: "bring-path" }, "Or a folder on the server's machine"),
    field,
    el("button", { class: "button", type: "submit" }, "Import"),
  );
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    told(field.value);
  });
  return form;
}

function sync() {
  return el(
    "section", { class: "bring-part" },
    el("h3", {}, "New sessions after that"),
    el("p", {}, "The folder is followed: a file that changes or is added is read within a minute."),
    el("p", {}, "Or start with ", el("code", {}, "SYNC=yahoo"), " to have them fetched after each close, or run ", el("code", {}, "flask market sync"), "."),
  );
}

/** files(promise of a market), folder(path): what the trader chose. */
export function ways(most, { files, folder }) {
  return [drop(most, files), path(folder), sync()];
}
