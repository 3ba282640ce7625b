// Offers places to go to while one types into the search field: the ARIA combobox with a list.
// Without it the field is one of a plain form, and stays so whatever goes wrong here.

const PAUSE = 150; // milliseconds without a key before the site is asked
const SHORTEST = 2; // letters

for (const frame of document.querySelectorAll("[data-suggestions]")) offer(frame);

function offer(frame) {
  const field = frame.querySelector("input");
  const list = document.createElement("ul");
  const status = document.createElement("div");
  let timer, asked, chosen = -1;

  list.className = "suggestions";
  list.id = `${field.id}-suggestions`;
  list.hidden = true;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", frame.dataset.listLabel);
  status.className = "visually-hidden";
  status.setAttribute("role", "status");
  frame.append(list, status);

  // A search field cannot be a combobox; a text field with the same keyboard can.
  field.type = "text";
  field.enterKeyHint = "search";
  for (const [name, value] of Object.entries({
    role: "combobox",
    "aria-autocomplete": "list",
    "aria-controls": list.id,
    "aria-expanded": "false",
  }))
    field.setAttribute(name, value);

  field.addEventListener("input", () => {
    clearTimeout(timer);
    choose(-1);
    timer = setTimeout(ask, PAUSE);
  });
  field.addEventListener("keydown", key);
  field.addEventListener("blur", close);
  // The field keeps the focus while an option is pressed.
  list.addEventListener("pointerdown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => go(event.target.closest("[role=option]")));

  async function ask() {
    const typed = field.value.trim();
    asked?.abort();
    if (typed.length < SHORTEST) return close();
    asked = new AbortController();
    try {
      const address = `${frame.dataset.suggestions}?${new URLSearchParams({ q: typed })}`;
      const answer = await fetch(address, { signal: asked.signal });
      if (answer.ok) show((await answer.json()).suggestions);
    } catch {
      close(); // No connection, or a newer question: the form is there.
    }
  }

  function show(suggestions) {
    if (document.activeElement !== field) return;
    list.replaceChildren(...suggestions.map(option));
    chosen = -1;
    field.removeAttribute("aria-activedescendant");
    open(suggestions.length > 0);
    say(suggestions.length);
  }

  function option({ title, kind, url }, number) {
    const item = document.createElement("li");
    const what = document.createElement("span");
    item.id = `${list.id}-${number}`;
    item.dataset.url = url;
    item.setAttribute("role", "option");
    item.setAttribute("aria-selected", "false");
    what.className = "suggestion-kind";
    what.textContent = kind;
    item.append(title, " ", what);
    return item;
  }

  function say(count) {
    const { none, one, many } = frame.dataset;
    status.textContent = count === 0 ? none : count === 1 ? one : many.replace("%d", count);
  }

  function open(isOpen) {
    list.hidden = !isOpen;
    field.setAttribute("aria-expanded", String(isOpen));
  }

  function close() {
    clearTimeout(timer);
    asked?.abort();
    choose(-1);
    open(false);
    status.textContent = "";
  }

  function choose(number) {
    list.children[chosen]?.setAttribute("aria-selected", "false");
    chosen = number;
    const item = list.children[chosen];
    if (item) {
      item.setAttribute("aria-selected", "true");
      item.scrollIntoView({ block: "nearest" });
      field.setAttribute("aria-activedescendant", item.id);
    } else field.removeAttribute("aria-activedescendant");
  }

  function go(item) {
    if (item) location.assign(item.dataset.url);
  }

  function key(event) {
    const count = list.children.length;
    if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Escape") {
      // The first time for the list, the second time for what was typed.
      if (list.hidden) field.value = "";
      close();
    } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      if (list.hidden) return void ask();
      // One place more than options: the field itself.
      const step = event.key === "ArrowDown" ? 1 : -1;
      choose(((chosen + 1 + step + count + 1) % (count + 1)) - 1);
    } else if (event.key === "Enter" && !list.hidden && chosen >= 0) {
      go(list.children[chosen]);
    } else if (event.key === "Tab") return close();
    else return;
    event.preventDefault();
  }
}
