// Sounds, spoken words and vibration: all off until the reader wants them, and never the only sign.

import { remember, remembered } from "./device.js";

const KEY = "player-cues";
// Hertz, and seconds.
const TONES = { phase: [660, 0.25], last: [440, 0.1], ten: [550, 0.12], done: [880, 0.6] };
const PULSES = { phase: 200, ten: 80, done: [200, 100, 200] }; // Milliseconds.

export class Cues {
  constructor() {
    this.chosen = { sounds: false, speech: false, vibration: false, muted: false, ...remembered(KEY) };
  }

  get isAudible() {
    return !this.chosen.muted && (this.chosen.sounds || this.chosen.speech);
  }

  choose(changes) {
    Object.assign(this.chosen, changes);
    if (!this.isAudible) this.stop();
    remember(KEY, this.chosen);
  }

  // Browsers let a page sound only after a press: to be called from one.
  wake() {
    if (!this.chosen.sounds) return;
    this.audio ??= new AudioContext();
    if (this.audio.state === "suspended") this.audio.resume();
  }

  give(event, words = "") {
    const { sounds, speech, vibration, muted } = this.chosen;
    if (vibration && PULSES[event]) navigator.vibrate?.(PULSES[event]);
    if (muted) return;
    if (sounds && TONES[event]) this.#sound(...TONES[event]);
    if (speech && words) this.#speak(words);
  }

  stop() {
    if ("speechSynthesis" in window) speechSynthesis.cancel();
  }

  #sound(pitch, length) {
    if (!this.audio) return;
    const now = this.audio.currentTime;
    const volume = this.audio.createGain();
    // Without a slope at both ends a tone begins and ends with a crack.
    volume.gain.setValueAtTime(0, now);
    volume.gain.linearRampToValueAtTime(0.3, now + 0.02);
    volume.gain.linearRampToValueAtTime(0, now + length);
    const tone = new OscillatorNode(this.audio, { frequency: pitch });
    tone.connect(volume).connect(this.audio.destination);
    tone.start(now);
    tone.stop(now + length);
  }

  #speak(words) {
    if (!("speechSynthesis" in window)) return;
    speechSynthesis.cancel();
    const spoken = new SpeechSynthesisUtterance(words);
    spoken.lang = document.documentElement.lang;
    speechSynthesis.speak(spoken);
  }
}
