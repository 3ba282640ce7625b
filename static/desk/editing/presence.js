// Says that this form is open, and shows who else has it open.

import { anchor } from "./status.js";
import { clock, gettext, interpolate } from "./words.js";

const EVERY = 20_000; // milliseconds
const HIDDEN_FOR = 120_000;

export class Presence {
  #form;
  #place;
  #server;
  #saving;
  #hiddenAt = 0;
  #isOver = false;

  constructor(form, place, { server, saving }) {
    this.#form = form;
    this.#place = place;
    this.#server = server;
    this.#saving = saving;
    document.addEventListener("visibilitychange", () => {
      const wasAway = this.#isAway();
      this.#hiddenAt = document.hidden ? Date.now() : 0;
      if (wasAway) this.beat();
    });
    setInterval(() => this.#isAway() || this.beat(), EVERY);
    this.beat();
  }

  #isAway() {
    return this.#hiddenAt > 0 && Date.now() - this.#hiddenAt > HIDDEN_FOR;
  }

  async beat() {
    if (this.#isOver) return;
    const names = ["version", "editing-form", "editing-typed", "editing-user"];
    const fields = names.map((name) => [name, this.#form.elements[name].value]);
    const answer = await this.#server.send(this.#place.dataset.here, fields);
    if (answer.state === "gone" || answer.state === "refused") this.#isOver = true;
    if (!answer.others) return;
    const lines = answer.others.map((name) =>
      interpolate(gettext("%(name)s is editing this page, too."), { name }),
    );
    // Text of one's own is told of its conflict when it is saved.
    const isBehind = answer.state === "behind" && !this.#saving.isAhead;
    if (isBehind && answer.version !== Number(this.#form.elements.version.value))
      lines.push(this.#changed(answer));
    this.#show(lines);
  }

  #changed({ by, own, changed }) {
    const text =
      by && !own
        ? gettext("%(by)s has changed this page at %(time)s.")
        : gettext("This page has been changed at %(time)s.");
    const words = interpolate(text, { by, time: clock(changed) });
    const line = document.createElement("span");
    line.append(words, " ", anchor({ href: location.pathname, words: gettext("Show it") }));
    return line;
  }

  /** Replaces the lines only when they differ: what is replaced is read out again. */
  #show(lines) {
    const made = lines.map((line) => {
      const paragraph = document.createElement("p");
      paragraph.append(line);
      return paragraph;
    });
    const text = made.map((each) => each.textContent).join("\n");
    if (text === this.#place.dataset.says) return;
    this.#place.dataset.says = text;
    this.#place.replaceChildren(...made);
  }
}
