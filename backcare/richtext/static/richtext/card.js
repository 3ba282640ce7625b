// How a reference (an image, another page) looks in the editor.

import { element, gettext } from "./dom.js";
import { backIn } from "./insert.js";

/**
 * The node view of a reference node, for Tiptap's addNodeView.
 * `attribute` names the node's attribute with the id; `lookUp(id)` returns a promise of the choice;
 * `change(id)` opens the dialog and returns a promise of another choice, or of `null`.
 */
export function referenceView({ attribute, label, missing, lookUp, change }) {
  return ({ node, editor, getPos }) => {
    const title = element("span", {}, "…");
    const picture = element("span", { class: "richtext-card-picture" });
    const button = element("button", { type: "button" }, gettext("Change"));
    const dom = element(
      "div",
      { class: "richtext-card", contenteditable: "false" },
      picture,
      element("span", { class: "richtext-card-words" }, element("b", {}, label), title),
      button,
    );
    const id = node.attrs[attribute];

    lookUp(id).then(
      (choice) => {
        dom.classList.toggle("is-missing", !choice);
        title.textContent = choice?.title ?? missing;
        if (choice?.thumbnail) {
          picture.append(element("img", { src: choice.thumbnail, alt: "", width: 96, height: 72 }));
        }
      },
      () => {
        title.textContent = gettext("Its title can’t be loaded now.");
      },
    );

    button.addEventListener("click", async () => {
      const choice = await change();
      if (!choice) return;
      backIn(editor)
        .command(({ tr }) => {
          tr.setNodeAttribute(getPos(), attribute, String(choice.id));
          return true;
        })
        .run();
    });

    return {
      dom,
      update: (changed) => changed.type === node.type && changed.attrs[attribute] === id,
      stopEvent: (event) => button.contains(event.target) && event.type !== "dragstart",
      ignoreMutation: () => true,
    };
  };
}
