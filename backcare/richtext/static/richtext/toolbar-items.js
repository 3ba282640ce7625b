// The buttons of the two toolbars.

import { gettext, interpolate } from "./dom.js";

const mark = (name, text, title) => ({
  text,
  title,
  name: title,
  class: `richtext-${name}`,
  run: (editor) => editor.chain().focus().toggleMark(name).run(),
  isActive: (editor) => editor.isActive(name),
  isEnabled: (editor) => editor.can().toggleMark(name),
});

const heading = (level) => ({
  text: `H${level}`,
  name: interpolate(gettext("Heading %(level)s (H%(level)s)"), { level }),
  run: (editor) => editor.chain().focus().toggleHeading({ level }).run(),
  isActive: (editor) => editor.isActive("heading", { level }),
  isEnabled: (editor) => editor.can().toggleHeading({ level }),
});

const block = (name, command, text, title) => ({
  text,
  title,
  run: (editor) => editor.chain().focus()[command]().run(),
  isActive: (editor) => editor.isActive(name),
  isEnabled: (editor) => editor.can()[command](),
});

const dialog = (command, text, title, extra = {}) => ({
  text,
  title,
  run: (editor) => editor.commands[command](),
  ...extra,
});

const inTable = (command, text, title) => ({
  text,
  title,
  run: (editor) => editor.chain().focus()[command]().run(),
  isEnabled: (editor) => editor.can()[command](),
  isShown: (editor) => editor.isActive("table"),
});

const emphasis = [mark("bold", "B", gettext("Bold")), mark("italic", "I", gettext("Italic"))];

const lists = [
  block("bulletList", "toggleBulletList", gettext("• List"), gettext("Bulleted list")),
  block("orderedList", "toggleOrderedList", gettext("1. List"), gettext("Numbered list")),
];

const link = dialog("editLink", gettext("Link"), gettext("To an address or a page (Ctrl+K)"), {
  isActive: (editor) => editor.isActive("link"),
});

const history = [
  {
    text: gettext("Undo"),
    run: (editor) => editor.chain().focus().undo().run(),
    isEnabled: (editor) => editor.can().undo(),
  },
  {
    text: gettext("Redo"),
    run: (editor) => editor.chain().focus().redo().run(),
    isEnabled: (editor) => editor.can().redo(),
  },
];

export const plainItems = [emphasis, lists, [link], history];

export const fullItems = [
  [heading(2), heading(3), heading(4)],
  emphasis,
  [...lists, block("blockquote", "toggleBlockquote", gettext("Quote"), gettext("Quotation"))],
  [
    link,
    dialog(
      "editPlannedLink",
      gettext("Planned"),
      gettext("Link to a page that is still to be written"),
      {
        isActive: (editor) => editor.isActive("plannedLink"),
        isEnabled: (editor) => !editor.state.selection.empty || editor.isActive("plannedLink"),
      },
    ),
    dialog("chooseSource", gettext("Source"), gettext("Reference to a source of this page")),
  ],
  [
    dialog("chooseFigure", gettext("Image"), gettext("Image from the library")),
    dialog("choosePageEmbed", gettext("Page"), gettext("Another page, such as an exercise")),
    dialog("chooseCareBox", gettext("Care box"), gettext("When to get help, or a tip"), {
      isEnabled: (editor) => !editor.isActive("careBox"),
    }),
    {
      text: gettext("Table"),
      run: (editor) =>
        editor.chain().focus().insertTable({ rows: 3, cols: 2, withHeaderRow: true }).run(),
      isEnabled: (editor) => !editor.isActive("table"),
    },
  ],
  [
    inTable("addRowAfter", gettext("+ Row"), gettext("Add a row below")),
    inTable("deleteRow", gettext("− Row"), gettext("Delete this row")),
    inTable("addColumnAfter", gettext("+ Column"), gettext("Add a column to the right")),
    inTable("deleteColumn", gettext("− Column"), gettext("Delete this column")),
    inTable("toggleHeaderRow", gettext("Head row"), gettext("First row is a heading")),
    inTable("toggleHeaderColumn", gettext("Head column"), gettext("First column is a heading")),
    inTable("deleteTable", gettext("− Table"), gettext("Delete the table")),
  ],
  history,
];
