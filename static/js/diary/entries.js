// What an entry of the diary is, and how two diaries become one.
//
// An entry: at, the reader's own local time ("2026-11-21T07:30", without a zone, so that half past
// seven stays so); title; path, the page it belongs to, or ""; seconds, before and after (pain, 0 to
// 10), whole numbers or null; note.
const TIME = /^(\d{4})-(\d\d)-(\d\d)[T ]([01]\d|2[0-3]):([0-5]\d)(:[0-5]\d(\.\d+)?)?$/;
const PATH = /^\/(?![/\\])[\w/?=&.,%~-]*$/;
const LONGEST = { title: 200, path: 2000, note: 2000 };
export const MOST_SECONDS = 24 * 60 * 60;
export const MOST_PAIN = 10;

const pad = (number) => String(number).padStart(2, "0");

// A Date as the local time that its owner sees on the clock.
export function localTime(date) {
  const day = [date.getFullYear(), pad(date.getMonth() + 1), pad(date.getDate())].join("-");
  return `${day}T${pad(date.getHours())}:${pad(date.getMinutes())}`;
}

// The local time of an entry as a Date, for showing it and for counting days.
export const dateOf = (entry) => new Date(`${entry.at}:00`);

// The entry that `raw` means; or, in `wrong`, the name of the words that say why it means none.
export function checked(raw) {
  const at = timeOf(raw.at);
  const title = text(raw.title, LONGEST.title);
  const path = text(raw.path, LONGEST.path);
  const [seconds, before, after] = [
    number(raw.seconds, MOST_SECONDS),
    number(raw.before, MOST_PAIN),
    number(raw.after, MOST_PAIN),
  ];
  if (!at) return { wrong: "wrongTime" };
  if (!title) return { wrong: "wrongTitle" };
  if (seconds === undefined) return { wrong: "wrongMinutes" };
  if (before === undefined || after === undefined) return { wrong: "wrongPain" };
  const note = text(raw.note, LONGEST.note);
  return { entry: { at, title, path: PATH.test(path) ? path : "", seconds, before, after, note } };
}

// The existing entries, all of them, with what `incoming` adds. An entry of the same time and title
// that contradicts nothing is the same entry, and fills what the other leaves open.
export function merged(existing, incoming) {
  const entries = existing.map((entry) => ({ ...entry }));
  const places = grouped(entries);
  let added = 0;
  for (const entry of incoming) {
    const here = places.get(key(entry)) ?? [];
    const same = here.find((other) => agree(other, entry));
    if (same) {
      for (const name of OPEN) if (isOpen(same[name])) same[name] = entry[name];
    } else {
      const own = { ...entry };
      entries.push(own);
      places.set(key(entry), [...here, own]);
      added += 1;
    }
  }
  entries.sort((one, other) => (one.at < other.at ? -1 : Number(one.at > other.at)));
  return { entries, added, known: incoming.length - added };
}

const OPEN = ["path", "seconds", "before", "after", "note"];
const isOpen = (value) => value === null || value === "";
const key = (entry) => `${entry.at} ${entry.title}`;

function agree(one, other) {
  return OPEN.every((name) => isOpen(one[name]) || isOpen(other[name]) || one[name] === other[name]);
}

function grouped(entries) {
  const places = new Map();
  for (const entry of entries) places.set(key(entry), [...(places.get(key(entry)) ?? []), entry]);
  return places;
}

function timeOf(value) {
  const parts = TIME.exec(String(value ?? "").trim());
  if (!parts) return "";
  const [year, month, day] = parts.slice(1, 4).map(Number);
  const date = new Date(Date.UTC(year, month - 1, day));
  if (year < 1900 || date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) return "";
  return `${parts[1]}-${parts[2]}-${parts[3]}T${parts[4]}:${parts[5]}`;
}

const text = (value, longest) => [...String(value ?? "").trim()].slice(0, longest).join("");

// null for what is not said, undefined for what makes no sense.
function number(value, most) {
  if (value === null || value === undefined || value === "") return null;
  const digits = String(value).trim();
  return /^\d{1,6}$/.test(digits) && Number(digits) <= most ? Number(digits) : undefined;
}
