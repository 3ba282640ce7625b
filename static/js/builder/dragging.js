// Puts a handle in front of each item of a list, to drag it by with a finger, a pen or a mouse. Keys
// have the buttons of the item, so that the handle is nothing to programs that read the page aloud.

// `moved(from, to, undo)` is called with the numbers, from 1, of where an item stood and now stands,
// and with what puts it back.
export function makeDraggable(list, moved) {
  for (const item of list.children) {
    if (item.querySelector("[data-grip]")) continue;
    const grip = document.createElement("span");
    grip.className = "builder-grip";
    grip.dataset.grip = "";
    grip.ariaHidden = "true";
    grip.textContent = "⠿";
    grip.addEventListener("pointerdown", (event) => drag(event, list, item, grip, moved));
    item.querySelector(".builder-tools").before(grip);
  }
}

function drag(event, list, item, grip, moved) {
  if (event.button !== 0) return;
  event.preventDefault();
  grip.setPointerCapture(event.pointerId);
  const items = [...list.children];
  const from = items.indexOf(item);
  item.classList.add("builder-dragged");

  const follow = ({ clientY }) => {
    scrollNear(clientY);
    const before = item.previousElementSibling;
    const after = item.nextElementSibling;
    // Once the pointer is past the middle of a neighbour, the two change places.
    if (before && clientY < middle(before)) before.before(item);
    else if (after && clientY > middle(after)) after.after(item);
    else return;
    grip.setPointerCapture(event.pointerId);
  };

  const stop = ({ type }) => {
    grip.removeEventListener("pointermove", follow);
    grip.removeEventListener("pointerup", stop);
    grip.removeEventListener("pointercancel", stop);
    item.classList.remove("builder-dragged");
    const to = [...list.children].indexOf(item);
    const undo = () => list.append(...items);
    if (type === "pointercancel") undo();
    else if (to !== from) moved(from + 1, to + 1, undo);
  };

  grip.addEventListener("pointermove", follow);
  grip.addEventListener("pointerup", stop);
  grip.addEventListener("pointercancel", stop);
}

function middle(element) {
  const box = element.getBoundingClientRect();
  return box.top + box.height / 2;
}

// A list that is longer than the screen comes along at its edges.
function scrollNear(y) {
  const edge = 60;
  if (y < edge) scrollBy({ top: -12, behavior: "instant" });
  else if (y > innerHeight - edge) scrollBy({ top: 12, behavior: "instant" });
}
