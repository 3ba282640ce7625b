// What stands in the form of a page, and the rows in it.

const OWN = /^(csrfmiddlewaretoken|version|editing-.*)$/;

/** Has the position of each row rise in the order in which the rows are shown. */
function putInOrder(form) {
  for (const group of form.querySelectorAll(".inline-group")) {
    const fields = [...group.querySelectorAll("input._reorder_")].filter(
      (field) => !field.name.includes("__prefix__"),
    );
    const values = fields.map((field) => Number(field.value || 0));
    if (values.some((value, place) => place > 0 && value <= values[place - 1]))
      fields.forEach((field, place) => (field.value = place + 1));
  }
}

/** Everything that the form would send, without files and without rows that are only patterns. */
export function fieldsOf(form) {
  putInOrder(form);
  return new URLSearchParams(
    [...new FormData(form)].filter(
      ([name, value]) => typeof value === "string" && !name.includes("__prefix__"),
    ),
  );
}

/** What was typed, as one text that differs when anything does. */
export function typedIn(fields) {
  return [...fields]
    .filter(([name]) => !OWN.test(name))
    .map((pair) => pair.join("="))
    .join("\n");
}

/** The fields for the keys of rows, by the prefixes that the rows have now. */
export function rowsOf(form) {
  const rows = new Map();
  for (const field of form.querySelectorAll("input[type=hidden][name$='-id']")) {
    if (!field.name.includes("__prefix__")) rows.set(field.name.slice(0, -3), field);
  }
  return rows;
}

/**
 * Writes what the server says of rows into the form. Rows may have been taken out and renumbered
 * since `fields` were sent: `rows` are theirs. What has been changed since stays.
 */
export function fillRows(form, answered, rows, fields) {
  for (const [prefix, values] of Object.entries(answered ?? {})) {
    const key = rows.get(prefix);
    if (!key?.isConnected) continue;
    const now = key.name.slice(0, -3);
    for (const [name, value] of Object.entries(values)) {
      const field = form.elements.namedItem(`${now}-${name}`);
      if (field?.value === fields.get(`${prefix}-${name}`)) field.value = value;
    }
  }
}

/** The fields, and the prefixes of rows, in which two forms' fields differ. */
export function namesThatDiffer(before, after) {
  const names = new Set();
  for (const name of new Set([...before.keys(), ...after.keys()])) {
    if (OWN.test(name)) continue;
    if (before.getAll(name).join("\n") === after.getAll(name).join("\n")) continue;
    names.add(name.includes("-") ? name.replace(/-(\d+-.*|[A-Z_]+)$/, "") : name);
  }
  return [...names];
}
