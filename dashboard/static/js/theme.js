/* The theme before the first paint: the system's, or the one chosen here. A classic script, so that nothing flashes. */
(() => {
  const STORED = "market-dashboard-theme";
  const CHOICES = ["system", "dark", "light"];
  const WORDS = { system: "System", dark: "Dark", light: "Light" };
  const root = document.documentElement;

  function stored() {
    try {
      const choice = localStorage.getItem(STORED);
      return CHOICES.includes(choice) ? choice : "system";
    } catch {
      return "system"; // storage refused: the choice lasts as long as the page
    }
  }

  function keep(choice) {
    try {
      localStorage.setItem(STORED, choice);
    } catch {
      /* as above */
    }
  }

  function apply(choice) {
    root.dataset.theme = choice;
    document.dispatchEvent(new CustomEvent("themechange"));
  }

  function label(button) {
    const choice = root.dataset.theme;
    button.querySelector("[data-theme-words]").textContent = WORDS[choice];
    button.setAttribute("aria-label", `Colour theme: ${WORDS[choice].toLowerCase()}`);
  }

  apply(stored());
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => apply(root.dataset.theme));
  document.addEventListener("DOMContentLoaded", () => {
    const button = document.getElementById("theme");
    if (!button) return;
    label(button);
    button.addEventListener("click", () => {
      apply(CHOICES[(CHOICES.indexOf(root.dataset.theme) + 1) % CHOICES.length]);
      keep(root.dataset.theme);
      label(button);
    });
  });
})();
