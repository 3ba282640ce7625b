// Says to screen readers what each field is for where its words stand elsewhere: in the head of its
// column, before it, or at the field that select2 has put its own fields in place of.
const { jQuery } = window.django;
const FIELD = "input:not([type=hidden]), select, textarea";

// The words for a field of a form: its label, or in a table of rows the head of its column.
function wordsFor(field) {
  const label = document.querySelector(`label[for="${CSS.escape(field.id)}"]`);
  const cell = field.closest(".tabular td");
  if (label || !cell) return label;
  const columns = [...cell.closest("table").tHead.rows[0].cells];
  if (cell.matches(".delete")) return columns.at(-1);
  const column = [...cell.classList].find((name) => name.startsWith("field-"));
  return columns.find((head) => column && head.matches(`.column-${column.slice(6)}`));
}

// The id of the words, made from the field's where they have none.
function idOf(words, field) {
  words.id ||= `${field.id}_words`;
  return words.id;
}

function nameInTable(field) {
  const words = wordsFor(field);
  if (words?.localName === "th") field.setAttribute("aria-labelledby", idOf(words, field));
}

// "Date:" and "Time:" stand before their fields as plain text.
function nameDateOrTime(field) {
  const legend = field.closest("fieldset")?.querySelector("legend")?.textContent ?? "";
  const part = field.previousSibling?.textContent ?? "";
  field.setAttribute("aria-label", `${legend} ${part}`.trim());
}

function nameAutocompletion(select) {
  const words = wordsFor(select);
  const container = select.nextElementSibling;
  if (!words || !container?.matches(".select2-container")) return;
  const id = idOf(words, select);
  const value = container.querySelector(".select2-selection__rendered");
  const combobox = container.querySelector(".select2-selection--single");
  combobox?.setAttribute("aria-labelledby", `${id} ${value.id}`);
  // With several values it is a list, which may not hold the button that empties it.
  if (!combobox) value.setAttribute("role", "presentation");
  for (const field of container.querySelectorAll("[role=textbox], .select2-search__field"))
    field.setAttribute("aria-labelledby", id);
}

function nameAll(root) {
  root.querySelectorAll(`.tabular td :is(${FIELD})`).forEach(nameInTable);
  root.querySelectorAll(".datetime input").forEach(nameDateOrTime);
  root.querySelectorAll(".admin-autocomplete").forEach(nameAutocompletion);
}

// Called after the function that Django's autocomplete.js has left here before.
jQuery(() => nameAll(document));
document.addEventListener("formset:added", (event) => nameAll(event.target));
// The box to type in comes when the list opens, at the end of the page.
jQuery(document).on("select2:open", (event) => {
  const words = wordsFor(event.target);
  const field = document.querySelector(".select2-dropdown .select2-search__field");
  if (words && field) field.setAttribute("aria-labelledby", idOf(words, event.target));
});
