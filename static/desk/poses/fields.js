// The fields of the form that are saved: two poses as text, and the marks.

/** Reads and writes the fields of one step. */
export class Fields {
  #texts;
  #marks;

  constructor(row, changed) {
    this.#texts = {
      pose: row.querySelector("textarea[name$='-pose']"),
      pose_to: row.querySelector("textarea[name$='-pose_to']"),
    };
    this.#marks = [...row.querySelectorAll("input[name$='-highlight']")];
    for (const field of [...Object.values(this.#texts), ...this.#marks])
      field.addEventListener("change", changed);
  }

  /** The pose as an object, null when there is none; throws SyntaxError when it can't be read. */
  pose(name) {
    const text = this.#texts[name].value.trim();
    return text ? JSON.parse(text) : null;
  }

  /** Keeps a pose: as an object, as text, or null for none. */
  keep(name, pose) {
    if (pose === null) this.#texts[name].value = "";
    else this.#texts[name].value = typeof pose === "string" ? pose : JSON.stringify(pose);
  }

  get marks() {
    return this.#marks.filter((box) => box.checked).map((box) => box.value);
  }

  set marks(names) {
    for (const box of this.#marks) box.checked = names.includes(box.value);
  }
}
