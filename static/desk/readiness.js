// Keeps the panel "Before publishing" in step with the form around it, and leads from what it says
// to the place in the form.

const PAUSE = 900; // milliseconds without typing, before the form is checked
const UNSEEN = ".richtext-source"; // what the editor draws between the words

function start(panel) {
  const form = panel.closest("form");
  const count = panel.querySelector("[data-readiness-count]");
  const trouble = panel.querySelector("[data-readiness-trouble]");
  const findings = panel.querySelector("[data-readiness-findings]");
  let timer;
  let running;

  async function check() {
    running?.abort();
    running = new AbortController();
    const { signal } = running;
    try {
      const response = await fetch(panel.dataset.readiness, {
        method: "POST",
        body: valuesOf(form),
        redirect: "error", // to the page where one signs in
        signal,
      });
      if (!response.ok) throw new Error(`${response.status}`);
      show(await response.text());
      trouble.hidden = true;
    } catch {
      if (!signal.aborted) trouble.hidden = false;
    }
  }

  function show(html) {
    const fresh = new DOMParser().parseFromString(html, "text/html").body;
    const summary = fresh.querySelector("[data-readiness-summary]")?.dataset.readinessSummary;
    if (summary === undefined) throw new Error("another page");
    if (fresh.innerHTML === findings.innerHTML) return;
    const focused = findings.contains(document.activeElement)
      ? placeOf(document.activeElement)
      : null;
    findings.replaceChildren(...fresh.childNodes);
    if (focused) focusAgain(findings, focused, count);
    // Said only when it is something new.
    if (count.textContent === summary) return;
    for (const place of form.querySelectorAll("[data-readiness-count]"))
      place.textContent = summary;
  }

  function soon() {
    clearTimeout(timer);
    timer = setTimeout(check, PAUSE);
  }

  // What can only be read is checked already.
  if (form.querySelector("[name=title]")) {
    form.addEventListener("input", soon);
    form.addEventListener("change", soon);
    // Fields with autocompletion tell jQuery alone.
    window.django?.jQuery(form).on("change", soon);
    for (const event of ["formset:added", "formset:removed"])
      document.addEventListener(event, soon);
    form.addEventListener("submit", () => clearTimeout(timer));
  }
}

/** Leads from a link to the field that it is about. */
function lead(event) {
  const link = event.target.closest("a[href^='#']");
  if (link && goTo(link.hash.slice(1), link.dataset.readinessQuote)) event.preventDefault();
}

/** The form as it would be sent, without files. */
function valuesOf(form) {
  const values = new FormData(form);
  for (const [name, value] of [...values]) if (value instanceof File) values.delete(name);
  return values;
}

const placeOf = (link) => ({ href: link.getAttribute("href"), quote: link.dataset.readinessQuote });

/** Focuses the link that leads to the same place, or else what stands above the findings. */
function focusAgain(findings, { href, quote }, otherwise) {
  const links = [...findings.querySelectorAll("a")].filter(
    (link) => link.getAttribute("href") === href,
  );
  const link = links.find((same) => same.dataset.readinessQuote === quote) ?? links[0];
  if (!link) otherwise.tabIndex = -1;
  (link ?? otherwise).focus({ preventScroll: true });
}

/** Focuses the field with this id, at the quotation if it is found; whether there is such a field. */
function goTo(id, quote) {
  const target = document.getElementById(id);
  if (!target) return false;
  for (let node = target; node; node = node.parentElement)
    if (node.localName === "details") node.open = true;
  const editor = target.parentElement.querySelector(".richtext-content");
  if (target.hidden && editor) selectInEditor(editor, quote);
  else if (target.matches("input, textarea")) selectInField(target, quote);
  else {
    const field = fieldOf(target);
    field.scrollIntoView({ block: "center" });
    field.focus({ preventScroll: true });
  }
  return true;
}

/** What can be focused of a field with autocompletion, or of a group of rows. */
function fieldOf(target) {
  if (target.matches(".select2-hidden-accessible"))
    return (
      target.nextElementSibling.querySelector("[role=combobox], .select2-search__field") ?? target
    );
  if (target.matches("select")) return target;
  return (
    target.querySelector(".add-row a, .add-row button") ??
    target.querySelector("input:not([type=hidden]), textarea, select") ??
    target
  );
}

function selectInField(field, quote) {
  field.scrollIntoView({ block: "center" });
  field.focus({ preventScroll: true });
  const place = quote && field.type !== "checkbox" ? placeIn(field.value, quote) : null;
  if (place && field.setSelectionRange) field.setSelectionRange(...place);
}

function selectInEditor(editor, quote) {
  editor.focus({ preventScroll: true });
  const range = quote ? rangeOf(editor, quote) : null;
  if (range) {
    const selection = window.getSelection();
    selection.removeAllRanges();
    selection.addRange(range);
  }
  const start = range?.startContainer.parentElement ?? editor;
  start.scrollIntoView({ block: range ? "center" : "nearest" });
}

/** Where `quote` stands in `text`, whatever white space is between its words. */
function placeIn(text, quote) {
  const words = quote.split(/\s+/).map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  const match = new RegExp(words.join("\\s*")).exec(text);
  return match && [match.index, match.index + match[0].length];
}

/** The range of the editor in which `quote` stands; null when it isn't found. */
function rangeOf(editor, quote) {
  const walker = document.createTreeWalker(editor, NodeFilter.SHOW_TEXT, (node) =>
    node.parentElement.closest(UNSEEN) ? NodeFilter.FILTER_REJECT : NodeFilter.FILTER_ACCEPT,
  );
  const pieces = [];
  let text = "";
  while (walker.nextNode()) {
    pieces.push({ node: walker.currentNode, start: text.length });
    text += walker.currentNode.data;
  }
  const place = placeIn(text, quote);
  if (!place) return null;
  const at = (offset, isEnd) => {
    const piece = pieces.findLast(({ start }) => (isEnd ? start < offset : start <= offset));
    return [piece.node, offset - piece.start];
  };
  const range = document.createRange();
  range.setStart(...at(place[0], false));
  range.setEnd(...at(place[1], true));
  return range;
}

/** Tells the stylesheets how much of the screen the actions take that stick to its foot. */
function measure(actions) {
  new ResizeObserver(() => {
    const isStuck = getComputedStyle(actions).position === "sticky";
    const height = isStuck ? actions.offsetHeight : 0;
    document.documentElement.style.setProperty("--page-actions", `${height}px`);
  }).observe(actions);
}

for (const panel of document.querySelectorAll("[data-readiness]")) start(panel);
for (const links of document.querySelectorAll("[data-readiness], [data-errors]"))
  links.addEventListener("click", lead);
for (const actions of document.querySelectorAll(".page-actions")) measure(actions);
