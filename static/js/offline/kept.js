// Lists the pages that this device keeps, and removes them.
const place = document.querySelector("[data-kept]");
const list = place.querySelector("[data-kept-list]");
const clear = place.querySelector("[data-kept-clear]");
const status = place.querySelector("[data-kept-status]");

const titleOf = async (response) =>
  new DOMParser().parseFromString(await response.text(), "text/html").title;

const dateOf = (response) =>
  new Date(response.headers.get("x-saved")).toLocaleDateString(document.documentElement.lang, {
    day: "numeric", month: "long", year: "numeric",
  });

async function rows() {
  if (!("caches" in window)) return [];
  const pages = await caches.open("pages");
  const found = [];
  for (const request of await pages.keys()) {
    const response = await pages.match(request);
    const { pathname, search } = new URL(request.url);
    const chosen = response.headers.has("x-chosen");
    const date = dateOf(response);
    found.push({ request, path: pathname + search, date, chosen, title: await titleOf(response) });
  }
  return found.sort((one, other) =>
    other.chosen - one.chosen || one.title.localeCompare(other.title) || one.path.localeCompare(other.path));
}

function item({ request, path, date, title }) {
  const row = document.createElement("li");
  const words = document.createElement("div");
  const link = document.createElement("a");
  link.href = path;
  link.textContent = title;
  const when = document.createElement("span");
  when.className = "muted small";
  when.textContent = place.dataset.saved.replace("{date}", date);
  words.append(link, document.createElement("br"), when);
  const remove = document.createElement("button");
  remove.type = "button";
  remove.className = "button button-quiet";
  remove.textContent = place.dataset.removeWord;
  remove.setAttribute("aria-label", place.dataset.remove.replace("{title}", title));
  remove.addEventListener("click", async () => {
    await (await caches.open("pages")).delete(request);
    await show();
    status.textContent = place.dataset.removed.replace("{title}", title);
    (list.querySelector("button") ?? document.getElementById("main")).focus();
  });
  row.append(words, remove);
  return row;
}

async function show() {
  const found = await rows();
  list.replaceChildren(...found.map(item));
  place.querySelector("[data-kept-none]").hidden = found.length > 0;
  clear.hidden = found.length < 2;
}

clear.addEventListener("click", async () => {
  await caches.delete("pages");
  await show();
  document.getElementById("main").focus();
});

show();
