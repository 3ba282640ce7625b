// The picture with handles over its joints.

const APART = 25; // pixels between the middles of two handles, so that each can be hit
const EDGE = 12; // half a handle
const ROUNDS = 60;
const FLAT = 0.15; // degrees in the picture for one of the joint: less can't be dragged
const KEYS = { ArrowUp: 1, ArrowRight: 1, ArrowDown: -1, ArrowLeft: -1, PageUp: 5, PageDown: -5 };

/** Shows what the server has drawn; tells `turn(joint, axis, degrees, isOver)` what is wanted. */
export class Stage {
  #picture;
  #layer;
  #knobs = new Map();
  #limits;
  #frame = null; // While something is dragged, the picture keeps its frame.
  #handles = [];
  #held = null;

  /** `limits(joint, axis)` gives `{label, least, most, value}`. */
  constructor(root, { limits, turn, endOn }) {
    this.#picture = root.querySelector(".pose-stage .pose-picture");
    this.#layer = root.querySelector(".pose-handles");
    this.#limits = limits;
    this.turn = turn;
    this.endOn = endOn;
    new ResizeObserver(() => this.#place()).observe(this.#layer);
  }

  /** The picture, as the server's drawing code has made it. */
  draw(svg) {
    this.#picture.innerHTML = svg;
  }

  /** The handles of the joints for which `isShown(joint)`. */
  show(handles, isShown) {
    this.#handles = handles.filter((handle) => isShown(handle.joint));
    for (const handle of handles) {
      const knob = this.#knob(handle.joint);
      knob.hidden = !isShown(handle.joint);
      const { label, least, most, value } = this.#limits(handle.joint, handle.axis);
      knob.dataset.axis = handle.axis;
      for (const [name, said] of Object.entries({
        label,
        valuemin: least,
        valuemax: most,
        valuenow: value,
        valuetext: `${value}°`,
      }))
        knob.setAttribute(`aria-${name}`, said);
    }
    this.#place();
  }

  #knob(joint) {
    if (!this.#knobs.has(joint)) {
      const knob = document.createElement("div");
      knob.className = "pose-handle";
      knob.tabIndex = 0;
      knob.setAttribute("role", "slider");
      knob.dataset.joint = joint;
      knob.addEventListener("keydown", (event) => this.#press(event, joint));
      knob.addEventListener("pointerdown", (event) => this.#grasp(event, joint));
      knob.addEventListener("pointermove", (event) => this.#drag(event, joint));
      for (const end of ["pointerup", "pointercancel"])
        knob.addEventListener(end, () => this.#release(joint));
      this.#layer.append(knob);
      this.#knobs.set(joint, knob);
    }
    return this.#knobs.get(joint);
  }

  #handle(joint) {
    return this.#handles.find((handle) => handle.joint === joint);
  }

  #press(event, joint) {
    const { axis } = this.#handle(joint);
    const { least, most, value } = this.#limits(joint, axis);
    const ends = { Home: least, End: most };
    let wanted = ends[event.key];
    if (event.key in KEYS) wanted = value + KEYS[event.key] * (event.shiftKey ? 5 : 1);
    if (wanted === undefined || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault();
    this.turn(joint, axis, wanted, true);
  }

  #grasp(event, joint) {
    if (event.button !== 0) return;
    event.preventDefault();
    const knob = this.#knob(joint);
    knob.focus({ preventScroll: true });
    const { pivot, axis, rate } = this.#handle(joint);
    if (Math.abs(rate) < FLAT) {
      this.endOn();
      return;
    }
    knob.setPointerCapture(event.pointerId);
    this.#frame = this.#svg.getAttribute("viewBox");
    const place = this.#onScreen(pivot);
    this.#held = {
      joint,
      axis,
      rate,
      place,
      angle: this.#angle(event, place),
      value: this.#limits(joint, axis).value,
    };
  }

  #drag(event, joint) {
    const held = this.#held;
    if (held?.joint !== joint) return;
    const angle = this.#angle(event, held.place);
    const change = ((angle - held.angle + 540) % 360) - 180;
    held.angle = angle;
    held.value += change / held.rate;
    this.turn(joint, held.axis, Math.round(held.value), false);
  }

  #release(joint) {
    if (this.#held?.joint !== joint) return;
    const { axis } = this.#held;
    this.#held = this.#frame = null;
    this.turn(joint, axis, this.#limits(joint, axis).value, true);
  }

  get #svg() {
    return this.#picture.querySelector("svg");
  }

  #angle(event, place) {
    const { left, top } = this.#layer.getBoundingClientRect();
    const across = event.clientX - left - place.x;
    return (Math.atan2(event.clientY - top - place.y, across) * 180) / Math.PI;
  }

  // A point of the picture in pixels of the layer.
  #onScreen([x, y]) {
    const [left, top, width, height] = this.#svg.getAttribute("viewBox").split(" ").map(Number);
    const { clientWidth, clientHeight } = this.#layer;
    return { x: ((x - left) / width) * clientWidth, y: ((y - top) / height) * clientHeight };
  }

  #place() {
    if (!this.#svg) return;
    if (this.#frame) this.#svg.setAttribute("viewBox", this.#frame);
    const spots = this.#handles.map(({ joint, at }) => ({ joint, ...this.#onScreen(at) }));
    spread(spots, this.#held?.joint, this.#layer.clientWidth, this.#layer.clientHeight);
    for (const { joint, x, y } of spots) {
      const { style } = this.#knob(joint);
      style.left = `${x}px`;
      style.top = `${y}px`;
    }
  }
}

// Handles that lie on each other move apart, within the layer; one that is held stays.
function spread(spots, held, width, height) {
  const within = (value, most) => Math.min(Math.max(value, EDGE), Math.max(most - EDGE, EDGE));
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const [index, a] of spots.entries()) {
      for (const b of spots.slice(index + 1)) {
        const [dx, dy] = [b.x - a.x, b.y - a.y];
        const axis = Math.abs(dx) > Math.abs(dy) ? "x" : "y";
        const gap = axis === "x" ? dx : dy || 0.1;
        if (Math.abs(gap) >= APART) continue;
        const push = (Math.sign(gap) * (APART - Math.abs(gap))) / 2;
        if (a.joint !== held) a[axis] -= push;
        if (b.joint !== held) b[axis] += push;
      }
    }
    for (const spot of spots) {
      spot.x = within(spot.x, width);
      spot.y = within(spot.y, height);
    }
  }
}
