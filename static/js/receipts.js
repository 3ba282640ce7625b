// Remembers in this browser where the receipts of its comments are, and shows the way to them on
// the pages under which they were written. The site itself cannot tell who wrote what.
import { dropDraft } from "./comments-draft.js";

const KEY = "comment-receipts";
const MOST = 20;
const LONGEST = 30 * 24 * 60 * 60 * 1000;
const REVISABLE = 15 * 60 * 1000;

function remembered() {
  try {
    const kept = JSON.parse(localStorage.getItem(KEY) ?? "[]");
    return kept.filter(({ at }) => Date.now() - Date.parse(at) < LONGEST);
  } catch {
    return []; // Storage is forbidden, or holds something else.
  }
}

function remember(receipts) {
  try {
    if (receipts.length) localStorage.setItem(KEY, JSON.stringify(receipts.slice(-MOST)));
    else localStorage.removeItem(KEY);
  } catch {
    // Kept nowhere, then.
  }
}

export function showReceipts() {
  const place = document.querySelector("[data-receipts]");
  if (!place) return;
  const own = remembered().filter(({ id, page, at }) => {
    const isShown = document.getElementById(`comment-${id}`);
    return page === place.dataset.receipts && (!isShown || Date.now() - Date.parse(at) < REVISABLE);
  });
  const format = new Intl.DateTimeFormat(document.documentElement.lang, {
    dateStyle: "long",
    timeStyle: "short",
  });
  for (const { url, at } of own) {
    const line = document.createElement("p");
    const link = document.createElement("a");
    link.href = new URL(url, location.origin).pathname;
    link.textContent = place.dataset.link;
    const words = place.dataset.words.replace("{time}", format.format(new Date(at)));
    line.append(`${words} `, link);
    place.append(line);
  }
  place.hidden = !own.length;
}

const receipt = document.querySelector("[data-receipt]");

if (receipt) {
  const { receipt: id, page, at } = receipt.dataset;
  dropDraft(page);
  // Not every browser moves the focus to what is no field.
  if (document.activeElement === document.body) document.querySelector("[autofocus]")?.focus();
  const others = remembered().filter((kept) => kept.id !== id);
  const own = { id, page, at, url: location.pathname };
  remember("over" in receipt.dataset ? others : [...others, own]);
}
