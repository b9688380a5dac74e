/* The looks before the first paint: theme and colours as the system or as chosen here. A classic script, so that nothing flashes. */
(() => {
  const STORED = { theme: "market-dashboard-theme", colours: "market-dashboard-colours" };
  const CHOICES = { theme: ["system", "dark", "light"], colours: ["blue", "red"] };
  const root = document.documentElement;

  function stored(setting) {
    try {
      const choice = localStorage.getItem(STORED[setting]);
      return CHOICES[setting].includes(choice) ? choice : CHOICES[setting][0];
    } catch {
      return CHOICES[setting][0]; // storage refused: the choice lasts as long as the page
    }
  }

  function keep(setting, choice) {
    try {
      localStorage.setItem(STORED[setting], choice);
    } catch {
      /* as above */
    }
  }

  function apply(setting, choice) {
    root.dataset[setting] = choice;
    document.dispatchEvent(new CustomEvent("themechange"));
  }

  function wire(part) {
    const { setting } = part.dataset;
    for (const input of part.querySelectorAll("input")) input.checked = input.value === root.dataset[setting];
    part.addEventListener("change", ({ target }) => {
      apply(setting, target.value);
      keep(setting, target.value);
    });
  }

  for (const setting of Object.keys(STORED)) apply(setting, stored(setting));
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => apply("theme", root.dataset.theme));
  document.addEventListener("DOMContentLoaded", () => document.querySelectorAll("[data-setting]").forEach(wire));
})();
