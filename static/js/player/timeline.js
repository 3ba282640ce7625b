// How a dose runs in time. The same formula as exercises/timeline.py, which says why; the cases of
// tests/exercises/dose_vectors.json hold for both. Pure: no clock, no page.

export const GET_READY = 5;
export const NEXT_EXERCISE = 20;
export const CHANGE_SIDES = 5;
export const BREATH = 5;
export const UNTIL_TIRED = 30;

const isHeld = (dose) => Boolean(dose.hold_min || dose.breaths_min || dose.until_tired);

// The phases of one dose, in order: kind, seconds, side (null where there are none), set, rep.
// `breath` is the seconds that a breath takes.
export function timeline(dose, { getReady = GET_READY, breath = BREATH } = {}) {
  if (dose.minutes_min) return [phase("activity", dose.minutes_min * 60)];
  const phases = [phase("get_ready", getReady)];
  for (let set = 1; set <= (dose.sets_min || 1); set += 1) {
    if (set > 1) phases.push(...betweenSets(dose, set));
    phases.push(...oneSet(dose, set, breath));
  }
  return phases.filter(({ seconds }) => seconds);
}

// The phases of each item of a routine.
export function routineTimeline(doses) {
  return doses.map((dose, index) =>
    timeline(dose, { getReady: index ? NEXT_EXERCISE : GET_READY }),
  );
}

export const sum = (phases) => phases.reduce((total, { seconds }) => total + seconds, 0);

// Whole minutes, as the site prints them.
export const minutes = (seconds) => Math.max(1, Math.floor((seconds + 30) / 60));

// The dose with each movement `pace` seconds slower and each hold `longer` seconds longer; less
// than nothing makes them faster and shorter. No phase appears or goes by that, so a place in one
// timeline is the same place in the other.
export function adjusted(dose, { pace = 0, longer = 0 }) {
  const changed = (value, least, change) =>
    // What is below has nothing to take away, and a second of movement no half to come back in.
    value && value >= least ? Math.max(least, value + change) : value;
  return {
    ...dose,
    seconds_per_rep: changed(dose.seconds_per_rep, isHeld(dose) ? 2 : 1, pace),
    hold_min: changed(dose.hold_min, 1, longer),
    second_hold: changed(dose.second_hold, 1, longer),
  };
}

const phase = (kind, seconds, side = null, set = 1, rep = 1) => ({ kind, seconds, side, set, rep });

const changeSides = (dose, side, set) =>
  phase("change_sides", dose.change_sides_seconds || CHANGE_SIDES, side, set);

function betweenSets(dose, set) {
  if (dose.rest_seconds) return [phase("rest", dose.rest_seconds, null, set)];
  return dose.per_side ? [changeSides(dose, "left", set)] : [];
}

function* oneSet(dose, set, breath) {
  for (const side of dose.per_side ? ["left", "right"] : [null]) {
    if (side === "right") yield changeSides(dose, side, set);
    for (let rep = 1; rep <= (dose.reps_min || 1); rep += 1) {
      if (rep > 1 && dose.rest_seconds && !dose.sets_min) {
        yield phase("rest", dose.rest_seconds, side, set, rep);
      }
      for (const [kind, seconds] of oneRepetition(dose, breath)) {
        yield phase(kind, seconds, side, set, rep);
      }
    }
  }
}

function oneRepetition(dose, breath) {
  const movement = dose.seconds_per_rep || 0;
  if (!isHeld(dose)) return [["move", movement]];
  const out = Math.floor(movement / 2);
  return [["move", movement - out], ...held(dose, breath), ["move", out]];
}

function held(dose, breath) {
  const length = dose.hold_min || (dose.breaths_min || 0) * breath;
  if (dose.until_tired) return [["until_tired", length || UNTIL_TIRED]];
  if (dose.breaths_min) return [["breathe", length]];
  return [["hold", length], ["second_hold", dose.second_hold || 0]];
}
