// Keeps pages for doing (exercises, routines, their player) for times without a connection.
//
// A page always comes from the network where there is one: a copy is served only when the network
// fails, or stays silent for some seconds, and says that it is one and of what day. So nobody reads
// old safety advice without being told. A copy is kept together with the very files it was made
// with; their names carry a hash, so that a page of one version never meets files of another.
//
// `SITE` comes with /sw.js.

const { edition, kept, language, most, mostOwn, offline, shell, static: statics, words } = self.SITE;
const PAGES = "pages";
const FILES = "files";
const SHELL = "shell";
const PATIENCE = 4000; // Milliseconds.
const DAY = 24 * 60 * 60 * 1000;
const NEVER = /^\/(?:admin|preview)\//; // What the worker has no part in.
const IMMUTABLE = /\.[0-9a-f]{12}\.\w+$/;

// One change of the caches after the other: tidying up must not meet a page that is being kept.
let last = Promise.resolve();
const inTurn = (task) => {
  last = last.then(task, task);
  return last;
};

self.addEventListener("install", (event) => event.waitUntil(inTurn(install)));
self.addEventListener("activate", (event) => event.waitUntil(inTurn(tidy)));

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== location.origin || NEVER.test(pathname)) return;
  if (request.mode === "navigate") event.respondWith(page(event));
  else if (pathname.startsWith(statics) || shell.includes(pathname)) event.respondWith(file(request));
});

// Asked by a page: {keep: address, isChosen: whether the reader said so}. Answered on the port.
self.addEventListener("message", (event) => {
  const { keep, isChosen = false } = event.data ?? {};
  if (!keep || !isForKeeping(keep)) return;
  const keeping = inTurn(() => fetchAndSave(keep, isChosen)).then(() => true, () => false);
  event.waitUntil(keeping.then((isKept) => event.ports[0]?.postMessage({ isKept })));
});

async function install() {
  const response = await fetch(offline, { cache: "no-cache" });
  if (!response.ok) throw new Error(`${offline}: ${response.status}`);
  await Promise.all(shell.map(keepFile));
  const html = await response.text();
  await (await caches.open(SHELL)).put(offline, copy(html, response, { needs: await filesOf(html) }));
  self.skipWaiting(); // Safe: whatever is open keeps its own files.
}

// The safety text has changed: the copies follow, once there is a connection.
let isRefreshed = false;
async function refresh() {
  if (isRefreshed) return;
  isRefreshed = true;
  const pages = await caches.open(PAGES);
  for (const request of await pages.keys()) {
    const { headers } = await pages.match(request);
    if (headers.get("x-edition") === edition) continue;
    const response = await fetch(request.url, { cache: "no-cache" });
    await follow(request.url, response);
  }
}

// The page from the network; without one, and after a while, the copy of it or the offline page.
async function page(event) {
  const { request } = event;
  const known = await caches.match(request.url, { cacheName: PAGES, ignoreVary: true });
  const answer = fetch(request);
  try {
    const response = await (known ? Promise.race([answer, silence()]) : answer);
    if (known && response.status >= 500) return marked(known);
    const own = isForKeeping(request.url) && response.clone();
    const keeping = inTurn(() => own && follow(request.url, own)).then(() => inTurn(refresh));
    event.waitUntil(keeping.catch(() => {}));
    return response;
  } catch (error) {
    if (known) {
      event.waitUntil(
        answer.then((late) => inTurn(() => follow(request.url, late))).catch(() => {}),
      );
      return marked(known);
    }
    const stand = await caches.match(offline, { cacheName: SHELL, ignoreVary: true });
    if (!stand) throw error;
    return noted(stand, words.unread);
  }
}

const silence = () =>
  new Promise((_, reject) => {
    setTimeout(() => reject(new Error("The network is silent.")), PATIENCE);
  });

// A file whose name carries a hash is the same for ever; any other is asked for first.
async function file(request) {
  const known = () => caches.match(request.url, { cacheName: FILES, ignoreVary: true });
  if (IMMUTABLE.test(request.url)) return (await known()) ?? fetch(request);
  try {
    return await fetch(request);
  } catch (error) {
    const response = await known();
    if (response) return response;
    throw error;
  }
}

// Pages below the lists of things to do. A list that is narrowed or turned over is not kept.
function isForKeeping(address) {
  const { origin, pathname, search } = new URL(address, location.origin);
  return origin === location.origin && kept.some((list) =>
    pathname.startsWith(list) && (pathname !== list || !search));
}

// Keeps what the network has answered, or forgets what is there no more.
async function follow(address, response) {
  if (response.status === 404 || response.status === 410) {
    await (await caches.open(PAGES)).delete(address, { ignoreVary: true });
  } else {
    await save(address, response);
  }
}

async function fetchAndSave(address, isChosen) {
  const response = await fetch(address, { cache: "no-cache" });
  if (!(await save(address, response, isChosen))) throw new Error(`${address} cannot be kept.`);
}

async function save(address, response, isChosen = false) {
  if (!isKeepable(response)) return false;
  const url = address.split("#")[0];
  const html = await response.text();
  const pages = await caches.open(PAGES);
  const before = await pages.match(url, { ignoreVary: true });
  const chosen = isChosen || Boolean(before?.headers.has("x-chosen"));
  await pages.put(url, copy(html, response, { needs: await filesOf(html), chosen }));
  for (const companion of companionsOf(html)) await saveCompanion(companion, chosen);
  await tidy();
  return true;
}

// Only whole pages that are the same for everybody. (A worker is never shown Set-Cookie; an answer
// that depends on cookies says so in Vary.)
function isKeepable(response) {
  const header = (name) => response.headers.get(name) ?? "";
  return (
    response.status === 200 &&
    response.type === "basic" &&
    !response.redirected &&
    header("content-type").startsWith("text/html") &&
    !/no-store|private/.test(header("cache-control")) &&
    !/cookie/i.test(header("vary"))
  );
}

// A routine is no use without its player: what a page marks is kept with it.
async function saveCompanion(address, isChosen) {
  const url = new URL(address, location.origin).href;
  const known = await caches.match(url, { cacheName: PAGES, ignoreVary: true });
  const wasChosen = Boolean(known?.headers.has("x-chosen"));
  const chosen = isChosen || wasChosen; // It may belong to a page that was, too.
  const isFresh = known && Date.now() - Date.parse(known.headers.get("x-saved")) < DAY &&
    known.headers.get("x-edition") === edition && wasChosen === chosen;
  if (isFresh || !isForKeeping(url)) return;
  const response = await fetch(url, { cache: "no-cache" });
  if (!isKeepable(response)) return;
  const html = await response.text();
  const pages = await caches.open(PAGES);
  const needs = await filesOf(html);
  await pages.put(url, copy(html, response, { needs, chosen }));
}

const companionsOf = (html) =>
  [...html.matchAll(/<a\b[^>]*\bdata-keep-with\b[^>]*>/g)]
    .map(([link]) => link.match(/\bhref="([^"]+)"/)?.[1].replaceAll("&amp;", "&"))
    .filter(Boolean);

function copy(html, { headers }, { needs, chosen }) {
  const own = new Headers(headers);
  own.delete("content-encoding");
  own.delete("content-length");
  own.set("x-saved", new Date().toISOString());
  own.set("x-edition", edition);
  own.set("x-needs", JSON.stringify(needs));
  if (chosen) own.set("x-chosen", "1");
  return new Response(html, { headers: own });
}

// The addresses of the files that the page is made with, all of them kept by now.
async function filesOf(html) {
  const found = new Set();
  const wanted = [...html.matchAll(/<(?:link|script)\b[^>]*\b(?:href|src)="([^"]+)"/g)]
    .map(([, address]) => address)
    .filter((address) => address.startsWith(statics) || shell.includes(address));
  while (wanted.length) {
    const address = wanted.pop();
    if (found.has(address)) continue;
    found.add(address);
    const response = await keepFile(address);
    if (!address.endsWith(".js")) continue;
    for (const [, path] of (await response.text()).matchAll(/\b(?:from|import)\s*\(?\s*"(\.[^"]+)"/g)) {
      wanted.push(new URL(path, new URL(address, location.origin)).pathname);
    }
  }
  return [...found];
}

async function keepFile(address) {
  const files = await caches.open(FILES);
  const known = await files.match(address, { ignoreVary: true });
  if (known && IMMUTABLE.test(address)) return known;
  const response = await fetch(address);
  if (!response.ok) throw new Error(`${address}: ${response.status}`);
  await files.put(address, response.clone());
  return response;
}

// The oldest pages go, first those that nobody chose: of a reader's own routines, each change of
// which has an address of its own, all but a handful. Then the files that no page needs.
async function tidy() {
  const pages = await caches.open(PAGES);
  const stand = await (await caches.open(SHELL)).match(offline, { ignoreVary: true });
  const rows = [];
  for (const request of await pages.keys()) {
    const { headers } = await pages.match(request);
    const isChosen = headers.has("x-chosen");
    const isOwn = !isChosen && new URL(request.url).search !== "";
    rows.push({ request, headers, isOwn, rank: [isChosen ? 1 : 0, headers.get("x-saved")].join() });
  }
  rows.sort((one, other) => (one.rank < other.rank ? -1 : 1));
  const own = rows.filter(({ isOwn }) => isOwn);
  const tooMany = new Set(own.slice(0, Math.max(0, own.length - mostOwn)));
  const others = rows.filter((row) => !tooMany.has(row));
  for (const row of others.splice(0, Math.max(0, others.length - most))) tooMany.add(row);
  for (const { request } of tooMany) await pages.delete(request);
  const needs = new Set(shell);
  for (const { headers } of [...others, stand ?? { headers: new Headers() }]) {
    for (const address of JSON.parse(headers.get("x-needs") ?? "[]")) needs.add(address);
  }
  const files = await caches.open(FILES);
  for (const request of await files.keys()) {
    if (!needs.has(new URL(request.url).pathname)) await files.delete(request);
  }
}

function marked(known) {
  const saved = new Date(known.headers.get("x-saved"));
  const date = saved.toLocaleDateString(language, { day: "numeric", month: "long", year: "numeric" });
  return noted(known, words.saved.replace("{date}", date));
}

// The copy with a note at the top of what it is.
async function noted(known, note) {
  const html = await known.text();
  const safe = note.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
  const banner = `<p class="offline-note" role="status">${safe}</p>`;
  return new Response(html.replace(/<main\b[^>]*>/, (main) => main + banner), { headers: known.headers });
}
