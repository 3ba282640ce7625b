// The focal point of an image: set by a click, a drag or the arrow keys, and shown in its crops.
// The number fields below the picture hold it, and do alone without this script.

const editor = document.querySelector("[data-focus]");
const fields = ["focal_x", "focal_y"].map((name) => document.querySelector(`[name=${name}]`));
if (editor && fields.every(Boolean)) start(editor, fields);

function start(editor, [left, top]) {
  const picture = editor.querySelector("[data-focus-picture]");
  const crops = editor.querySelectorAll("[data-focus-crop]");
  const marker = document.createElement("button");
  marker.type = "button";
  marker.className = "focus-marker";
  const help = editor.querySelector("[data-focus-help]");
  help.hidden = false;
  help.id = "focus-help";
  marker.setAttribute("aria-describedby", help.id);
  picture.append(marker);
  picture.classList.add("is-live");

  const whole = (value) => Math.min(100, Math.max(0, Math.round(Number(value))));
  const place = () => [left, top].map((field) => (field.value === "" ? 50 : whole(field.value)));

  function show() {
    const [x, y] = place();
    marker.style.left = `${x}%`;
    marker.style.top = `${y}%`;
    const words = editor.dataset.place.replace("{x}", x).replace("{y}", y);
    marker.setAttribute("aria-label", `${editor.dataset.name}: ${words}`);
    for (const crop of crops) crop.style.objectPosition = `${x}% ${y}%`;
  }

  function put(x, y) {
    left.value = whole(x);
    top.value = whole(y);
    show();
  }

  function follow(event) {
    const box = picture.getBoundingClientRect();
    put(((event.clientX - box.left) / box.width) * 100, ((event.clientY - box.top) / box.height) * 100);
  }

  picture.addEventListener("pointerdown", (event) => {
    if (event.button) return;
    event.preventDefault();
    picture.setPointerCapture(event.pointerId);
    marker.focus({ preventScroll: true });
    follow(event);
  });
  picture.addEventListener("pointermove", (event) => {
    if (picture.hasPointerCapture(event.pointerId)) follow(event);
  });
  marker.addEventListener("keydown", (event) => {
    const steps = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
    const step = steps[event.key];
    if (!step) return;
    event.preventDefault();
    const [x, y] = place();
    const by = event.shiftKey ? 10 : 1;
    put(x + step[0] * by, y + step[1] * by);
  });
  for (const field of [left, top]) field.addEventListener("input", show);
  show();
}
