// Building elements and naming things: the two chores of every module here.

export const gettext = window.gettext ?? ((text) => text);

/** Returns `text` with %(name)s replaced by values.name. */
export const interpolate = (text, values) =>
  text.replace(/%\((\w+)\)s/g, (_match, name) => String(values[name]));

/**
 * Makes an element. What is no attribute is left out: `null`, `undefined` and `false`; `true` sets
 * an attribute without a value. Names that begin with "on" add listeners.
 */
export function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
    else if (value === true) made.setAttribute(name, "");
    else if (value !== null && value !== undefined && value !== false)
      made.setAttribute(name, value);
  }
  made.append(...children);
  return made;
}

let made = 0;

/** An id that nothing else on the page has. */
export const freshId = () => `richtext-${++made}`;
