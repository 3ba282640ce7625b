// Keeps what is being typed for as long as the tab is open, so that a reload or a way back loses
// nothing. The receipt of the comment ends it.

const keyOf = (page) => `comment-draft-${page}`;
const NAMES = ["name", "email", "text"];

export function keepDraft(form, page, answer) {
  const { elements } = form;
  const fields = NAMES.map((name) => elements[name]);

  const keep = (event) => {
    const draft = Object.fromEntries(fields.map((field) => [field.name, field.value]));
    draft.isSent = event.type === "submit";
    draft.answers = elements.answers.value;
    draft.wants_replies = Boolean(elements.wants_replies?.checked);
    try {
      if (fields.some((field) => field.value)) sessionStorage.setItem(keyOf(page), JSON.stringify(draft));
      else sessionStorage.removeItem(keyOf(page));
    } catch {
      // Storage is forbidden or full: nothing is kept.
    }
  };

  const draft = read(page);
  // What came with the page, with an error or from the browser itself, is as new or newer.
  if (draft && fields.every((field) => !field.value)) {
    for (const field of fields) field.value = draft[field.name] ?? "";
    if (elements.wants_replies) elements.wants_replies.checked = Boolean(draft.wants_replies);
    if (draft.answers) answer(draft.answers);
  }
  form.addEventListener("input", keep);
  form.addEventListener("submit", keep);
}

// What was not sent is about another comment than the one whose receipt is looked at.
export function dropDraft(page) {
  if (!read(page)?.isSent) return;
  try {
    sessionStorage.removeItem(keyOf(page));
  } catch {
    // There was none.
  }
}

function read(page) {
  try {
    return JSON.parse(sessionStorage.getItem(keyOf(page)));
  } catch {
    return null;
  }
}
