// Emphasis in what is pasted. Word processors write much of it in style attributes, and the content
// policy blocks those even while pasted HTML is being read: their words are moved to data-style.

import { Bold, Italic } from "../django_prose_editor/editor.js";

// Not behind a hyphen: Word has mso-bidi-font-weight.
const BOLD = /(?<!-)font-weight:\s*(bold|[6-9]00)/i;
const NOT_BOLD = /(?<!-)font-weight:\s*(normal|[1-5]00)/i;
const ITALIC = /(?<!-)font-style:\s*(italic|oblique)/i;
const NOT_ITALIC = /(?<!-)font-style:\s*normal/i;

/** The HTML without style sheets, style attributes and event handlers. */
export const withoutInlineCode = (html) =>
  html
    .replace(/<style\b[\s\S]*?<\/style\s*>/gi, "")
    .replace(/<[a-z][^>]*>/gi, (tag) =>
      tag.replace(/\sstyle\s*=/gi, " data-style=").replace(/\son[a-z]+\s*=/gi, " data-off="),
    );

const styleOf = (element) => element.getAttribute("data-style") ?? "";

const rules = (tags, styled, unstyled) => [
  // Google Docs wraps everything in <b style="font-weight:normal">.
  ...tags.map((tag) => ({
    tag,
    getAttrs: (element) => (unstyled.test(styleOf(element)) ? false : null),
  })),
  {
    tag: "span[data-style]",
    consuming: false,
    getAttrs: (element) => (styled.test(styleOf(element)) ? null : false),
  },
];

export const PastedBold = Bold.extend({
  parseHTML: () => rules(["strong", "b"], BOLD, NOT_BOLD),
});

export const PastedItalic = Italic.extend({
  parseHTML: () => rules(["em", "i"], ITALIC, NOT_ITALIC),
});
