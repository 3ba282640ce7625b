// How a phase is called, on the screen and aloud. The words themselves come with the page.

const fill = (pattern, values) => pattern.replaceAll(/\{(\w+)\}/g, (_, name) => values[name]);

// Seconds as a clock shows them: 45, 1:30.
export function clockTime(seconds) {
  if (seconds < 60) return String(seconds);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}

// The same where it stands for a time and not beside one: 0:45, 1:30.
export const span = (milliseconds) => {
  const seconds = Math.ceil(milliseconds / 1000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
};

export class Wording {
  constructor(words) {
    this.words = words;
  }

  say(name, values = {}) {
    return fill(this.words[name], values);
  }

  seconds(n) {
    if (n >= 120 && n % 60 === 0) return this.say("minutes", { n: n / 60 });
    return this.say(n === 1 ? "second" : "seconds", { n });
  }

  // What to do now, in a few words.
  action({ kind, isHeld, isOut }) {
    const { words } = this;
    return {
      get_ready: words.getReady,
      move: isHeld ? (isOut ? words.moveOut : words.moveIn) : words.move,
      hold: words.hold,
      second_hold: words.secondHold,
      breathe: words.breathe,
      until_tired: words.untilTired,
      rest: words.rest,
      change_sides: words.changeSides,
      activity: words.activity,
    }[kind];
  }

  // Which side, repetition and set it is.
  place({ kind, side, rep, reps, set, sets, breaths }) {
    const parts = side ? [this.words[side]] : [];
    if (["get_ready", "rest", "change_sides"].includes(kind)) return kind === "rest" ? "" : parts.join(", ");
    if (reps > 1) parts.push(this.say("rep", { n: rep, total: reps }));
    if (sets > 1) parts.push(this.say("set", { n: set, total: sets }));
    if (breaths > 1) parts.push(this.say("breaths", { n: breaths }));
    return parts.join(", ");
  }

  // What is said aloud, and to screen readers, when the phase begins.
  announcement(phase, title) {
    if (phase.kind === "get_ready") {
      return phase.item
        ? `${this.say("nextExercise", { title })} ${this.seconds(phase.seconds)}.`
        : `${this.words.getReady}: ${title}.`;
    }
    const what = phase.kind === "activity" ? title : this.action(phase);
    const length = phase.open || phase.seconds < 3 ? "" : this.seconds(phase.seconds);
    return `${[what, this.place(phase), length].filter(Boolean).join(", ")}.`;
  }

  // What comes after this stop; `next` is its first phase.
  following(next, title) {
    if (!next) return this.words.last;
    if (next.kind === "get_ready" || next.kind === "activity") return this.say("then", { what: title });
    const length = next.seconds < 3 ? "" : this.seconds(next.seconds);
    const what = [this.action(next), this.place(next), length].filter(Boolean).join(", ");
    return this.say("then", { what });
  }
}
