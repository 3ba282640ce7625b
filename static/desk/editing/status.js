// One line beside the buttons says where what was typed is. It is read out when that changes, not
// each time something is saved.

import { clock, gettext, interpolate } from "./words.js";

const WORDS = {
  saved: gettext("Saved %(time)s"),
  kept: gettext("Kept %(time)s. Save it to make it a draft."),
  unsaved: gettext("Not saved: %(why)s What you typed is kept."),
  conflict: gettext("%(by)s has changed this page at %(changed)s. Your text is kept."),
  "own-conflict": gettext("You have changed this page in another window. Your text is kept."),
  away: gettext("Kept in this browser. The site can’t be reached; it is tried again."),
  "signed-out": gettext("Kept in this browser. You are signed out."),
  "somebody-else": gettext("Kept in this browser. Somebody else is signed in here now."),
  refused: gettext("Kept in this browser. You can’t change this page any more."),
  "too-long": gettext("Kept in this browser. It is too long to be saved."),
  gone: gettext("This draft has been published or discarded meanwhile. Your text is kept."),
  lost: gettext("Not saved, and this browser keeps nothing. Save now."),
};

export class Status {
  #line = document.querySelector("[data-editing-status]");
  #said = document.querySelector("[data-editing-said]");
  #state = "";

  /** Shows the words of a state; `link` is an address and its words. */
  show(state, values = {}, link = null) {
    const time = clock(values.at ?? Date.now());
    const changed = values.changed ? clock(values.changed) : "";
    const words = interpolate(WORDS[state], { ...values, time, changed });
    this.#line.dataset.state = state;
    this.#line.replaceChildren(words);
    if (link) this.#line.append(" ", anchor(link));
    const says = state === "unsaved" ? words : state;
    if (says !== this.#state && (this.#state || state !== "saved")) this.#said.textContent = words;
    this.#state = says;
  }
}

export function anchor({ href, words, isNewTab = false }) {
  const made = document.createElement("a");
  made.href = href;
  made.textContent = words;
  if (isNewTab) made.target = "_blank";
  return made;
}
