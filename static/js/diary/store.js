// The diary in the browser's own storage: one key, one version. Nothing else reads or sends it.
import { checked } from "./entries.js";

export const KEY = "diary";
const VERSION = 1;

// The diary as it is now: its entries, and whether finished sessions note themselves. Where it
// cannot be read, `problem` is the name of the words that say why, and `raw` what is there.
export function read() {
  let raw;
  try {
    raw = localStorage.getItem(KEY);
  } catch {
    return { problem: "blocked", entries: [], records: false };
  }
  if (raw === null) return { entries: [], records: true };
  try {
    const stored = JSON.parse(raw);
    if (stored.version > VERSION) return { problem: "newer", entries: [], records: false, raw };
    const entries = stored.entries.map((entry) => checked(entry).entry);
    if (stored.version === VERSION && entries.every(Boolean)) {
      return { entries, records: stored.records !== false };
    }
  } catch {
    // Not what this script has written.
  }
  return { problem: "broken", entries: [], records: false, raw };
}

// Keeps what `alter` makes of the diary; it reads it anew, since another tab may have written. The
// answer is the diary, or names its `problem`; then nothing has changed.
export function change(alter) {
  const diary = read();
  if (diary.problem) return diary;
  const { entries, records } = { ...diary, ...alter(diary) };
  try {
    localStorage.setItem(KEY, JSON.stringify({ version: VERSION, records, entries }));
  } catch (error) {
    return { ...diary, problem: error.name === "SecurityError" ? "blocked" : whyNot() };
  }
  return { entries, records };
}

// Erases everything; whether it is gone.
export function erase() {
  try {
    localStorage.removeItem(KEY);
    return true;
  } catch {
    return false;
  }
}

// Some browsers have storage of no size at all in a private window.
function whyNot() {
  try {
    localStorage.setItem(`${KEY}-try`, "1");
    localStorage.removeItem(`${KEY}-try`);
    return "full";
  } catch {
    return localStorage.length ? "full" : "blocked";
  }
}
