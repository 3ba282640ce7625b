// What the player asks of the device: the time, the screen, a little memory.

// Milliseconds that pass between two laps. A device that sleeps may stop the one clock, and a
// reader may set the other: the steady one counts, but for a sleep that only the other one saw.
export class Clock {
  start() {
    this.steady = performance.now();
    this.wall = Date.now();
  }

  get sinceLap() {
    return performance.now() - this.steady;
  }

  lap() {
    const { steady, wall } = this;
    this.start();
    const slept = this.wall - wall - (this.steady - steady);
    return this.steady - steady + (slept > 1000 ? slept : 0);
  }
}

// Keeps the screen on while it is wanted; browsers let go of it whenever the page is hidden.
export class Screen {
  constructor() {
    document.addEventListener("visibilitychange", () => this.#update());
  }

  keepOn(isWanted) {
    this.isWanted = isWanted;
    this.#update();
  }

  async #update() {
    if (!this.isWanted) {
      this.lock?.release();
      this.lock = null;
    } else if (document.visibilityState === "visible" && (!this.lock || this.lock.released)) {
      try {
        this.lock = await navigator.wakeLock.request("screen");
        if (!this.isWanted) this.#update();
      } catch {
        this.lock = null; // Not there, or refused to save the battery.
      }
    }
  }
}

// A value of the browser's own storage; without one it lasts as long as the page.
export function remembered(name) {
  try {
    return JSON.parse(localStorage.getItem(name));
  } catch {
    return null;
  }
}

export function remember(name, value) {
  try {
    if (value === null) localStorage.removeItem(name);
    else localStorage.setItem(name, JSON.stringify(value));
  } catch {
    // Storage is forbidden or full.
  }
}
