// The row of buttons above a text: one stop for the tab key, arrow keys within.

import { element } from "./dom.js";

/**
 * Makes the toolbar of an editor from groups of items:
 * `{text, title, name, run, isActive, isEnabled, isShown}`. `text` is on the button, `title` says more,
 * `name` says it where the text is a mere letter; `isActive` is for what can be switched off again.
 */
export function makeToolbar(editor, groups, label) {
  const items = groups.flat();
  const buttons = new Map(
    items.map((item) => [
      item,
      element(
        "button",
        {
          type: "button",
          title: item.title,
          "aria-label": item.name,
          tabindex: "-1",
          class: item.class,
          onclick: () => isEnabled(item) && item.run(editor),
        },
        item.text,
      ),
    ]),
  );
  const toolbar = element(
    "div",
    {
      role: "toolbar",
      class: "richtext-toolbar",
      "aria-label": label,
      "aria-keyshortcuts": "Alt+F10",
    },
    ...groups.map((group) =>
      element("div", { class: "richtext-group" }, ...group.map((item) => buttons.get(item))),
    ),
  );
  const isEnabled = (item) => item.isEnabled?.(editor) ?? true;
  const shown = () => [...buttons.values()].filter((button) => !button.hidden);
  let current = null;

  const moveTo = (button) => {
    if (current) current.tabIndex = -1;
    current = button;
    current.tabIndex = 0;
  };

  const update = () => {
    for (const [item, button] of buttons) {
      if (item.isActive) button.setAttribute("aria-pressed", String(item.isActive(editor)));
      button.setAttribute("aria-disabled", String(!isEnabled(item)));
      button.hidden = item.isShown ? !item.isShown(editor) : false;
    }
    for (const group of toolbar.children) {
      group.hidden = [...group.children].every((button) => button.hidden);
    }
    if (!current || current.hidden) moveTo(shown()[0]);
  };

  toolbar.addEventListener("focusin", (event) => moveTo(event.target));
  toolbar.addEventListener("keydown", (event) => {
    const all = shown();
    const place = all.indexOf(document.activeElement);
    const next = {
      ArrowRight: (place + 1) % all.length,
      ArrowLeft: (place - 1 + all.length) % all.length,
      Home: 0,
      End: all.length - 1,
    }[event.key];
    if (event.key === "Escape") editor.commands.focus();
    if (next === undefined) return;
    event.preventDefault();
    all[next].focus();
  });
  // A press must not take the selection out of the text.
  toolbar.addEventListener("mousedown", (event) => event.preventDefault());
  editor.on("transaction", update);
  update();
  return { toolbar, focus: () => current.focus() };
}
