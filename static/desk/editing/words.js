// Words for the form of a page: the desk's catalogue, and times as they are read here.

export const gettext = window.gettext ?? ((text) => text);

/** Returns `text` with %(name)s replaced by values.name. */
export const interpolate = (text, values) =>
  text.replace(/%\((\w+)\)s/g, (_match, name) => String(values[name]));

/** Returns the hour and minute of a moment; with the day when it is not today's. */
export function clock(moment) {
  const at = new Date(moment);
  const time = { hour: "2-digit", minute: "2-digit" };
  const language = document.documentElement.lang || undefined;
  if (at.toDateString() === new Date().toDateString()) return at.toLocaleTimeString(language, time);
  return at.toLocaleString(language, { day: "numeric", month: "long", ...time });
}
