// Buttons that need a script are shown by it: printing, copying a link.

for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}

for (const button of document.querySelectorAll("[data-copy]")) {
  const field = document.getElementById(button.dataset.copy);
  button.hidden = false;
  button.addEventListener("click", async () => {
    field.select();
    try {
      await navigator.clipboard.writeText(field.value);
    } catch {
      return; // It is selected: the keyboard can copy it.
    }
    const status = document.querySelector("[data-copied]");
    status.textContent = status.dataset.copied;
  });
}
