// Copies the figure of another exercise's step.
import { exercises, step } from "./server.js";

/** Fills the two lists when they are unfolded; `copied` gets the poses that were chosen. */
export function copying(root, url, words, copied) {
  const fold = root.querySelector(".pose-copy");
  const [which, steps] = fold.querySelectorAll("select");
  const button = fold.querySelector("[data-do=copy]");
  const status = root.querySelector(".pose-status");
  let found = null;

  const list = (select, names) =>
    select.replaceChildren(...names.map(([value, name]) => new Option(name, value)));
  const listSteps = () =>
    list(
      steps,
      (found[which.value]?.steps ?? []).map(({ id, text }, index) => [id, `${index + 1}. ${text}`]),
    );

  button.disabled = true;
  fold.addEventListener("toggle", async () => {
    if (!fold.open || found) return;
    try {
      found = await exercises(url);
    } catch {
      status.textContent = words.unanswered;
      return;
    }
    if (!found.length) status.textContent = words.none;
    button.disabled = !found.length;
    list(which, found.map(({ title }, index) => [index, title]));
    listSteps();
  });
  which.addEventListener("change", listSteps);
  button.addEventListener("click", async () => {
    try {
      copied(await step(url, steps.value));
      fold.open = false;
    } catch {
      status.textContent = words.unanswered;
    }
  });
}
