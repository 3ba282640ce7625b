/*
 * Turns every textarea with data-richtext into an editor. The textarea keeps the HTML that is sent;
 * without this script it can be edited as it is.
 */

import { Editor } from "../django_prose_editor/editor.js";
import { Choices } from "./choices.js";
import { element, gettext } from "./dom.js";
import { fullExtensions, plainExtensions } from "./extensions.js";
import { withoutInlineCode } from "./paste.js";
import { Sources } from "./sources.js";
import { makeToolbar } from "./toolbar.js";
import { fullItems, plainItems } from "./toolbar-items.js";

const editors = new WeakMap();

function startEditor(textarea) {
  // Rows of a formset are copied from one that must stay a textarea.
  if (editors.has(textarea) || textarea.name.includes("__prefix__")) return;
  const options = JSON.parse(textarea.dataset.richtext);
  const isFull = options.toolbar === "full";
  const offered = {
    images: new Choices(options.images),
    pages: new Choices(options.pages),
    sources: new Sources(textarea, options.sources),
  };
  const label = textarea.labels[0];
  const name = label?.textContent.replace(/:\s*$/, "").trim() || gettext("Text");
  const place = element("div", { class: `richtext is-${options.toolbar}` });
  textarea.after(place);

  const editor = new Editor({
    element: place,
    extensions: (isFull ? fullExtensions : plainExtensions)(offered),
    content: textarea.value,
    // The rules stand in editor.css: the content policy allows no style element.
    injectCSS: false,
    editorProps: {
      attributes: {
        class: "richtext-content",
        role: "textbox",
        "aria-multiline": "true",
        "aria-label": name,
        ...describedBy(textarea),
      },
      transformPastedHTML: withoutInlineCode,
      handleKeyDown: (_view, event) => {
        if (!event.altKey || event.key !== "F10") return false;
        toolbar.focus();
        return true;
      },
    },
    onUpdate: () => {
      textarea.value = editor.getHTML();
      textarea.dispatchEvent(new Event("input", { bubbles: true }));
    },
  });
  const toolbar = makeToolbar(
    editor,
    isFull ? fullItems : plainItems,
    `${gettext("Formatting")}: ${name}`,
  );
  place.prepend(toolbar.toolbar);
  textarea.hidden = true;
  label?.addEventListener("click", () => editor.commands.focus());
  editors.set(textarea, editor);
}

/** What describes the textarea (its help, its errors) describes the editor, too. */
function describedBy(textarea) {
  const attributes = {};
  for (const name of ["aria-describedby", "aria-invalid"]) {
    if (textarea.hasAttribute(name)) attributes[name] = textarea.getAttribute(name);
  }
  return attributes;
}

function startEditors(container) {
  for (const textarea of container.querySelectorAll("textarea[data-richtext]:enabled")) {
    startEditor(textarea);
  }
}

startEditors(document);
document.addEventListener("formset:added", (event) => startEditors(event.target));
