// Makes figures of steps in the form of an exercise. Without it, poses are text.
import { Editor } from "./poses/editor.js";
import { controls } from "./poses/server.js";

document.documentElement.classList.add("poses-work");

document.addEventListener("click", async (event) => {
  const button = event.target.closest(".pose-open");
  if (!button) return;
  const place = button.closest(".pose-drawn");
  button.disabled = true;
  try {
    const root = await controls(place.dataset.posing);
    place.replaceChildren(root);
    new Editor(root, place.closest(".inline-related"), place.dataset.posing);
  } catch {
    button.disabled = false; // The text of the poses is still there to be edited.
  }
});
