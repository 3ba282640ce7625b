// Notes a finished session in the diary. The player says that one is finished, what it was, and
// whether most of it was done; one that was skipped through is noted only when the reader says so.
// Of the places on the page (data-diary="saved", "failed" or "offer") the one that fits is shown.
import { checked, localTime, merged } from "./entries.js";
import { change, read } from "./store.js";

const places = document.querySelectorAll("[data-diary]");
let last = null;

function tell(name) {
  for (const place of places) place.hidden = place.dataset.diary !== name;
}

function note() {
  const { problem } = change(({ entries }) => ({ entries: merged(entries, [last]).entries }));
  tell(problem ? "failed" : "saved");
}

document.addEventListener("session-finished", ({ detail }) => {
  tell("");
  if (!read().records && !read().problem) return;
  last = checked({ ...detail, at: localTime(new Date(detail.started ?? Date.now())) }).entry;
  if (!last) return;
  if (detail.isMostlyDone) note();
  else tell("offer");
});

document.querySelector("[data-diary-note]")?.addEventListener("click", () => {
  note();
  document.querySelector('[data-diary]:not([hidden])').focus();
});
