// Says to screen readers what each field with autocompletion is for: select2 builds fields of its own
// beside the labelled one, and leaves them without a name.
const { jQuery } = window.django;

// The words for a field: its label, or in a table of rows the head of its column.
function wordsFor(select) {
  const label = document.querySelector(`label[for="${CSS.escape(select.id)}"]`);
  if (label) return label;
  const column = [...(select.closest("td")?.classList ?? [])].find((name) => name.startsWith("field-"));
  return column && select.closest("table")?.querySelector(`th.column-${column.slice(6)}`);
}

function name(select) {
  const words = wordsFor(select);
  const container = select.nextElementSibling;
  if (!words || !container?.matches(".select2-container")) return;
  words.id ||= `${select.id}_name`;
  const value = container.querySelector(".select2-selection__rendered");
  container
    .querySelector(".select2-selection--single")
    ?.setAttribute("aria-labelledby", `${words.id} ${value.id}`);
  for (const field of container.querySelectorAll("[role=textbox], .select2-search__field"))
    field.setAttribute("aria-labelledby", words.id);
}

function nameAll(root) {
  for (const select of root.querySelectorAll(".admin-autocomplete")) name(select);
}

// Called after the function that Django's autocomplete.js has left here before.
jQuery(() => nameAll(document));
document.addEventListener("formset:added", (event) => nameAll(event.target));
// The box to type in comes when the list opens, at the end of the page.
jQuery(document).on("select2:open", (event) => {
  const words = wordsFor(event.target);
  const field = document.querySelector(".select2-dropdown .select2-search__field");
  if (words && field) field.setAttribute("aria-labelledby", words.id);
});
