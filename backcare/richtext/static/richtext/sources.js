// The sources of the page, as the inline rows on the same form say them.

const FORMSET_EVENTS = ["formset:added", "formset:removed"];

const value = (row, name) => row.querySelector(`[name$="-${name}"]`)?.value.trim() ?? "";

/** The server's rule for a key that is left empty (Source in publishing). */
const stemOf = (organisation, year) =>
  `${organisation.slice(0, 30)} ${year}`
    .normalize("NFKD")
    .replace(/[^\w\s-]/g, "")
    .trim()
    .toLowerCase()
    .replace(/[-\s]+/g, "-")
    .slice(0, 34)
    .replace(/^[-_]+|[-_]+$/g, "") || "source";

/** Reads the rows of the formset called `prefix` in the form around `origin`. */
export class Sources {
  #form;
  #prefix;

  constructor(origin, prefix) {
    this.#form = origin.closest("form");
    this.#prefix = prefix;
  }

  /** The rows in order, without deleted and empty ones: `{number, key, words, row}`. */
  list() {
    return this.#rows().map((row, index) => ({
      number: index + 1,
      key: value(row, "key"),
      words: [value(row, "organisation"), value(row, "title"), value(row, "year")]
        .filter(Boolean)
        .join(", "),
      row,
    }));
  }

  /** The key of a listed source; one that has none yet gets one, in its row. */
  keyOf(source) {
    if (source.key) return source.key;
    const taken = new Set(this.list().map(({ key }) => key));
    const stem = stemOf(value(source.row, "organisation"), value(source.row, "year"));
    let key = stem;
    for (let number = 2; taken.has(key); number += 1) key = `${stem}-${number}`;
    const input = source.row.querySelector('[name$="-key"]');
    input.value = key;
    input.dispatchEvent(new Event("input", { bubbles: true }));
    return key;
  }

  /** Calls `listener` whenever the rows may have changed; returns a function that stops it. */
  watch(listener) {
    const changed = (event) => {
      const name = event.target.name ?? "";
      if (FORMSET_EVENTS.includes(event.type) || name.startsWith(`${this.#prefix}-`)) listener();
    };
    const events = [...FORMSET_EVENTS, "input", "change"];
    for (const name of events) document.addEventListener(name, changed);
    return () => {
      for (const name of events) document.removeEventListener(name, changed);
    };
  }

  #rows() {
    const inputs = this.#form?.querySelectorAll(`[name^="${this.#prefix}-"][name$="-key"]`) ?? [];
    return [...inputs]
      .filter((input) => !input.name.includes("__prefix__"))
      .map((input) => rowOf(input, this.#prefix))
      .filter((row) => !row.querySelector('[name$="-DELETE"]')?.checked)
      .filter((row) => value(row, "key") || value(row, "organisation") || value(row, "title"));
  }
}

/** The inline row of an input: Django gives it the id "sources-3". */
function rowOf(input, prefix) {
  const number = input.name.slice(prefix.length + 1).split("-")[0];
  return document.getElementById(`${prefix}-${number}`) ?? input.closest("tr, .inline-related");
}
