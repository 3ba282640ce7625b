// Uploads images one after the other, each with its progress, while the first are being described.
// Without this script the form sends all files together.

const MOST_BYTES = 15 * 1024 * 1024;
const AT_A_TIME = 2;

const root = document.querySelector("[data-upload]");
const form = root.querySelector("[data-drop]");
const input = form.querySelector("input[type=file]");
const list = root.querySelector("[data-list]");
const status = root.querySelector("[data-status]");
const describe = root.querySelector("[data-describe]");
const save = describe.querySelector("[data-save]");

const waiting = [];
const count = { all: 0, done: 0, refused: 0, running: 0 };

class Refused extends Error {}

start();

function start() {
  form.querySelector("[data-without-script]").hidden = true;
  form.querySelector("[data-drop-words]").hidden = false;
  input.addEventListener("change", () => {
    take(input.files);
    input.value = "";
  });
  // Anywhere on the page: a browser would leave it to show a file that misses the field.
  document.addEventListener("dragover", (event) => {
    if (!event.dataTransfer?.types.includes("Files")) return;
    event.preventDefault();
    form.classList.add("is-over");
  });
  document.addEventListener("dragleave", (event) => {
    if (!event.relatedTarget) form.classList.remove("is-over");
  });
  document.addEventListener("drop", (event) => {
    if (!event.dataTransfer?.files.length) return;
    event.preventDefault();
    form.classList.remove("is-over");
    take(event.dataTransfer.files);
  });
  window.addEventListener("beforeunload", (event) => {
    if (count.running || waiting.length) event.preventDefault();
  });
}

function take(files) {
  for (const file of files) {
    count.all += 1;
    waiting.push({ file, row: addRow(file.name) });
  }
  list.hidden = false;
  goOn();
}

function goOn() {
  while (count.running < AT_A_TIME && waiting.length) upload(waiting.shift());
  save.disabled = count.running > 0;
  say();
}

function say() {
  status.textContent = root.dataset.progress
    .replace("{done}", count.done)
    .replace("{all}", count.all)
    .replace("{refused}", count.refused);
}

async function upload({ file, row }) {
  count.running += 1;
  try {
    if (file.size > MOST_BYTES) throw new Refused(root.dataset.tooLarge);
    addCard(await send(file, row.progress));
    row.end(root.dataset.done);
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    count.refused += 1;
    row.refuse(error.message);
  } finally {
    count.running -= 1;
    count.done += 1;
    goOn();
  }
}

// The HTML of the image's card. XMLHttpRequest, because fetch tells nothing of progress.
function send(file, progress) {
  const data = new FormData(form);
  data.set("uploads", file);
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("POST", form.action);
    request.setRequestHeader("Accept", "application/json");
    request.upload.addEventListener("progress", (event) => {
      if (event.lengthComputable) progress.value = event.loaded / event.total;
    });
    request.addEventListener("error", () => reject(new Refused(root.dataset.failed)));
    request.addEventListener("load", () => {
      const answer = parsed(request);
      if (answer?.card) resolve(answer.card);
      else if (answer?.words) reject(new Refused(answer.words));
      else if (request.status === 413) reject(new Refused(root.dataset.tooLarge));
      // A page instead of an answer is the one to sign in at; anything else went wrong here.
      else reject(new Refused(request.status < 500 ? root.dataset.signedOut : root.dataset.failed));
    });
    request.send(data);
  });
}

function parsed(request) {
  const type = request.getResponseHeader("Content-Type") ?? "";
  return type.startsWith("application/json") ? JSON.parse(request.responseText) : null;
}

function addCard(html) {
  const template = document.createElement("template");
  template.innerHTML = html;
  describe.querySelector("[data-cards]").append(template.content);
  describe.hidden = false;
}

function addRow(name) {
  const item = document.createElement("li");
  const words = document.createElement("span");
  const progress = document.createElement("progress");
  words.textContent = name;
  progress.max = 1;
  progress.setAttribute("aria-label", name);
  item.append(words, progress);
  list.append(item);
  const finish = (text, kind) => {
    const said = document.createElement("span");
    said.textContent = text;
    item.classList.add(kind);
    progress.replaceWith(said);
  };
  return {
    progress,
    end: (text) => finish(text, "is-done"),
    refuse: (text) => finish(text, "is-refused"),
  };
}
