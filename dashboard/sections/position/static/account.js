/** The account's form: every setting, the sentence of a refusal beside its field, and the history of changes. */

import { FIELDS, words } from "./words.js";

const LABELS = ["strong_uptrend", "uptrend", "choppy_bullish", "choppy", "choppy_bearish", "downtrend", "strong_downtrend"];

const lots = (mapping) => Object.entries(mapping).map(([symbol, lot]) => `${symbol}=${lot}`).join(", ");

/** "NIFTY=75, BANKNIFTY=35" as a mapping; what makes no sense in it is for the server to say. */
const mapping = (text) => Object.fromEntries(text.split(",").map((part) => part.trim()).filter(Boolean).map((part) => {
  const [symbol, ...lot] = part.split("=");
  return [symbol.trim(), lot.join("=").trim()];
}));

export default function account(body, kit, saved) {
  const { dom, format } = kit;
  const form = body.querySelector("[data-form=account]");
  const details = body.querySelector("[data-part=account]");
  const fields = new Map(); // setting → {input, trouble, stored}
  const tell = (text) => { dom.figure(body, "saved").textContent = text; };

  function field(name, title, hint) {
    const id = `account-${name}`;
    const placeholder = name.includes(".") ? "as the policy says" : null;
    const input = dom.el("input", { id, class: "field ps-input", name, type: "text", autocomplete: "off", placeholder, "aria-describedby": `${id}-trouble` });
    const trouble = dom.el("small", { id: `${id}-trouble`, class: "ps-trouble", role: "alert" });
    fields.set(name, { input, trouble, stored: "" });
    return dom.el("div", { class: "ps-field" }, dom.el("label", { for: id }, title), input, dom.el("small", { class: "part-note" }, hint), trouble);
  }

  const group = (title, nodes) => dom.el("fieldset", { class: "ps-fields" }, dom.el("legend", {}, title), ...nodes);
  form.append(
    group("Account", Object.entries(FIELDS).map(([name, [title, hint]]) => field(name, title, hint))),
    group("Gross exposure by regime, % of equity; empty is as the policy says", LABELS.map((label) => field(`gross_caps_pct.${label}`, words(label), ""))),
    dom.el("button", { class: "button", type: "submit" }, "Save the account"),
  );

  const text = (settings, name) => {
    const [setting, label] = name.split(".");
    if (label) return String(settings.gross_caps_pct?.[label] ?? "");
    return setting === "lot_sizes" ? lots(settings.lot_sizes) : String(settings[setting]);
  };

  const changed = () => Object.fromEntries([...fields].filter(([, { input, stored }]) => input.value.trim() !== stored)
    .map(([name, { input }]) => [name, name === "lot_sizes" ? mapping(input.value) : input.value.trim()]));

  /** A sentence opens with the name of the setting that it is about. */
  function refuse(sentence) {
    const name = [...fields.keys()].filter((each) => sentence.startsWith(each)).sort((a, b) => b.length - a.length)[0];
    for (const [each, { trouble, input }] of fields) {
      trouble.textContent = each === name ? sentence : "";
      input.toggleAttribute("aria-invalid", each === name);
    }
    tell(name ? "Nothing was saved." : sentence);
    fields.get(name)?.input.focus();
  }

  function show({ settings, history }) {
    for (const [name, one] of fields) {
      const isMine = one.input.value.trim() !== one.stored; // what is being typed stays
      one.stored = text(settings, name);
      if (!isMine) one.input.value = one.stored;
    }
    const rows = history.slice(0, 10).map(({ at, by, changed: what }) => {
      const parts = Object.entries(what).map(([name, { before, after }]) => `${words(name)} ${JSON.stringify(before)} → ${JSON.stringify(after)}`);
      return dom.el("li", {}, `${at.slice(0, 16).replace("T", " ")} by ${by}: ${parts.join("; ") || "made yours as it stood"}`);
    });
    dom.figure(body, "history").replaceChildren(...rows);
  }

  async function read() {
    try {
      show(await kit.read("account"));
    } catch (error) {
      tell(error.message);
    }
  }

  /** Write settings; returns the sentence of a refusal, or nothing. */
  async function save(values) {
    try {
      const answer = await kit.send("account", values);
      for (const { trouble, input } of fields.values()) {
        trouble.textContent = "";
        input.removeAttribute("aria-invalid");
      }
      for (const name of Object.keys(values)) if (fields.has(name)) fields.get(name).input.value = fields.get(name).stored;
      show(answer);
      tell("Saved. The sizes follow in a moment.");
      saved();
      return null;
    } catch (error) {
      return error.message;
    }
  }

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const values = changed();
    if (!Object.keys(values).length) return tell("Nothing was changed.");
    const trouble = await save(values);
    if (trouble) refuse(trouble);
  });
  details.addEventListener("toggle", () => details.open && read());

  let held = "";
  return {
    save,
    open() {
      details.open = true;
      fields.get("equity").input.focus();
      details.scrollIntoView({ block: "start" });
    },
    /** Another account is stored than was: read it again where it is being looked at. */
    holds(now) {
      const told = JSON.stringify(now);
      if (held && held !== told && details.open) read();
      held = told;
      details.querySelector("summary").textContent = `All settings of the account (${format.count(now.equity)} ${now.currency})`;
    },
  };
}
