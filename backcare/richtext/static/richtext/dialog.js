// Dialogs: a native one with a title, and one to choose from a list by searching it.

import { element, freshId, gettext, interpolate } from "./dom.js";

const SEARCH_DELAY = 250; // milliseconds after the last key

/**
 * Opens a dialog and returns a promise of its result; `null` when it is dismissed.
 * `build(finish)` returns what stands in it; it calls `finish(result)`.
 */
export function openDialog(title, build) {
  return new Promise((resolve) => {
    const titleId = freshId();
    const dialog = element("dialog", { class: "richtext-dialog", "aria-labelledby": titleId });
    // At once, not with the event that follows: the next key may be typed before it.
    const finish = (result) => {
      resolve(result);
      dialog.close();
    };
    dialog.append(
      element(
        "header",
        {},
        element("h2", { id: titleId }, title),
        element(
          "button",
          { type: "button", "aria-label": gettext("Close"), onclick: () => finish(null) },
          "×",
        ),
      ),
      build(finish),
    );
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(null);
    });
    const first = dialog.querySelector("input, select, .richtext-choices button");
    first?.setAttribute("autofocus", "");
    // Outside the page's form: its fields must not be sent with it.
    document.body.append(dialog);
    dialog.showModal();
  });
}

/** A label with its control below it. */
export function field(label, control, help = "") {
  control.id ||= freshId();
  const parts = [element("label", { for: control.id }, label), control];
  if (help) {
    const helpId = freshId();
    control.setAttribute("aria-describedby", helpId);
    parts.push(element("p", { id: helpId, class: "richtext-help" }, help));
  }
  return element("div", { class: "richtext-field" }, ...parts);
}

/** A form in a dialog: `onsubmit` returns the result, or `undefined` to stay open. */
export function dialogForm(parts, { submit, onsubmit, finish, removal = null }) {
  const buttons = [
    element("button", { type: "submit", class: "richtext-default" }, submit),
    element("button", { type: "button", onclick: () => finish(null) }, gettext("Cancel")),
  ];
  if (removal) {
    buttons.push(
      element(
        "button",
        { type: "button", class: "richtext-removal", onclick: () => finish(removal.result) },
        removal.label,
      ),
    );
  }
  return element(
    "form",
    {
      onsubmit: (event) => {
        event.preventDefault();
        const result = onsubmit();
        if (result !== undefined) finish(result);
      },
    },
    ...parts,
    element("div", { class: "richtext-buttons" }, ...buttons),
  );
}

/** Opens a dialog to choose one of `choices` (see choices.js); a promise of it, or of `null`. */
export function choose(choices, { title, label }) {
  return openDialog(title, (finish) =>
    element("div", {}, ...searchableList(choices, { label, onchoose: finish })),
  );
}

/** A search box and a list of what it finds, as an array of elements. */
export function searchableList(choices, { label, onchoose }) {
  const status = element("p", { role: "status", class: "richtext-help" });
  const list = element("ul", { class: "richtext-choices" });
  const more = element("button", { type: "button", hidden: true }, gettext("Show more"));
  const search = element("input", { type: "search", autocomplete: "off" });
  let page = 1;
  let asked = 0;
  let waiting;

  const load = async () => {
    const number = ++asked;
    if (page === 1) list.replaceChildren();
    try {
      const answer = await choices.search(search.value.trim(), page);
      if (number !== asked) return; // The words have changed since.
      list.append(...answer.results.map((choice) => choiceItem(choice, onchoose)));
      more.hidden = !answer.more;
      status.textContent = list.childElementCount
        ? interpolate(gettext("%(count)s shown"), { count: list.childElementCount })
        : gettext("Nothing found. Try other words.");
    } catch (error) {
      status.textContent = gettext(
        "The list can’t be loaded. Check your connection and try again.",
      );
      console.warn(error);
    }
  };

  search.addEventListener("input", () => {
    clearTimeout(waiting);
    page = 1;
    waiting = setTimeout(load, SEARCH_DELAY);
  });
  search.addEventListener("keydown", (event) => {
    if (event.key === "Enter") event.preventDefault();
  });
  more.addEventListener("click", async () => {
    const next = list.childElementCount;
    page += 1;
    await load();
    list.children[next]?.querySelector("button").focus();
  });
  load();
  return [field(label, search), status, list, more];
}

function choiceItem(choice, onchoose) {
  const parts = [element("span", {}, choice.title)];
  if (choice.detail) parts.push(element("small", {}, choice.detail));
  const words = element("span", { class: "richtext-choice-words" }, ...parts);
  const picture = choice.thumbnail
    ? [element("img", { src: choice.thumbnail, alt: "", loading: "lazy", width: 96, height: 72 })]
    : [];
  return element(
    "li",
    {},
    element("button", { type: "button", onclick: () => onchoose(choice) }, ...picture, words),
  );
}
