// What scripts add to the comments of a page. Without them the links and the form work as they are.
import { keepDraft } from "./comments-draft.js";
import { answerInPlace } from "./comments-reply.js";
import { showReceipts } from "./receipts.js";

const box = document.querySelector("[data-comment-form]");

if (box) {
  const form = box.querySelector("form");
  const { answers, seconds } = form.elements;
  const opened = performance.now();
  const start = answerInPlace(box, form);

  // A hint only: the server never decides by it.
  form.addEventListener("submit", () => {
    seconds.value = ((performance.now() - opened) / 1000).toFixed(1);
  });

  // Once is enough for a double click; the server makes one comment of two in any case.
  let sentAt = -Infinity;
  form.addEventListener("submit", (event) => {
    if (performance.now() - sentAt < 2000) event.preventDefault();
    else sentAt = performance.now();
  });

  keepDraft(form, box.dataset.commentForm, (id) => {
    if (answers.value || !start) return;
    start(id);
  });
}

showReceipts();
