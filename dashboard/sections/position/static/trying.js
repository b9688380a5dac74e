/** Sliders that ask the API what another account would make of the same session. Nothing is written before it is saved. */

const NAMES = ["equity", "risk_per_trade_pct", "kelly_fraction"];
const PATIENCE_MS = 150; // between the last movement and the question
const DIGITS = { equity: 0, risk_per_trade_pct: 2, kelly_fraction: 2 };

/** Equity runs over four powers of ten around what is stored, the others over what makes sense. */
const scales = {
  equity: (stored) => ({ min: -2, max: 2, to: (place) => Number((stored * 10 ** place).toPrecision(2)), from: (value) => Math.log10(value / stored) }),
  risk_per_trade_pct: () => ({ min: 0.05, max: 5, to: (place) => Number(place.toFixed(2)), from: Number }),
  kelly_fraction: () => ({ min: 0.01, max: 1, to: (place) => Number(place.toFixed(2)), from: Number }),
};

export default function trying(body, kit, draw, save) {
  const { dom, format } = kit;
  const input = (kind, name) => body.querySelector(`[data-${kind}="${name}"]`);
  const figure = (name) => dom.figure(body, name);
  let now = null; // what is stored, and what follows from it
  let stored = null;
  let tried = {};
  let timer = 0;
  let asked = 0;

  const scale = (name) => scales[name](stored[name]);

  function set(name, value) {
    if (input("try", name) !== document.activeElement) input("try", name).value = scale(name).from(value);
    if (input("type", name) !== document.activeElement) input("type", name).value = String(value);
  }

  function reset() {
    for (const name of NAMES) {
      const { min, max } = scale(name);
      Object.assign(input("try", name), { min, max, disabled: false });
      input("type", name).disabled = false;
      set(name, stored[name]);
    }
  }

  function attempt(name, value) {
    tried = { ...tried, [name]: value };
    if (String(value) === String(stored[name])) delete tried[name];
    clearTimeout(timer);
    timer = setTimeout(ask, PATIENCE_MS);
  }

  async function ask() {
    if (!Object.keys(tried).length) return end();
    const turn = ++asked;
    try {
      const names = ["recommendations", "kelly", "risk"];
      const answers = await Promise.all(names.map((name) => kit.ask(name, tried)));
      if (turn !== asked) return;
      const told = Object.fromEntries(names.map((name, k) => [name, answers[k].data]));
      show("", told.recommendations.totals);
      draw(told);
    } catch (error) {
      if (turn === asked) show(error.message);
    }
  }

  function effect(totals) {
    const before = now.totals;
    if (!totals || !before) return "";
    const moved = (words, name, text) => `${words} ${text(before[name])} → ${text(totals[name])}`;
    return ` ${moved("Trades", "trades", format.count)}, ${moved("gross", "gross_pct", format.percent)}, ${moved("heat", "heat_pct", (value) => format.percent(value, 2))}.`;
  }

  function show(trouble, totals = null) {
    body.querySelector("[data-note=trying]").hidden = false;
    const told = Object.entries(tried).map(([name, value]) => `${name.replaceAll("_", " ").replace(" pct", "")} ${typeof value === "number" ? format.fixed(value, DIGITS[name]) : value}`);
    figure("tried").textContent = `${told.join(", ")}.${effect(totals)} Nothing is stored.`;
    figure("trying_trouble").textContent = trouble;
  }

  function end() {
    clearTimeout(timer);
    asked += 1;
    tried = {};
    body.querySelector("[data-note=trying]").hidden = true;
    reset();
    draw();
  }

  for (const name of NAMES) {
    input("try", name).addEventListener("input", ({ target }) => {
      const value = scale(name).to(Number(target.value));
      input("type", name).value = String(value);
      attempt(name, value);
    });
    input("type", name).addEventListener("input", ({ target }) => attempt(name, target.value.trim()));
  }
  body.querySelector("[data-action=back]").addEventListener("click", end);
  body.querySelector("[data-action=keep]").addEventListener("click", async () => {
    const trouble = await save(tried);
    figure("trying_trouble").textContent = trouble ?? "";
  });

  return {
    get isOn() {
      return Object.keys(tried).length > 0;
    },
    end,
    holds(recommendations) {
      now = recommendations;
      stored = now.account;
      if (this.isOn) ask(); // what is tried out is tried on the newest session
      else reset();
    },
  };
}
