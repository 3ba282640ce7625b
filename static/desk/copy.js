// A button that copies the address in the field before it.
for (const place of document.querySelectorAll("[data-copy]")) {
  const [field, button, status] = ["input", "button", "[role=status]"].map((name) =>
    place.querySelector(name),
  );
  field.addEventListener("focus", () => field.select());
  if (!navigator.clipboard) continue; // Only without TLS: the reader copies by hand.
  button.hidden = false;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(field.value);
    status.textContent = status.dataset.done;
  });
}
