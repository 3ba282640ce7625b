// The guided player: shows the session that stands in the page's data, and takes the reader's orders.

import { Movement } from "../figures.js";
import { Cues } from "./cues.js";
import { Clock, remember, remembered, Screen } from "./device.js";
import { HOLDING, Session, shareOf } from "./session.js";
import { clockTime, span, Wording } from "./wording.js";

const SAVED = "player-session";
const SEEN = "player-seen";
const KEPT = 12 * 60 * 60 * 1000; // Milliseconds after which a session that was left is forgotten.
// Milliseconds. Hidden pages are woken at least once a minute: a longer silence means that the
// page was put to sleep, and nobody exercised by it.
const AWAY = 90_000;
const PACES = [-3, 6]; // Seconds a movement.
const HOLDS = [-20, 60]; // Seconds a hold.
// These work while the focus is in the player, and nowhere else (WCAG 2.1.4).
const KEYS = {
  " ": "toggle", ArrowLeft: "back", ArrowRight: "skip", r: "repeat", m: "mute", t: "more",
  "-": "slower", "+": "faster", Escape: "close",
};

const root = document.querySelector("[data-player]");
const data = JSON.parse(document.getElementById("player-data").textContent);
const part = (name) => root.querySelector(`[data-part="${name}"]`);
const put = (name, text) => {
  const element = part(name);
  if (element.textContent !== text) element.textContent = text;
};

const session = new Session(data.items);
const wording = new Wording(data.words);
const clock = new Clock();
const screen = new Screen();
const cues = new Cues();
const here = location.pathname + location.search;
const homes = data.items.map(({ anchor }) => document.getElementById(anchor));
// Of each item: its figure as it is drawn, and that of the other side where the sides differ.
const figures = homes.map((home) =>
  [...home.querySelectorAll("[data-item-figure]")].map((element) =>
    new Movement(element, element.dataset.itemMovement)));
const reduced = matchMedia("(prefers-reduced-motion: reduce)");

let state = "before"; // or running, paused, done
let started = null; // When the session began, by the wall clock.
let timer = 0;
let frame = 0;
let shown = -1; // The item whose steps are in the stage.
let figure = null; // The figure that is there.

// What the reader can order. Each runs from a button or a key.
const orders = {
  start: () => begin(),
  again() {
    session.restart();
    begin();
  },
  resume: () => run(),
  toggle: () => (state === "running" ? pause() : run()),
  back: () => move("back"),
  skip: () => move("skip"),
  repeat: () => move("repeat"),
  tired: () => move("endPhase"),
  more() {
    session.addTime(10);
    tell(wording.say("added"));
  },
  slower: () => setPace(1),
  faster: () => setPace(-1),
  longer: () => setHolds(5),
  shorter: () => setHolds(-5),
  mute() {
    const { sounds, speech } = cues.chosen;
    const isAudible = cues.isAudible;
    cues.choose({ muted: isAudible, sounds: sounds || (!isAudible && !speech) });
    cues.wake();
    showCues();
    tell(wording.say(isAudible ? "muted" : "unmuted"));
  },
  stop() {
    pause();
    const signs = homes[session.phase.item].querySelectorAll("[data-item-stop] li");
    part("signs").replaceChildren(...[...signs].map((sign) => sign.cloneNode(true)));
    part("signs").hidden = part("signs-title").hidden = !signs.length;
    part("stop-dialog").showModal();
  },
  options() {
    showCues();
    part("options-dialog").showModal();
  },
  close() {
    pause();
    leave("before");
  },
  end() {
    closeDialogs();
    orders.close();
  },
  closeDialog: () => closeDialogs(),
};

function closeDialogs() {
  for (const dialog of root.querySelectorAll("dialog[open]")) dialog.close();
}

function begin() {
  session.restart();
  started = new Date();
  remember(SEEN, { ...remembered(SEEN), [here]: safetyMark() });
  run();
  announce();
}

function run() {
  if (session.done) return;
  started ??= new Date();
  const isEntering = state !== "paused";
  setState("running");
  put("notice", "");
  clock.start();
  cues.wake();
  if (isEntering) {
    part("stage").querySelector("[data-order=toggle]").focus();
    scrollTo(0, 0);
  }
  show();
  schedule();
  cancelAnimationFrame(frame);
  frame = requestAnimationFrame(animate);
}

// Moves the figure with the phase; the pause holds it, too (WCAG 2.2.2).
function animate() {
  const { phase } = session;
  if (state !== "running" || reduced.matches) return;
  const elapsed = session.elapsed + clock.sinceLap;
  figure?.show(shareOf(phase, elapsed, session.length));
  frame = requestAnimationFrame(animate);
}

function pause() {
  if (state !== "running") return;
  pass(clock.lap());
  if (state !== "running") return; // That was the end.
  clearTimeout(timer);
  setState("paused");
  cues.stop();
  save();
  show();
  part("status").textContent = wording.say("paused");
}

// Counts the time since the last lap, says what it brought, and waits for the next second.
function tick() {
  const time = clock.lap();
  if (time > AWAY) {
    pause();
    tell(wording.say("away"));
    return;
  }
  pass(time);
  if (state !== "running") return;
  show();
  schedule();
}

function schedule() {
  clearTimeout(timer);
  // A moment past the second, or its last sliver would be a turn of its own.
  if (state === "running") timer = setTimeout(tick, session.untilNextSecond + 2);
}

function pass(time) {
  const events = session.advance(time);
  const moved = events.findLastIndex((event) => event === "phase" || event === "done");
  if (moved >= 0) react(events[moved]);
  for (const event of events.slice(moved + 1)) react(event);
}

function react(event) {
  if (event === "done") finish();
  else if (event === "phase") {
    put("notice", "");
    save();
    announce();
  } else if (event === "last") cues.give("last");
  else {
    const words = wording.say(
      { halfway: "halfway", ten: "tenLeft", soFar: "soFar" }[event],
      { n: Math.floor(session.elapsed / 1000) },
    );
    part("status").textContent = words;
    cues.give(event, words);
  }
}

// Says the phase that has begun. Short ones pass in silence: they are seen.
function announce() {
  const { phase } = session;
  const words = phase.isSpoken ? wording.announcement(phase, session.item.title) : "";
  if (words) part("status").textContent = words;
  cues.give(phase.isSpoken || phase.seconds >= 2 ? "phase" : "", words);
}

// Says what an order came to, in the stage and to screen readers.
function tell(words) {
  put("notice", words);
  part("status").textContent = words;
  save();
  show();
}

function move(how) {
  if (state === "running") pass(clock.lap());
  if (session.done) return;
  react(session[how]());
  if (session.done) return;
  show();
  schedule();
}

function setPace(step) {
  const hasPace = session.item.dose.seconds_per_rep || session.item.dose.breaths_min;
  if (!hasPace && state !== "before") {
    tell(wording.say("paceFixed"));
    return;
  }
  session.retime({ pace: between(session.adjust.pace + step, PACES) });
  tell(changed(session.adjust.pace, "slower", "faster"));
  schedule();
}

function setHolds(step) {
  session.retime({ longer: between(session.adjust.longer + step, HOLDS) });
  tell(changed(session.adjust.longer, "longer", "shorter"));
  schedule();
}

const between = (value, [least, most]) => Math.min(most, Math.max(least, value));

const changed = (by, more, less) =>
  by ? wording.say(by > 0 ? more : less, { n: Math.abs(by) }) : wording.say("asWritten");

function finish() {
  const seconds = Math.round(session.spent / 1000);
  clearTimeout(timer);
  remember(SAVED, null);
  const words = wording.say("doneText", { title: data.title, time: span(seconds * 1000) });
  put("done-text", words);
  leave("done");
  part("status").textContent = `${wording.say("done")}. ${words}`;
  cues.give("done", wording.say("done"));
  const { isMostlyDone } = session;
  const { title, path } = data;
  const detail = { title, path, seconds, started: started.toISOString(), isMostlyDone };
  started = null;
  document.dispatchEvent(new CustomEvent("session-finished", { detail }));
}

// Back to the page, with each figure in its place again.
function leave(where) {
  setState(where);
  showFigure(null);
  shown = -1;
  offer();
  scrollTo(0, 0);
  (where === "done" ? part("done-title") : part("start").querySelector("button:not([hidden])")).focus();
}

function setState(next) {
  state = next;
  root.dataset.state = next;
  const isPlaying = next === "running" || next === "paused";
  document.documentElement.toggleAttribute("data-playing", isPlaying);
  part("stage").hidden = !isPlaying;
  part("before").hidden = next !== "before";
  part("done").hidden = next !== "done";
  screen.keepOn(next === "running");
}

function show() {
  if (state !== "running" && state !== "paused") {
    put("resume", wording.say("resume", { time: span(session.left) }));
    showCues();
    return;
  }
  const { phase } = session;
  if (shown !== phase.item) showItem(phase.item);
  const own = figures[phase.item];
  showFigure(own.find(({ element }) => element.dataset.side === session.side) ?? own[0] ?? null);
  const next = session.following;
  root.dataset.phase = phase.kind;
  const total = data.items.length;
  put("item", total > 1 ? wording.say("item", { n: phase.item + 1, total }) : "");
  put("action", state === "paused" ? wording.say("paused") : wording.action(phase));
  put("place", wording.place(phase));
  put("seconds", clockTime(Math.max(0, phase.open
    ? Math.floor(session.elapsed / 1000)
    : Math.ceil(session.remaining / 1000))));
  put("left", wording.say("timeLeft", { time: span(session.left) }));
  showStep(phase);
  put("next", wording.following(next, next && data.items[next.item].title));
  put("toggle", wording.say(state === "running" ? "pause" : "goOn"));
  part("tired").hidden = phase.kind !== "until_tired";
  const progress = part("progress");
  progress.max = session.passed + session.left;
  progress.value = session.passed;
  showCues();
}

function showItem(index) {
  shown = index;
  put("name", data.items[index].title);
  const steps = homes[index].querySelectorAll("[data-item-steps] > li");
  part("steps").replaceChildren(...[...steps].map((step, at) => {
    const shownStep = step.cloneNode(true);
    shownStep.dataset.number = at + 1; // Kept when only one of them is to be seen.
    return shownStep;
  }));
  const note = homes[index].querySelector("[data-item-note]");
  put("note", note ? note.textContent : "");
  part("stage").scrollTo(0, 0);
}

// Brings the figure into the stage; the one that was there goes back to its place in the page.
function showFigure(next) {
  if (next === figure) return;
  if (figure) {
    const index = figures.findIndex((own) => own.includes(figure));
    figure.reset();
    figure.element.hidden = figure !== figures[index][0];
    homes[index].append(figure.element);
  }
  figure = next;
  if (!figure) return;
  figure.element.hidden = false;
  part("figure").replaceChildren(figure.element);
}

// Marks the step that goes with the phase, where the page knows which.
function showStep({ kind, isHeld, isOut }) {
  const known = data.items[session.phase.item].steps;
  const name = kind === "move" ? (isOut ? "out" : "in") : HOLDING.has(kind) ? "hold" : "";
  const current = isHeld || name === "in" ? known[name] : undefined;
  [...part("steps").children].forEach((step, index) => {
    if (index === current) step.setAttribute("aria-current", "step");
    else step.removeAttribute("aria-current");
  });
}

function showCues() {
  put("mute", wording.say(cues.isAudible ? "mute" : "unmute"));
  for (const box of root.querySelectorAll("[data-cue]")) box.checked = cues.chosen[box.dataset.cue];
  put("pace-now", changed(session.adjust.pace, "slower", "faster"));
  put("holds-now", changed(session.adjust.longer, "longer", "shorter"));
}

function save() {
  if (state === "before" || state === "done") return;
  remember(SAVED, { ...session.snapshot(), path: here, started, saved: Date.now() });
}

// Offers to go on with a session that was left half-way, on this page and not long ago.
function offer() {
  const saved = remembered(SAVED);
  const isOpen = saved?.path === here && Date.now() - saved.saved < KEPT && session.restore(saved);
  if (isOpen) started = new Date(saved.started);
  part("resume").hidden = !isOpen;
  part("again").hidden = !isOpen;
  part("first").hidden = isOpen;
  show();
}

// A mark of the words of caution: whoever has read these before finds the start above them.
function safetyMark() {
  let mark = 0;
  for (const letter of part("cautions").textContent) mark = (mark * 31 + letter.codePointAt(0)) | 0;
  return mark;
}

function setUp() {
  part("care").append(...[...root.querySelectorAll(".care-group")].map((care) => care.cloneNode(true)));
  if (remembered(SEEN)?.[here] === safetyMark()) part("before").prepend(part("start"));
  root.querySelector("[data-cue=vibration]").closest("label").hidden = !navigator.vibrate;
  offer();

  root.addEventListener("click", (event) => {
    const button = event.target.closest("[data-order]");
    if (!button) return;
    orders[button.dataset.order]();
    // After a press with a finger or the mouse the space bar pauses, whatever was pressed.
    const isPlaying = state === "running" || state === "paused";
    if (event.detail && isPlaying && !root.querySelector("dialog[open]")) {
      part("stage").focus({ preventScroll: true });
    }
  });
  root.addEventListener("change", ({ target }) => {
    if (!target.dataset.cue) return;
    cues.choose({ [target.dataset.cue]: target.checked, muted: false });
    cues.wake();
    cues.give("phase", target.dataset.cue === "speech" ? wording.say("getReady") : "");
    showCues();
  });
  part("stage").addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const order = KEYS[event.key.length === 1 ? event.key.toLowerCase() : event.key];
    // The space bar presses the button that has the focus, as everywhere.
    if (!order || (event.key === " " && event.target.closest("button"))) return;
    event.preventDefault();
    orders[order]();
  });
  addEventListener("pagehide", () => {
    if (state === "running") pass(clock.lap());
    save();
  });
  document.addEventListener("visibilitychange", () => {
    if (state !== "running") return;
    if (document.hidden) save();
    else tick();
  });
}

setUp();
