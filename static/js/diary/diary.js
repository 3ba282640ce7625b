// The page of the diary. It reads and changes what `store` keeps, and shows all of it anew each time.
import { draw } from "./chart.js";
import { fromCsv, toCsv } from "./csv.js";
import { checked, dateOf, localTime, merged } from "./entries.js";
import { KEY, change, erase, read } from "./store.js";

const LARGEST_FILE = 5_000_000; // bytes
const CHARTED = 30;
const AT_ONCE = 20;
const DAY = 24 * 60 * 60 * 1000;

const app = document.querySelector("[data-diary-app]");
const part = (name) => app.querySelector(`[data-part="${name}"]`);
const button = (order) => app.querySelector(`[data-order="${order}"]`);
const words = JSON.parse(document.getElementById("diary-words").textContent);
const say = (name, values = {}) => words[name].replaceAll(/\{(\w+)\}/g, (_, key) => values[key]);
const form = part("form");

const language = document.documentElement.lang;
const moment = new Intl.DateTimeFormat(language, { dateStyle: "medium", timeStyle: "short" });
const short = new Intl.DateTimeFormat(language, { day: "numeric", month: "short" });
const weekday = new Intl.DateTimeFormat(language, { weekday: "short" });

let diary = read();
let shown = AT_ONCE;
let editing = null; // The entry that the form changes, as it was.

const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);

function show() {
  const newest = diary.entries.toReversed?.() ?? [...diary.entries].reverse();
  part("problem").hidden = !diary.problem;
  part("problem").textContent = diary.problem ? say(diary.problem) : "";
  part("records").checked = diary.records;
  showWeek();
  showPain();
  part("empty").hidden = newest.length > 0;
  part("entries").replaceChildren(...newest.slice(0, shown).map(item));
  button("older").hidden = newest.length <= shown;
}

function item(entry) {
  const made = part("entry").content.cloneNode(true);
  const date = moment.format(dateOf(entry));
  const find = (selector) => made.querySelector(selector);
  find("time").dateTime = entry.at;
  find("time").textContent = date;
  if (entry.path) {
    const link = document.createElement("a");
    link.href = entry.path;
    link.textContent = entry.title;
    find(".diary-what").append(link);
  } else find(".diary-what").textContent = entry.title;
  const facts = [];
  if (entry.seconds !== null) facts.push(say("minutes", { n: minutes(entry) }));
  const { before, after } = entry;
  if (before !== null && after !== null) facts.push(say("painBoth", entry));
  else if (before !== null) facts.push(say("painBefore", entry));
  else if (after !== null) facts.push(say("painAfter", entry));
  find(".diary-facts").textContent = facts.join(" · ");
  find(".diary-note").textContent = entry.note;
  for (const order of ["edit", "remove"]) {
    const control = find(`[data-order="${order}"]`);
    control.textContent = say(order);
    control.setAttribute("aria-label", say(`${order}One`, { date }));
    control.entry = entry;
  }
  return made;
}

const minutes = (entry) => Math.max(1, Math.round(entry.seconds / 60));

function showWeek() {
  const now = new Date();
  const monday = new Date(now.getFullYear(), now.getMonth(), now.getDate() - ((now.getDay() + 6) % 7));
  const noted = new Set(diary.entries.map((entry) => entry.at.slice(0, 10)));
  let count = 0;
  const days = [0, 1, 2, 3, 4, 5, 6].map((number) => {
    const date = new Date(monday.getFullYear(), monday.getMonth(), monday.getDate() + number);
    const made = document.createElement("li");
    made.textContent = weekday.format(date);
    if (noted.has(localTime(date).slice(0, 10))) {
      count += 1;
      made.className = "diary-day-done";
      const done = document.createElement("span");
      done.className = "visually-hidden";
      done.textContent = ` ${say("done")}`;
      made.append(done);
    }
    return made;
  });
  part("days").replaceChildren(...days);
  part("week").textContent = say(["noDays", "oneDay"][count] ?? "days", { n: count });
}

function showPain() {
  const charted = diary.entries
    .filter(({ before, after }) => before !== null || after !== null)
    .slice(-CHARTED);
  part("pain").hidden = !charted.length;
  if (!charted.length) return;
  const dates = [charted[0], charted.at(-1)].map((entry) => short.format(dateOf(entry)));
  const label = say("chart", { n: charted.length, first: dates[0], last: dates[1] });
  draw(part("chart"), charted, { width: part("chart").parentElement.clientWidth, label, dates });
  part("table").replaceChildren(
    ...[...charted].reverse().map((entry) => {
      const row = document.createElement("tr");
      const head = document.createElement("th");
      head.scope = "row";
      head.textContent = moment.format(dateOf(entry));
      row.append(head);
      for (const pain of [entry.before, entry.after]) row.insertCell().textContent = pain ?? "–";
      return row;
    }),
  );
}

// Keeps a change and says what came of it; whether it was kept.
function keep(alter, message) {
  const outcome = change(alter);
  diary = outcome.problem ? { ...read(), problem: outcome.problem } : outcome;
  show();
  tell(outcome.problem ? "" : message);
  return !outcome.problem;
}

function tell(message) {
  part("status").textContent = "";
  setTimeout(() => (part("status").textContent = message));
}

function fill(entry) {
  editing = entry;
  form.elements.at.value = entry?.at ?? localTime(new Date());
  form.elements.title.value = entry?.title ?? "";
  form.elements.minutes.value = entry && entry.seconds !== null ? minutes(entry) : "";
  for (const name of ["before", "after"]) form.elements[name].value = entry?.[name] ?? "";
  form.elements.note.value = entry?.note ?? "";
  part("form-title").textContent = part("form-title").dataset[entry ? "change" : "new"];
  button("cancel").hidden = !entry;
  part("wrong").hidden = true;
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  const fields = Object.fromEntries(new FormData(form));
  const typed = fields.minutes.trim();
  // A session's own seconds stay where its minutes were not changed.
  const kept = editing && editing.seconds !== null && typed === String(minutes(editing));
  const seconds = kept ? editing.seconds : /^\d+$/.test(typed) ? typed * 60 : typed;
  const { entry, wrong } = checked({ ...fields, seconds, path: pathOf(fields.title) });
  part("wrong").hidden = !wrong;
  part("wrong").textContent = wrong ? say(wrong) : "";
  if (wrong) {
    const field = { wrongTime: "at", wrongTitle: "title", wrongMinutes: "minutes" }[wrong] ?? "before";
    form.elements[field].focus();
    return;
  }
  const done = keep(
    ({ entries }) => {
      const others = [...entries];
      const place = others.findIndex((other) => same(other, editing));
      if (place >= 0) others.splice(place, 1);
      return { entries: merged(others, [entry]).entries };
    },
    say(editing ? "changed" : "saved"),
  );
  if (done) fill(null);
});

// Where an entry leads stays while its name stays.
const pathOf = (title) => (editing?.title === title.trim() ? editing.path : "");

const orders = {
  older() {
    shown += AT_ONCE;
    show();
    const first = part("entries").children[shown - AT_ONCE];
    first?.querySelector("button").focus();
  },
  edit({ entry }) {
    fill(entry);
    part("form-title").focus();
  },
  cancel() {
    fill(null);
    part("form-title").focus();
  },
  remove({ entry }) {
    const without = ({ entries }) => {
      const place = entries.findIndex((other) => same(other, entry));
      return { entries: entries.filter((_, number) => number !== place) };
    };
    if (keep(without, say("removed")) && same(entry, editing)) fill(null);
    document.getElementById("id-entries").focus();
  },
  export() {
    const isDiary = diary.problem !== "broken" && diary.problem !== "newer";
    const content = isDiary ? toCsv(diary.entries) : diary.raw;
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([content], { type: "text/csv" }));
    link.download = `diary-${localTime(new Date()).slice(0, 10)}.${isDiary ? "csv" : "txt"}`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), DAY / 24 / 60);
  },
  ask() {
    part("count").textContent = say("eraseCount", { n: diary.entries.length });
    part("dialog").showModal();
  },
  keep() {
    part("dialog").close();
  },
  erase() {
    part("dialog").close();
    const gone = erase();
    diary = gone ? read() : { ...read(), problem: "blocked" };
    shown = AT_ONCE;
    fill(null);
    show();
    tell(gone ? say("erased") : "");
  },
};

app.addEventListener("click", (event) => {
  const control = event.target.closest("[data-order]");
  if (control) orders[control.dataset.order](control);
});

part("records").addEventListener("change", ({ target }) => {
  keep(() => ({ records: target.checked }), "");
});

part("import").addEventListener("change", async ({ target }) => {
  const file = target.files[0];
  if (!file) return;
  target.value = "";
  report(await imported(file));
});

async function imported(file) {
  if (file.size > LARGEST_FILE) return say("tooLarge");
  let found;
  try {
    found = fromCsv(await file.text());
  } catch {
    return say("unreadable");
  }
  if (!found) return say("notCsv");
  let counts;
  const done = keep(({ entries }) => {
    counts = merged(entries, found.entries);
    return { entries: counts.entries };
  }, "");
  if (!done) return "";
  const lines = found.unread.slice(0, 20).join(", ") + (found.unread.length > 20 ? " …" : "");
  return [say("added", counts), lines && say("unread", { lines })].filter(Boolean).join(" ");
}

function report(message) {
  part("report").textContent = message;
}

// Another tab has changed it.
addEventListener("storage", (event) => {
  if (event.key !== KEY && event.key !== null) return;
  diary = read();
  show();
});

new ResizeObserver(showPain).observe(part("pain").parentElement);

fill(null);
show();
