// A session as it goes by: where it is, how long is left, and what a stretch of time brings.
// Pure: it is told how many milliseconds have passed and knows neither clock nor page.

import { eased } from "../figures.js";
import { adjusted, BREATH, timeline } from "./timeline.js";

// What leads from one thing to the next; a skip stops at each.
const BETWEEN = new Set(["get_ready", "rest", "change_sides"]);
// What is held.
export const HOLDING = new Set(["hold", "second_hold", "breathe", "until_tired"]);
// Seconds. A repetition with a phase this long is worth a stop of its own for skip and back.
const LONG = 10;
// Seconds. Shorter phases go by without a word: speech would run into what follows.
const SPOKEN = 3;
// Milliseconds. Whoever goes back this soon means the stop before.
const SOON = 3000;
// Seconds. Nobody holds longer; whoever has put the telephone away is not counted on for ever.
const LONGEST_OPEN = 600;
// Milliseconds, where the figure only shows the way.
const ONE_WAY = 2500;

export class Session {
  constructor(items) {
    this.items = items;
    this.adjust = { pace: 0, longer: 0 };
    this.retime();
    this.restart();
  }

  restart() {
    this.spent = 0; // Milliseconds of the reader's own time, pauses left out.
    this.active = 0; // What of them was exercise: not getting ready, resting, changing sides.
    this.done = false;
    this.#go(0);
  }

  // Makes the phases anew after `adjust` has changed; the place in them stays the same.
  retime(changes = {}) {
    Object.assign(this.adjust, changes);
    this.phases = this.items.flatMap((item, index) => this.#phasesOf(item, index));
    this.phases.forEach((phase, index) => this.#mark(phase, this.phases[index - 1]));
    if (this.index !== undefined) this.elapsed = Math.min(this.elapsed, this.length - 1000);
  }

  get phase() {
    return this.phases[this.index];
  }

  get item() {
    return this.items[this.phase.item];
  }

  // The side at work, or the one that is to be: who gets ready, rests or changes sides sees what
  // comes. Null where the sides don't differ.
  get side() {
    const own = this.phases.filter(({ item }) => item === this.phase.item);
    const coming = own.slice(own.indexOf(this.phase)).find(({ side }) => side);
    return coming?.side ?? own.findLast(({ side }) => side)?.side ?? null;
  }

  // Milliseconds of the phase in all, and until it ends. An open one ends when the reader says so.
  get length() {
    return (this.phase.open ? LONGEST_OPEN : this.phase.seconds) * 1000 + this.extra;
  }

  get remaining() {
    return this.length - this.elapsed;
  }

  // Milliseconds to the end of everything; what is open counts as planned.
  get left() {
    if (this.done) return 0;
    const planned = this.phase.seconds * 1000 + this.extra;
    const later = this.phases.slice(this.index + 1).reduce((sum, { seconds }) => sum + seconds, 0);
    return Math.max(0, planned - this.elapsed) + later * 1000;
  }

  // Milliseconds of everything that comes before the present moment, as planned.
  get passed() {
    const before = this.phases.slice(0, this.index).reduce((sum, { seconds }) => sum + seconds, 0);
    return before * 1000 + Math.min(this.elapsed, this.phase.seconds * 1000 + this.extra);
  }

  // Whether at least half of the planned exercise was done, and not skipped.
  get isMostlyDone() {
    const planned = this.phases.filter(({ kind }) => !BETWEEN.has(kind));
    return this.active >= planned.reduce((sum, { seconds }) => sum + seconds, 0) * 500;
  }

  // Until the figure that is shown changes.
  get untilNextSecond() {
    if (this.phase.open) return 1000 - (this.elapsed % 1000);
    return this.remaining % 1000 || 1000;
  }

  // The first phase of what comes after this stop, or undefined at the end.
  get following() {
    return this.phases.slice(this.index + 1).find(({ isStop }) => isStop);
  }

  // Lets time go by; says what came of it, in order: "phase", "halfway", "ten", "last" (each of
  // the last three seconds), "soFar" (each half minute of an open hold), "done".
  advance(milliseconds) {
    const events = [];
    let rest = milliseconds;
    while (rest > 0 && !this.done) {
      const step = Math.min(rest, this.remaining);
      this.#passMarks(events, this.elapsed, this.elapsed + step);
      const ends = step === this.remaining;
      this.elapsed += step;
      this.spent += step;
      if (!BETWEEN.has(this.phase.kind)) this.active += step;
      rest -= step;
      if (ends) events.push(this.#enter(this.index + 1));
    }
    return events;
  }

  skip() {
    const next = this.phases.findIndex(({ isStop }, index) => isStop && index > this.index);
    return this.#enter(next < 0 ? this.phases.length : next);
  }

  back() {
    const start = this.#stopBefore(this.index + 1);
    const since = this.phases.slice(start, this.index).reduce((sum, { seconds }) => sum + seconds, 0);
    const isSoon = since * 1000 + this.elapsed < SOON;
    return this.#enter(isSoon ? this.#stopBefore(start) : start);
  }

  // The exercise again, from its countdown.
  repeat() {
    return this.#enter(this.phases.findIndex(({ item }) => item === this.phase.item));
  }

  // An open or tiring hold ends where the reader says so, and is done by that.
  endPhase() {
    this.active += Math.max(0, this.phase.seconds * 1000 - this.elapsed);
    return this.#enter(this.index + 1);
  }

  addTime(seconds) {
    this.extra += seconds * 1000;
  }

  // What is needed to go on later. Another session than the one that was left is not gone on with.
  snapshot() {
    const { index, elapsed, extra, spent, active, adjust } = this;
    return { index, elapsed, extra, spent, active, adjust, of: this.#signature };
  }

  restore({ index, elapsed, extra, spent, active = spent, adjust, of } = {}) {
    if (of !== this.#signature) return false;
    this.retime(adjust);
    if (!this.phases[index]) return false;
    Object.assign(this, { index, elapsed, extra, spent, active, done: false });
    return true;
  }

  get #signature() {
    return JSON.stringify(this.items.map(({ title, dose }) => [title, dose]));
  }

  #go(index) {
    Object.assign(this, { index, elapsed: 0, extra: 0 });
  }

  #enter(index) {
    if (index >= this.phases.length) {
      this.done = true;
      return "done";
    }
    this.#go(index);
    return "phase";
  }

  #stopBefore(index) {
    return Math.max(0, this.phases.findLastIndex(({ isStop }, at) => isStop && at < index));
  }

  #phasesOf({ dose, getReady }, item) {
    const breath = Math.max(3, BREATH + this.adjust.pace);
    const own = adjusted(dose, this.adjust);
    const isOpen = dose.until_tired && !dose.hold_min && !dose.breaths_min;
    return timeline(own, { getReady, breath }).map((phase) => ({
      ...phase,
      item,
      open: phase.kind === "until_tired" && isOpen,
      isHeld: Boolean(dose.hold_min || dose.breaths_min || dose.until_tired),
      reps: dose.reps_min || 1,
      sets: dose.sets_min || 1,
      breaths: phase.kind === "breathe" ? dose.breaths_min : 0,
    }));
  }

  // Says of a phase whether it is a stop, whether it is spoken, whether it moves back.
  #mark(phase, before) {
    const sameRep = ({ item, side, set, rep, kind }) =>
      item === phase.item && side === phase.side && set === phase.set && rep === phase.rep &&
      !BETWEEN.has(kind);
    const isBetween = BETWEEN.has(phase.kind);
    const isFresh = !before || before.item !== phase.item || BETWEEN.has(before.kind);
    const beginsRep = isFresh || (!isBetween && !sameRep(before));
    const near = this.phases.slice(Math.max(0, this.phases.indexOf(phase) - 4)).slice(0, 9);
    const longest = Math.max(...near.filter(sameRep).map(({ seconds }) => seconds), 0);
    phase.isStop = isBetween || isFresh || (beginsRep && longest >= LONG);
    phase.isSpoken = isBetween || isFresh || phase.seconds >= SPOKEN || (beginsRep && longest < SPOKEN);
    phase.isOut = phase.kind === "move" && phase.isHeld && !beginsRep;
  }

  #passMarks(events, from, to) {
    const passes = (at) => from < at && at <= to;
    if (this.phase.open) {
      if (Math.floor(to / 30_000) > Math.floor(from / 30_000)) events.push("soFar");
      return;
    }
    const length = this.length;
    if (length >= 30_000 && passes(length / 2)) events.push("halfway");
    if (length >= 15_000 && passes(length - 10_000)) events.push("ten");
    if (length >= 10_000) {
      for (const left of [3000, 2000, 1000]) if (passes(length - left)) events.push("last");
    }
  }
}

// How far the figure is from its first pose (0) to its last (1), so many milliseconds into a phase:
// into the hold, still, and back.
export function shareOf({ kind, isHeld, isOut }, elapsed, length) {
  const progress = elapsed / length;
  // Where nothing is held one movement is there and back.
  if (kind === "move" && !isHeld) return eased(1 - Math.abs(1 - 2 * progress));
  if (kind === "move") return eased(isOut ? 1 - progress : progress);
  if (HOLDING.has(kind)) return 1;
  if (kind !== "get_ready" && kind !== "activity") return 0;
  const way = (elapsed / ONE_WAY) % 2;
  return eased(way < 1 ? way : 2 - way);
}
