// The diary as CSV (RFC 4180), for a spreadsheet and for another device.
import { checked } from "./entries.js";

// The names of the columns are the same in every language, so that any of our sites reads them.
const COLUMNS = ["started", "title", "path", "seconds", "pain_before", "pain_after", "note"];
const NAMES = ["at", "title", "path", "seconds", "before", "after", "note"];
// Spreadsheets take cells that begin so for formulas. An apostrophe before them makes them text; an
// apostrophe of the reader's own gets one, too, so that taking it away again is exact.
const FORMULA = /^[=+\-@\t\r\n'＝＋－＠]/;
const MARK = "\uFEFF"; // Excel takes a file without it for another alphabet.

export function toCsv(entries) {
  const rows = [COLUMNS, ...entries.map((entry) => NAMES.map((name) => entry[name] ?? ""))];
  return MARK + rows.map((row) => `${row.map(cell).join(",")}\r\n`).join("");
}

function cell(value) {
  let text = String(value);
  if (FORMULA.test(text)) text = `'${text}`;
  return /[",;\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

const plain = (text) => (text[0] === "'" && FORMULA.test(text.slice(1)) ? text.slice(1) : text);

// The entries of a file, and the numbers of the lines that hold none. Null when it is no diary: its
// first line does not name when and what. Columns may stand in any order, others are passed over.
export function fromCsv(file) {
  const text = file.replace(/^\uFEFF/, "");
  const first = text.split(/\r\n|\r|\n/, 1)[0];
  const separator = [",", ";", "\t"].find((sign) => first.split(sign).length > 1) ?? ",";
  const [head, ...rows] = parse(text, separator);
  const columns = (head?.cells ?? []).map((name) => NAMES[COLUMNS.indexOf(name.trim().toLowerCase())]);
  if (!columns.includes("at") || !columns.includes("title")) return null;
  const entries = [];
  const unread = [];
  for (const { cells, line, open } of rows) {
    if (cells.length === 1 && !cells[0].trim()) continue;
    const raw = Object.fromEntries(columns.map((name, place) => [name, plain(cells[place] ?? "")]));
    const { entry } = checked(raw);
    if (entry && !open) entries.push(entry);
    else unread.push(line);
  }
  return { entries, unread };
}

// The cells of each record and the line on which it begins; `open` when its quotes never close.
function parse(text, separator) {
  const rows = [];
  let row = { cells: [], line: 1, open: false };
  let [value, quoted, line] = ["", false, 1];
  const endRow = () => {
    row.cells.push(value);
    rows.push(row);
    value = "";
    row = { cells: [], line, open: false };
  };
  for (let place = 0; place < text.length; place += 1) {
    const sign = text[place];
    const isBreak = sign === "\n" || (sign === "\r" && text[place + 1] !== "\n");
    if (isBreak) line += 1;
    if (quoted) {
      if (sign !== '"') value += sign;
      else if (text[place + 1] === '"') value += text[(place += 1)];
      else quoted = false;
    } else if (sign === '"' && value === "") quoted = true;
    else if (sign === separator) {
      row.cells.push(value);
      value = "";
    } else if (isBreak) endRow();
    else if (sign !== "\r") value += sign;
  }
  if (value || row.cells.length) {
    row.open = quoted;
    endRow();
  }
  return rows;
}
