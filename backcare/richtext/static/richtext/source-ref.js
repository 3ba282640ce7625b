// A reference to a source of the page, as <sup data-source="nice-2016">.

import { Node } from "../django_prose_editor/editor.js";
import { openDialog } from "./dialog.js";
import { element, gettext, interpolate } from "./dom.js";
import { backIn } from "./insert.js";

function askSource(sources) {
  return openDialog(gettext("Choose a source"), (finish) => {
    const list = sources.list();
    if (!list.length) {
      return element("p", {}, gettext("Add the source to the list of sources of this page first."));
    }
    const items = list.map((source) =>
      element(
        "li",
        {},
        element(
          "button",
          { type: "button", onclick: () => finish(sources.keyOf(source)) },
          element("b", {}, `[${source.number}]`),
          element("span", { class: "richtext-choice-words" }, source.words || source.key),
        ),
      ),
    );
    return element("ul", { class: "richtext-choices is-lines" }, ...items);
  });
}

export const SourceRef = Node.create({
  name: "sourceRef",
  group: "inline",
  inline: true,
  atom: true,
  marks: "",

  addOptions: () => ({ sources: null }),

  addAttributes: () => ({
    source: {
      default: null,
      parseHTML: (element) => element.getAttribute("data-source"),
      renderHTML: ({ source }) => ({ "data-source": source }),
    },
  }),

  parseHTML: () => [{ tag: "sup[data-source]" }],

  renderHTML: ({ HTMLAttributes }) => ["sup", HTMLAttributes],

  addNodeView() {
    const { sources } = this.options;
    return ({ node }) => {
      const key = node.attrs.source;
      const dom = element("sup", { class: "richtext-source" });
      const show = () => {
        const source = sources.list().find((listed) => listed.key === key);
        dom.textContent = source ? `[${source.number}]` : "[?]";
        dom.classList.toggle("is-missing", !source);
        dom.title =
          source?.words ??
          interpolate(gettext("No source of this page has the key “%(key)s”."), { key });
      };
      show();
      const stop = sources.watch(show);
      return {
        dom,
        update: (changed) => changed.type === node.type && changed.attrs.source === key,
        ignoreMutation: () => true,
        destroy: stop,
      };
    };
  },

  addCommands() {
    return {
      chooseSource:
        () =>
        ({ editor }) => {
          askSource(this.options.sources).then((source) => {
            if (!source) return;
            // Behind what is selected: a reference never replaces the words that it supports.
            const { to } = editor.state.selection;
            backIn(editor).insertContentAt(to, { type: this.name, attrs: { source } }).run();
          });
          return true;
        },
    };
  },
});
