// A care box around paragraphs and lists, as <aside data-care="urgent">.

import { Node } from "../django_prose_editor/editor.js";
import { dialogForm, field, openDialog } from "./dialog.js";
import { element, gettext } from "./dom.js";
import { backIn, insertBehind } from "./insert.js";

const LEVELS = {
  emergency: gettext("Emergency: call for help now"),
  urgent: gettext("Urgent: today"),
  doctor: gettext("See a doctor"),
  tip: gettext("Tip"),
};

const levelSelect = (current, attributes = {}) =>
  element(
    "select",
    attributes,
    ...Object.entries(LEVELS).map(([value, label]) =>
      element("option", { value, selected: value === current }, label),
    ),
  );

function askLevel() {
  return openDialog(gettext("Care box"), (finish) => {
    const select = levelSelect("tip");
    const help = gettext(
      "The box gets its heading from the level, in the words of the whole site.",
    );
    return dialogForm([field(gettext("Level"), select, help)], {
      submit: gettext("Insert"),
      onsubmit: () => select.value,
      finish,
    });
  });
}

export const CareBox = Node.create({
  name: "careBox",
  group: "pageBlock",
  content: "block+",
  defining: true,

  addAttributes: () => ({
    care: {
      default: "tip",
      parseHTML: (element) => element.getAttribute("data-care"),
      renderHTML: ({ care }) => ({ "data-care": care }),
    },
  }),

  parseHTML: () => [{ tag: "aside[data-care]" }],

  renderHTML: ({ HTMLAttributes }) => ["aside", HTMLAttributes, 0],

  addNodeView() {
    return ({ node, editor, getPos }) => {
      const select = levelSelect(node.attrs.care, {
        "aria-label": gettext("Level of the care box"),
      });
      const remove = element("button", { type: "button" }, gettext("Remove box"));
      const head = element(
        "div",
        { class: "richtext-care-head", contenteditable: "false" },
        select,
        remove,
      );
      const contentDOM = element("div");
      const dom = element("div", { class: "richtext-care" }, head, contentDOM);
      const show = (care) => {
        dom.dataset.level = care;
        select.value = care;
      };
      show(node.attrs.care);

      select.addEventListener("change", () => {
        editor.commands.command(({ tr }) => {
          tr.setNodeAttribute(getPos(), "care", select.value);
          return true;
        });
      });
      remove.addEventListener("click", () => {
        editor
          .chain()
          .focus(getPos() + 2)
          .command(({ tr, state }) => {
            const box = state.doc.nodeAt(getPos());
            tr.replaceWith(getPos(), getPos() + box.nodeSize, box.content);
            return true;
          })
          .run();
      });

      return {
        dom,
        contentDOM,
        update: (changed) => {
          if (changed.type !== node.type) return false;
          show(changed.attrs.care);
          return true;
        },
        stopEvent: (event) => head.contains(event.target),
        ignoreMutation: (mutation) => !contentDOM.contains(mutation.target),
      };
    };
  },

  addCommands() {
    return {
      chooseCareBox:
        () =>
        ({ editor }) => {
          askLevel().then((care) => {
            if (!care) return;
            const attrs = { care };
            if (editor.can().wrapIn(this.name, attrs)) {
              backIn(editor).wrapIn(this.name, attrs).run();
            } else {
              // A list item or a heading, say, can't stand in a box.
              insertBehind(editor, { type: this.name, attrs, content: [{ type: "paragraph" }] });
            }
          });
          return true;
        },
    };
  },
});
