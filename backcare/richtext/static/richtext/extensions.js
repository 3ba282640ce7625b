// What can be written: the server's grammar, as a schema of the editor.

import {
  Blockquote,
  BulletList,
  Document,
  Dropcursor,
  Gapcursor,
  HardBreak,
  Heading,
  History,
  ListItem,
  OrderedList,
  Paragraph,
  Table,
  TableCell,
  TableHeader,
  TableRow,
  Text,
  TrailingNode,
} from "../django_prose_editor/editor.js";
import { CareBox } from "./care-box.js";
import { Figure } from "./figure.js";
import { Link } from "./link.js";
import { PageEmbed } from "./page-embed.js";
import { PastedBold, PastedItalic } from "./paste.js";
import { PlannedLink } from "./planned-link.js";
import { SourceRef } from "./source-ref.js";

// "block" may stand anywhere, in list items, cells, quotations and care boxes, too; "pageBlock" only
// on the page itself.
const PageDocument = Document.extend({ content: "(block | pageBlock)+" });
const onPage = { group: "pageBlock" };

const PlainOrderedList = OrderedList.extend({
  addAttributes: () => ({}),
  addNodeView: null,
  renderHTML: () => ["ol", 0],
});

// As the server does with headings of other levels.
const LEVELS = { h1: 2, h2: 2, h3: 3, h4: 4, h5: 4, h6: 4 };

const PageHeading = Heading.extend({
  ...onPage,
  parseHTML: () => Object.entries(LEVELS).map(([tag, level]) => ({ tag, attrs: { level } })),
}).configure({ levels: [2, 3, 4] });

const ScopedTableHeader = TableHeader.extend({
  addAttributes() {
    return { ...this.parent?.(), scope: { default: null } };
  },
});

/** Extensions for paragraphs, lists, links and emphasis. */
export const plainExtensions = ({ pages }) => [
  Document,
  Paragraph,
  Text,
  HardBreak,
  Link.configure({ pages }),
  PastedBold,
  PastedItalic,
  BulletList,
  PlainOrderedList,
  ListItem,
  History,
  Dropcursor,
  Gapcursor,
];

/** Extensions for everything that the body of a page can have. */
export const fullExtensions = ({ images, pages, sources }) => [
  ...plainExtensions({ pages }).filter((extension) => extension !== Document),
  PageDocument,
  PageHeading,
  Blockquote.extend({ ...onPage, content: "block+" }),
  Table.extend(onPage),
  TableRow,
  TableCell,
  ScopedTableHeader,
  Figure.configure({ choices: images }),
  PageEmbed.configure({ choices: pages }),
  CareBox,
  SourceRef.configure({ sources }),
  PlannedLink,
  TrailingNode,
];
