// An image of the library, as <figure data-image="7">.

import { Node } from "../django_prose_editor/editor.js";
import { referenceView } from "./card.js";
import { choose } from "./dialog.js";
import { gettext } from "./dom.js";
import { insertBehind } from "./insert.js";

const chooseImage = (choices) =>
  choose(choices, {
    title: gettext("Choose an image"),
    label: gettext("Search by description, caption or credit"),
  });

export const Figure = Node.create({
  name: "figure",
  group: "pageBlock",
  atom: true,
  draggable: true,

  addOptions: () => ({ choices: null }),

  addAttributes: () => ({
    image: {
      default: null,
      parseHTML: (element) => element.getAttribute("data-image"),
      renderHTML: ({ image }) => ({ "data-image": image }),
    },
  }),

  parseHTML: () => [{ tag: "figure[data-image]" }],

  renderHTML: ({ HTMLAttributes }) => ["figure", HTMLAttributes],

  addNodeView() {
    const { choices } = this.options;
    return referenceView({
      attribute: "image",
      label: gettext("Image"),
      missing: gettext("This image is no longer in the library. Readers don’t see it."),
      lookUp: (id) => choices.find(id),
      change: () => chooseImage(choices),
    });
  },

  addCommands() {
    return {
      chooseFigure:
        () =>
        ({ editor }) => {
          chooseImage(this.options.choices).then((choice) => {
            if (!choice) return;
            insertBehind(editor, { type: this.name, attrs: { image: String(choice.id) } });
          });
          return true;
        },
    };
  },
});
