// Light, dark, or as the device says. Loaded in the head, before anything is painted, so that a
// remembered choice does not flash; a classic script, because a module would come too late.
(() => {
  const KEY = "theme";
  const root = document.documentElement;

  function remembered() {
    try {
      return localStorage.getItem(KEY) ?? "";
    } catch {
      return ""; // Storage is forbidden: the device decides.
    }
  }

  function apply(theme) {
    if (theme === "light" || theme === "dark") root.dataset.theme = theme;
    else delete root.dataset.theme;
  }

  function remember(theme) {
    try {
      if (theme) localStorage.setItem(KEY, theme);
      else localStorage.removeItem(KEY);
    } catch {
      // Kept for this page only.
    }
  }

  apply(remembered());
  root.dataset.themeWorks = "";

  document.addEventListener("DOMContentLoaded", () => {
    const group = document.querySelector("[data-theme-switch]");
    if (!group) return;
    const buttons = [...group.querySelectorAll("button")];
    const show = (theme) => {
      for (const button of buttons) button.setAttribute("aria-pressed", String(button.value === theme));
    };
    group.addEventListener("click", (event) => {
      const button = event.target.closest("button");
      if (!button) return;
      remember(button.value);
      apply(button.value);
      show(button.value);
    });
    show(root.dataset.theme ?? "");
  });
})();
