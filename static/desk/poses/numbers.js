// The fields with numbers.

const typed = new WeakSet(); // what is being typed into and was not taken yet

/** Leaves a field to the one who types into it; `left()` is called when nothing came of it. */
export function heedTyping(root, left) {
  root.addEventListener("input", ({ target }) => {
    if (target.type === "number") typed.add(target);
  });
  root.addEventListener("focusout", ({ target }) => {
    if (typed.delete(target)) left();
  });
}

/** The number of a field was taken: it shows what is set again. */
export function taken(field) {
  typed.delete(field);
}

/** Shows a number in its field, unless another is being typed there. */
export function showNumber(field, value) {
  if (!typed.has(field)) field.value = value;
}

/** The number in a field, within its limits; 0 where there is none. */
export function clamped(field) {
  const value = Number.isFinite(field.valueAsNumber) ? field.valueAsNumber : 0;
  return Math.min(Math.max(value, Number(field.min)), Number(field.max));
}

/** Adds to the number in a field, up to its limit. */
export function step(field, by) {
  field.value = Math.round((clamped(field) + by) * 10) / 10;
  field.value = clamped(field);
}

/** Shows the angles of a pose, how it lies, and from where it is seen. */
export function showNumbers(root, pose) {
  for (const field of root.querySelectorAll("input[data-joint]"))
    showNumber(field, pose.angles[field.dataset.joint]?.[field.dataset.axis] ?? 0);
  for (const field of root.querySelectorAll("[data-root]"))
    showNumber(field, pose[field.dataset.root] ?? 0);
  for (const name of ["view", "crop"])
    root.querySelector(`[data-pose=${name}]`).value = pose[name] ?? "";
}
