// Makes the buttons of the page answer without a new page. The server does all the work, as for a
// browser without scripts: the same request is sent, and the parts that changed are put in place.
import { makeDraggable } from "./dragging.js";
import { offer, remember } from "./remembering.js";

const builder = document.querySelector("[data-builder]");
const status = document.querySelector("[data-builder-status]");
const remembered = document.querySelector("[data-remembered]");
// What was pressed is sent in turn, each with the routine that the one before has made.
let turn = Promise.resolve();
let waiting = 0;

function say(words) {
  // Emptied first, so that the same words are read out again.
  status.textContent = "";
  setTimeout(() => {
    status.textContent = words;
  }, 50);
}

function fill(pattern, values) {
  return pattern.replace(/\{(\w+)\}/g, (_all, name) => values[name]);
}

// What a press does: what will be said of it, and where the focus goes on.
function meaning({ name, value, dataset }, item) {
  const words = builder.dataset;
  const title = dataset.title ?? item?.dataset.title;
  const total = builder.querySelectorAll("[data-list] > li").length;
  const moved = (to) => fill(words.moved, { title, n: to, total });
  const number = Number(value);
  switch (name) {
    case "up":
      return { words: moved(number - 1), focus: [`[name=up][value="${number - 1}"]`, `[name=down][value="${number - 1}"]`] };
    case "down":
      return { words: moved(number + 1), focus: [`[name=down][value="${number + 1}"]`, `[name=up][value="${number + 1}"]`] };
    case "remove":
      return { words: fill(words.removed, { title }), focus: [`[name=remove][value="${number}"]`, `[name=remove][value="${number - 1}"]`, "#routine"] };
    case "set":
      return { words: fill(words.changed, { title }), focus: [`#item-${number} summary`] };
    case "add":
      return { words: fill(words.added, { title }), focus: [`#${dataset.part} [name=add][value="${value}"]`, `[name=remove][value="${total + 1}"]`] };
    case "activity":
      return { words: fill(words.added, { title }), focus: [`[name=activity][value="${value}"]`] };
    default:
      return { words: "", focus: ["#choose .builder-filter .button"] };
  }
}

// The element that is looked for and can be used, and where it stands on the screen.
function find(selectors) {
  for (const selector of selectors) {
    const found = builder.querySelector(selector);
    if (found && !found.disabled) return found;
  }
  return null;
}

function press(pairs, meant) {
  // What adds can wait. A number means the item that stood there, which may have moved by then.
  if (waiting && !pairs.has("add") && !pairs.has("activity")) return meant.undo?.();
  waiting += 1;
  builder.setAttribute("aria-busy", "true");
  turn = turn.then(() => send(pairs, meant)).finally(() => {
    waiting -= 1;
    if (!waiting) builder.removeAttribute("aria-busy");
  });
}

async function send(pairs, { words = "", focus = [], undo }) {
  const top = find(focus.slice(0, 1))?.getBoundingClientRect().top;
  const url = new URL(document.getElementById("plan").action);
  if (code()) pairs.set("r", code());
  else pairs.delete("r");
  url.search = new URLSearchParams(pairs);
  let page;
  try {
    const answer = await fetch(url, { credentials: "same-origin" });
    if (!answer.ok) throw new Error(answer.status);
    page = new DOMParser().parseFromString(await answer.text(), "text/html");
    history.replaceState(null, "", answer.url);
  } catch {
    undo?.();
    say(builder.dataset.failed);
    return;
  }
  const open = [...builder.querySelectorAll("details[open][id]")].map((details) => details.id);
  for (const part of builder.querySelectorAll("[data-part]")) {
    const fresh = page.getElementById(part.id);
    if (fresh && fresh.innerHTML !== part.innerHTML) part.innerHTML = fresh.innerHTML;
  }
  for (const id of open) document.getElementById(id)?.setAttribute("open", "");
  enhance();
  remember(code());
  remembered.hidden = true;
  const target = find(focus);
  if (target) {
    target.focus({ preventScroll: true });
    // What was under the finger stays there, whatever grew above it.
    if (top !== undefined) scrollBy({ top: target.getBoundingClientRect().top - top, behavior: "instant" });
    else target.scrollIntoView({ block: "nearest" });
  }
  const notes = [...builder.querySelectorAll("[data-say] li")].map((note) => note.textContent);
  const total = builder.querySelector("[data-total]")?.textContent.replace(/\s+/g, " ").trim();
  // A note says that something came out otherwise than was asked for.
  say([...(notes.length ? notes : [words]), total].filter(Boolean).join(" "));
}

// The routine that the page shows, as its link carries it.
function code() {
  return document.getElementById("plan").elements.r?.value ?? "";
}

function enhance() {
  for (const button of builder.querySelectorAll("[data-copy]")) button.hidden = false;
  const list = builder.querySelector("[data-list]");
  if (!list) return;
  makeDraggable(list, (from, to, undo) => {
    const pairs = new FormData(document.getElementById("plan"));
    pairs.set("move", `${from}-${to}`);
    const { title } = list.children[to - 1].dataset;
    const words = fill(builder.dataset.moved, { title, n: to, total: list.children.length });
    press(pairs, { words, focus: [`[name=up][value="${to}"]`, `[name=down][value="${to}"]`], undo });
  });
}

async function copy(button) {
  const field = builder.querySelector("[data-link]");
  field.select();
  try {
    await navigator.clipboard.writeText(field.value);
  } catch {
    // Where the clipboard is forbidden, the link stands there selected: the reader copies it.
    document.execCommand("copy");
  }
  say(button.dataset.done);
  button.textContent = button.dataset.done;
}

builder.addEventListener("submit", (event) => {
  event.preventDefault();
  const button = event.submitter;
  const item = button?.closest("li[data-title]");
  const part = button?.closest("[data-part]").id;
  const { name = "", value = "" } = button ?? {};
  const dataset = { ...button?.dataset, part };
  press(new FormData(event.target, button), meaning({ name, value, dataset }, item));
});

builder.addEventListener("click", (event) => {
  const button = event.target.closest("[data-copy]");
  if (button) copy(button);
  if (event.target.matches("[data-link]")) event.target.select();
});

enhance();
offer(remembered, code(), document.getElementById("plan").action);
