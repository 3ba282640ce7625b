// Moves figures between their two poses: one at a time, when asked, and never for readers who want
// less motion. Without it they are complete as still pictures.
//
// The movement of a figure says for each path of the drawing the data of each stage:
// "3:M1 2..|M3 4..;5:..". The player moves its figures by the same class.

const NUMBER = /-?\d+/g;

// Slow at both ends: how far the figure is when the share of the time has passed.
export const eased = (share) => (1 - Math.cos(Math.PI * Math.min(1, Math.max(0, share)))) / 2;

export class Movement {
  constructor(element, movement) {
    this.element = element;
    this.movement = movement;
  }

  // Shows the figure at the share of its way, from 0 to 1; without marks of where it leads.
  show(share) {
    if (!this.movement) return;
    this.tracks ??= this.#read();
    this.element.dataset.moving = "";
    for (const { path, commands, stages } of this.tracks) {
      const place = share * (stages.length - 1);
      const index = Math.min(Math.floor(place), stages.length - 2);
      const [from, to] = stages.slice(index);
      const numbers = from.map((value, at) => value + (to[at] - value) * (place - index));
      // Whole numbers stay whole: the flags of an arc have to.
      const written = numbers.map((number, at) => Math.round(number * 10) / 10 + commands[at + 1]);
      path.setAttribute("d", commands[0] + written.join(""));
    }
  }

  // The figure as it was drawn.
  reset() {
    delete this.element.dataset.moving;
    for (const { path, still } of this.tracks ?? []) path.setAttribute("d", still);
  }

  #read() {
    const paths = this.element.querySelectorAll("svg g path");
    return this.movement.split(";").map((track) => {
      const [index, data] = track.split(":");
      const stages = data.split("|");
      return {
        path: paths[index],
        still: paths[index].getAttribute("d"),
        // Numbers may touch where the sign of the second stands between them.
        commands: stages[0].split(NUMBER).map((text) => text.trim() || " "),
        stages: stages.map((stage) => stage.match(NUMBER).map(Number)),
      };
    });
  }
}

const MOVE = 1800; // milliseconds one way
const REST = 700;

let playing = null;

// There, a rest, back, a rest; slow at both ends.
function shareAt(time) {
  const at = time % (2 * (MOVE + REST));
  const way = at < MOVE + REST ? at / MOVE : 1 - (at - MOVE - REST) / MOVE;
  return eased(way);
}

function prepare(figure) {
  const button = figure.querySelector("button");
  const start = button.textContent;
  const movement = new Movement(figure, figure.dataset.movement);
  let time = 0;
  let last = 0;
  let frame = 0;

  const step = (now) => {
    time += Math.min(now - last, 100);
    last = now;
    movement.show(shareAt(time));
    frame = requestAnimationFrame(step);
  };
  const pause = () => {
    cancelAnimationFrame(frame);
    button.textContent = start;
    playing = null;
  };
  const reset = () => {
    pause();
    movement.reset();
    time = 0;
  };
  const play = () => {
    playing?.reset();
    button.textContent = button.dataset.pause;
    playing = { figure, pause, reset };
    last = performance.now();
    frame = requestAnimationFrame(step);
  };
  button.addEventListener("click", () => (playing?.figure === figure ? pause() : play()));
  button.hidden = false;
  return { reset };
}

const reduced = matchMedia("(prefers-reduced-motion: reduce)");
if (!reduced.matches) {
  const figures = [...document.querySelectorAll("[data-movement]")];
  for (const figure of figures) {
    const { reset } = prepare(figure);
    reduced.addEventListener("change", () => {
      reset();
      figure.querySelector("button").hidden = reduced.matches;
    });
  }
}
