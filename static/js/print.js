// The button that prints. Without scripts it isn't shown, and the browser's own menu does it.
for (const button of document.querySelectorAll("[data-print]")) {
  button.addEventListener("click", () => print());
}
