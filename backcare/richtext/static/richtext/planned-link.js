// A phrase that shall link to a page still to be written, as <span data-planned="Title">.

import { Mark } from "../django_prose_editor/editor.js";
import { dialogForm, field, openDialog } from "./dialog.js";
import { element, gettext } from "./dom.js";
import { backIn } from "./insert.js";

const MAX_LENGTH = 200;
const REMOVED = Symbol("removed");

function askTitle(current, suggestion) {
  return openDialog(gettext("Planned link"), (finish) => {
    const input = element("input", { type: "text", required: true, maxlength: MAX_LENGTH });
    input.value = current ?? suggestion;
    const help = gettext("Readers see plain text until a page is published and linked here.");
    return dialogForm([field(gettext("Working title of the page to be written"), input, help)], {
      submit: gettext("Save"),
      onsubmit: () => input.value.trim() || undefined,
      finish,
      removal: current && { label: gettext("Remove"), result: REMOVED },
    });
  });
}

export const PlannedLink = Mark.create({
  name: "plannedLink",
  inclusive: false,
  excludes: "plannedLink link",

  addAttributes: () => ({
    planned: {
      default: null,
      parseHTML: (element) => element.getAttribute("data-planned"),
      renderHTML: ({ planned }) => ({ "data-planned": planned }),
    },
  }),

  parseHTML: () => [{ tag: "span[data-planned]" }],

  renderHTML: ({ HTMLAttributes }) => ["span", HTMLAttributes, 0],

  addCommands() {
    return {
      editPlannedLink:
        () =>
        ({ editor }) => {
          const { from, to } = editor.state.selection;
          const current = editor.getAttributes(this.name).planned;
          const phrase = editor.state.doc.textBetween(from, to, " ");
          askTitle(current, phrase.slice(0, MAX_LENGTH)).then((planned) => {
            if (!planned) return;
            const chain = backIn(editor);
            if (current) chain.extendMarkRange(this.name);
            if (planned === REMOVED) chain.unsetMark(this.name).run();
            else chain.setMark(this.name, { planned }).run();
          });
          return true;
        },
    };
  },
});
