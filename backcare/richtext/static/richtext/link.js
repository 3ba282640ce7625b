// Links, with a dialog that finds pages of the site.

import { Link as BaseLink } from "../django_prose_editor/editor.js";
import { dialogForm, field, openDialog, searchableList } from "./dialog.js";
import { element, gettext } from "./dom.js";
import { backIn } from "./insert.js";

const REMOVED = Symbol("removed");
// What the server keeps: addresses of the web, mail and telephone, paths and anchors here.
const ADDRESS = /^(https?:\/\/[^\s/]|mailto:\S+@|tel:\+?\d|\/(?![/\\])|#\S)/i;

/** The address as it will be stored; `null` when it can't be linked to. */
function addressFrom(text) {
  const address = text.trim();
  if (ADDRESS.test(address)) return address;
  if (/^[\w-]+(\.[\w-]+)+(\/|$|\?)/.test(address)) return `https://${address}`;
  if (/^[^\s@/:]+@[^\s@/:]+\.[^\s@/:]+$/.test(address)) return `mailto:${address}`;
  return null;
}

function askAddress(current, pages) {
  return openDialog(gettext("Link"), (finish) => {
    const input = element("input", { type: "text", inputmode: "url", autocomplete: "off" });
    input.required = true;
    input.value = current ?? "";
    input.addEventListener("input", () => input.setCustomValidity(""));
    const list = searchableList(pages, {
      label: gettext("Or find a page of this site"),
      onchoose: (page) => finish({ href: page.url, title: page.title }),
    });
    const help = gettext("For example https://www.nhs.uk/ or /exercises/bridge/");
    return dialogForm([field(gettext("Address"), input, help), ...list], {
      submit: gettext("Save"),
      onsubmit: () => {
        const href = addressFrom(input.value);
        if (href) return { href, title: href };
        input.setCustomValidity(gettext("This address can’t be linked to. Check its beginning."));
        input.reportValidity();
      },
      finish,
      removal: current && { label: gettext("Remove link"), result: REMOVED },
    });
  });
}

export const Link = BaseLink.extend({
  addOptions() {
    return {
      ...this.parent?.(),
      autolink: false,
      defaultProtocol: "https",
      pages: null,
    };
  },

  // Nothing but the address is stored.
  addAttributes: () => ({ href: { default: null } }),

  addCommands() {
    const { addLink: _replaced, ...commands } = this.parent?.() ?? {};
    return {
      ...commands,
      editLink:
        () =>
        ({ editor }) => {
          const current = editor.getAttributes(this.name).href;
          askAddress(current, this.options.pages).then((answer) => {
            if (!answer) return;
            const chain = backIn(editor);
            if (current) chain.extendMarkRange(this.name);
            if (answer === REMOVED) return chain.unsetMark(this.name).run();
            const { href, title } = answer;
            if (editor.schema.marks.plannedLink) chain.unsetMark("plannedLink");
            if (current || !editor.state.selection.empty) {
              return chain.setMark(this.name, { href }).run();
            }
            const marks = [{ type: this.name, attrs: { href } }];
            return chain.insertContent({ type: "text", text: title, marks }).run();
          });
          return true;
        },
    };
  },

  addKeyboardShortcuts() {
    return { "Mod-k": () => this.editor.commands.editLink() };
  },
});
