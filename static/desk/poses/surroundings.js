// What a pose rests on, and the things around the body.
import { clamped, showNumber } from "./numbers.js";

/** The list of contacts; calls `changed(contacts)` with the new list. */
export class Contacts {
  #list;
  #part;
  #surface;
  #shown = "";

  constructor(root, words, changed) {
    this.#list = root.querySelector(".pose-contacts");
    this.#part = root.querySelector("[data-contact=part]");
    this.#surface = root.querySelector("[data-contact=surface]");
    this.words = words;
    this.changed = changed;
  }

  show(contacts) {
    // A new drawing must not take away the button that is just being pressed.
    if (this.#shown === String(contacts)) return;
    this.#shown = String(contacts);
    const items = contacts.map((contact, index) => {
      const item = document.createElement("li");
      const words = this.#said(contact);
      item.append(document.createTextNode(`${words} `));
      if (index)
        item.append(
          this.#button(this.words.first, words, [
            contact,
            ...contacts.filter((other) => other !== contact),
          ]),
        );
      if (contacts.length > 1)
        item.append(
          this.#button(
            this.words.remove,
            words,
            contacts.filter((other) => other !== contact),
          ),
        );
      return item;
    });
    this.#list.replaceChildren(...items);
  }

  /** The contact that is chosen to be added. */
  get chosen() {
    const surface = this.#surface.value;
    return surface === "ground" ? this.#part.value : `${surface}:${this.#part.value}`;
  }

  #said(contact) {
    const [part, surface = "ground"] = contact.split(":").reverse();
    return `${textOf(this.#part, part)} (${textOf(this.#surface, surface)})`;
  }

  #button(text, what, contacts) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "button";
    button.textContent = text;
    button.setAttribute("aria-label", `${text}: ${what}`);
    button.addEventListener("click", () => {
      this.changed(contacts);
      this.#part.focus(); // The button has gone with its list.
    });
    return button;
  }
}

function textOf(select, value) {
  return [...select.options].find((option) => option.value === value)?.text ?? value;
}

/** Shows the props in their fields. A second one of a kind has no field and stays as it is. */
export function showProps(root, props) {
  for (const field of root.querySelectorAll("[data-prop]")) {
    const prop = props.find(({ kind }) => kind === field.dataset.prop);
    if (field.type === "checkbox") field.checked = Boolean(prop);
    else {
      showNumber(field, prop?.[field.dataset.field] ?? "");
      field.disabled = !prop;
    }
  }
}

const FIRST = { wall: { x: -290 }, chair: { x: -215 }, cushion: { under: "head" } };

/** The props after a change of one of their fields. */
export function changedProps(props, field) {
  const { prop: kind, field: name } = field.dataset;
  const old = props.find((prop) => prop.kind === kind);
  if (!name) {
    if (field.checked) return [...props, { kind, ...FIRST[kind] }];
    return props.filter((prop) => prop !== old);
  }
  return props.map((prop) => {
    if (prop !== old) return prop;
    const { [name]: _gone, ...rest } = prop;
    if (field.value === "") return rest;
    return { ...rest, [name]: field.type === "number" ? clamped(field) : field.value };
  });
}
