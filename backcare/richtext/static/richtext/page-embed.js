// Another page shown as a card, as <div data-page="7">.

import { Node } from "../django_prose_editor/editor.js";
import { referenceView } from "./card.js";
import { choose } from "./dialog.js";
import { gettext } from "./dom.js";
import { insertBehind } from "./insert.js";

const choosePage = (choices) =>
  choose(choices, {
    title: gettext("Choose a page to show here"),
    label: gettext("Search by title"),
  });

export const PageEmbed = Node.create({
  name: "pageEmbed",
  group: "pageBlock",
  atom: true,
  draggable: true,

  addOptions: () => ({ choices: null }),

  addAttributes: () => ({
    page: {
      default: null,
      parseHTML: (element) => element.getAttribute("data-page"),
      renderHTML: ({ page }) => ({ "data-page": page }),
    },
  }),

  parseHTML: () => [{ tag: "div[data-page]" }],

  renderHTML: ({ HTMLAttributes }) => ["div", HTMLAttributes],

  addNodeView() {
    const { choices } = this.options;
    return referenceView({
      attribute: "page",
      label: gettext("Page"),
      missing: gettext("This page isn’t published. Readers don’t see it here."),
      lookUp: (id) => choices.find(id),
      change: () => choosePage(choices),
    });
  },

  addCommands() {
    return {
      choosePageEmbed:
        () =>
        ({ editor }) => {
          choosePage(this.options.choices).then((choice) => {
            if (!choice) return;
            insertBehind(editor, { type: this.name, attrs: { page: String(choice.id) } });
          });
          return true;
        },
    };
  },
});
