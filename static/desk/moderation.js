// The moderators' queue without leaving the page: decisions in place, undone in place, and keys that
// work while a comment has the focus. Every form here works without this script, too.
const queue = document.querySelector("[data-queue]");
const status = queue.querySelector("[data-status]");
const undoForm = queue.querySelector("[data-undo]");
const help = queue.querySelector("[data-help]");
const bulk = queue.querySelector("[data-bulk]");
queue.classList.add("has-keys");
const undos = []; // What was decided on this page, the last at the end.

const cards = () => [...queue.querySelectorAll("[data-card]")];
const cardOf = (element) => element.closest?.("[data-card]");
const isOpen = (card) => !card.classList.contains("is-decided");

// Telling ---------------------------------------------------------------------------------------

function say(words, undo = "") {
  status.textContent = words;
  undoForm.elements.undo.value = undo;
  undoForm.hidden = !undo;
}

function complain(form, words) {
  const place = cardOf(form)?.querySelector("[data-error]");
  if (!place) return say(words);
  place.textContent = "";
  requestAnimationFrame(() => (place.textContent = words));
}

// Sending ---------------------------------------------------------------------------------------

// What the site answers to a form, or null when it did not take it; then the form says why.
async function send(form, button) {
  let response;
  try {
    response = await fetch(form.getAttribute("action"), {
      method: "POST",
      body: new FormData(form, button),
      headers: { Accept: "application/json" },
    });
  } catch {
    return complain(form, queue.dataset.offline);
  }
  const isAnswer = response.headers.get("Content-Type")?.startsWith("application/json");
  if (!isAnswer)
    return complain(form, response.ok || response.status === 403 ? queue.dataset.signedOut : queue.dataset.offline);
  const answer = await response.json();
  return response.ok ? answer : complain(form, answer.words);
}

// Put the card that the site sends in the place of the old one.
function renew(pk, html) {
  const old = queue.querySelector(`[data-card="${pk}"]`);
  if (!old) return null;
  const template = document.createElement("template");
  template.innerHTML = html;
  const card = template.content.querySelector("[data-card]");
  const then = old.querySelector("[name=then]");
  const mine = card.querySelector(".card-decide [name=then]");
  if (then && mine) mine.value = then.value;
  old.replaceWith(card);
  return card;
}

function renewAll(answer) {
  return Object.entries(answer.cards).map(([pk, html]) => renew(pk, html)).filter(Boolean);
}

// The next comment that is still to be decided, or the one before; from the place of ``card``.
function following(card) {
  const all = cards();
  const place = all.indexOf(card);
  return all.slice(place + 1).find(isOpen) ?? all.slice(0, place).reverse().find(isOpen);
}

function settle(card, answer) {
  card.classList.add("is-decided");
  undos.push(answer.undo);
  const next = following(card);
  say(next ? answer.words : `${answer.words} ${queue.dataset.done}`, answer.undo);
  (next ?? card).focus();
}

const after = {
  decide(answer) {
    const [card] = renewAll(answer);
    if (card) settle(card, answer);
    else say(answer.words);
  },
  undo(answer) {
    undos.pop();
    const [card] = renewAll(answer);
    say(answer.words, undos.at(-1));
    (card ?? cards()[0])?.focus();
    count();
  },
  reply(answer) {
    const [card] = renewAll(answer);
    if (card) settle(card, answer);
    else say(answer.words);
  },
  mark(answer) {
    const [card] = renewAll(answer);
    say(answer.words);
    card?.focus();
  },
};
after.block = after.mark;

async function submit(form, button) {
  if (form.dataset.busy) return;
  form.dataset.busy = "yes";
  const answer = await send(form, button);
  delete form.dataset.busy;
  if (answer) after[form.dataset.inPlace](answer);
}

queue.addEventListener("submit", (event) => {
  if (!event.target.dataset.inPlace) return;
  event.preventDefault();
  submit(event.target, event.submitter);
});

// Selecting -------------------------------------------------------------------------------------

function count() {
  if (!bulk) return;
  const number = queue.querySelectorAll("[data-select]:checked").length;
  const words = bulk.querySelector("[data-bulk-count]");
  words.dataset.none ??= words.textContent;
  const { none, one, many } = words.dataset;
  words.textContent = number === 0 ? none : number === 1 ? one : many.replace("#", number);
  bulk.classList.toggle("is-used", number > 0);
}

queue.addEventListener("change", (event) => event.target.matches("[data-select]") && count());
addEventListener("pageshow", count);

const selectAll = queue.querySelector("[data-select-all]");
if (selectAll) {
  selectAll.hidden = false;
  selectAll.addEventListener("click", () => {
    const boxes = cards().filter(isOpen).map((card) => card.querySelector("[data-select]"));
    const isAll = boxes.every((box) => box.checked);
    for (const box of boxes) box.checked = !isAll;
    count();
  });
}

// Keys ------------------------------------------------------------------------------------------

function move(card, step) {
  const all = cards();
  const next = all[all.indexOf(card) + step];
  next?.focus();
}

function press(card, key) {
  const button = isOpen(card) && card.querySelector(`[data-key="${key}"]`);
  if (button) button.form.requestSubmit(button);
  else say(queue.dataset.noKey, undos.at(-1));
}

function reply(card) {
  const fold = card.querySelector("[data-fold=reply]");
  if (!fold || !isOpen(card)) return say(queue.dataset.noKey, undos.at(-1));
  fold.open = true;
  fold.querySelector("textarea, input[type=text]").focus();
}

function select(card) {
  const box = card.querySelector("[data-select]");
  box.checked = !box.checked;
  count();
}

function undo() {
  if (undos.at(-1) === "") {
    // A reply: nothing takes it back. The next time it is the decision before it.
    undos.pop();
    return say(queue.dataset.noUndo, undos.at(-1));
  }
  const form = undos.length ? undoForm : queue.querySelector("[data-notice] form");
  form?.requestSubmit();
}

const keys = {
  j: (card) => move(card, 1),
  k: (card) => move(card, -1),
  a: (card) => press(card, "a"),
  h: (card) => press(card, "h"),
  s: (card) => press(card, "s"),
  d: (card) => press(card, "d"),
  r: reply,
  u: undo,
  x: select,
  "?": () => help.showModal(),
};

// An arrow moves on once the end of the comment in that direction is seen; until then it scrolls.
function arrow(card, key) {
  const { top, bottom } = card.getBoundingClientRect();
  if (key === "ArrowDown" ? bottom > innerHeight : top < 0) return false;
  move(card, key === "ArrowDown" ? 1 : -1);
  return true;
}

queue.addEventListener("keydown", (event) => {
  const card = cardOf(event.target);
  if (!card || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (event.key === "Escape" && event.target !== card) return card.focus();
  if (event.target.matches("textarea, select, input:not([type=checkbox])")) return;
  if (event.key.startsWith("Arrow")) {
    const isVertical = event.key === "ArrowDown" || event.key === "ArrowUp";
    if (event.target === card && isVertical && arrow(card, event.key)) event.preventDefault();
    return;
  }
  const act = keys[event.key];
  if (!act || event.repeat) return;
  event.preventDefault();
  act(card);
});

const opener = queue.querySelector("[data-help-open]");
if (opener) {
  opener.hidden = false;
  opener.addEventListener("click", () => help.showModal());
}

// What was done before this page was loaded is read first, unless the address leads to a comment.
if (!cardOf(document.querySelector(":target") ?? document.body))
  queue.querySelector("[data-notice]")?.focus();
else document.querySelector(":target").focus();
