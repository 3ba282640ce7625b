// Saves what is typed without being asked: three seconds after the last change, fifteen at most. In
// this browser it is kept at once, until the site has it.

import { fieldsOf, fillRows, namesThatDiffer, rowsOf, typedIn } from "./form.js";
import { gettext } from "./words.js";

const QUIET = 3_000; // milliseconds, as all here
const AT_THE_LATEST = 15_000;
const LOOK_EVERY = 2_000;
const FIRST_RETRY = 5_000;
const LONGEST_RETRY = 60_000;
const MOST_AT_THE_END = 60_000; // bytes that browsers send for a page that is being closed
// What the site has, in the row or beside it.
const ARRIVED = new Set(["saved", "kept", "conflict"]);
// What time alone does not change.
const FINAL = new Set(["refused", "gone", "too-long", "somebody-else"]);

export class Saving {
  #form;
  #place;
  #server;
  #store;
  #status;
  #known; // what stood in the form when we last looked
  #inRow = null; // what the row has, as the form would send it; unknown at times
  #mayBeKept = false; // whether the site may have something of this form beside the row
  #arrived; // how many changes the site has
  #changedFirst = 0;
  #changedLast = 0;
  #retry = FIRST_RETRY;
  #timer = 0;
  #isSending = false;
  #isOver = false;
  #isKept = true;

  constructor(form, place, { server, store, status }) {
    this.#form = form;
    this.#place = place;
    this.#server = server;
    this.#store = store;
    this.#status = status;
    const fields = fieldsOf(form);
    this.#known = typedIn(fields);
    if (!("isAhead" in place.dataset)) this.#inRow = fields;
    this.#arrived = this.#typed;
    this.#listen();
  }

  /** Whether something has been typed that the site doesn't have. */
  get isAhead() {
    return this.#typed > this.#arrived;
  }

  get #typed() {
    return Number(this.#form.elements["editing-typed"].value);
  }

  #listen() {
    let isLooking = 0;
    const soon = () => (isLooking ||= setTimeout(() => ((isLooking = 0), this.look()), 300));
    for (const event of ["input", "change"]) this.#form.addEventListener(event, soon);
    for (const event of ["formset:added", "formset:removed"])
      document.addEventListener(event, soon);
    // Rows that are dragged, dates that are picked and poses change fields without a word.
    setInterval(() => document.hidden || this.look(), LOOK_EVERY);
    this.#form.addEventListener("submit", (event) => {
      this.look();
      if (this.isAhead) this.#keepHere();
      // The site gets it now. When it doesn't, it is offered on return.
      setTimeout(() => (this.#isOver ||= !event.defaultPrevented));
    });
    addEventListener("pageshow", (event) => event.persisted && (this.#isOver = false));
    addEventListener("pagehide", () => this.#leave());
    addEventListener("online", () => this.isAhead && this.send());
    addEventListener("focus", () => this.isAhead && this.#waits() && this.send());
    document.addEventListener("visibilitychange", () => {
      if (!document.hidden || this.#isOver) return;
      this.look();
      if (this.isAhead) this.send();
    });
    addEventListener("beforeunload", (event) => {
      if (this.#isOver) return;
      this.look();
      if (this.isAhead && !this.#isKept) event.preventDefault();
    });
  }

  /** Sees whether something has changed; if so, keeps it here and has it sent soon. */
  look() {
    if (this.#isOver) return;
    const typed = typedIn(fieldsOf(this.#form));
    if (typed === this.#known) return;
    this.#known = typed;
    this.#form.elements["editing-typed"].value = this.#typed + 1;
    this.#changedLast = Date.now();
    this.#changedFirst ||= this.#changedLast;
    this.#keepHere();
    const due = Math.min(this.#changedLast + QUIET, this.#changedFirst + AT_THE_LATEST);
    if (!this.#waits()) this.#sendIn(due - Date.now());
  }

  #waits() {
    return this.#retry > FIRST_RETRY;
  }

  #keepHere() {
    this.#isKept = this.#store.put({
      url: this.#place.dataset.autosave,
      place: this.#place.dataset.place,
      form: this.#form.elements["editing-form"].value,
      body: fieldsOf(this.#form).toString(),
    });
    if (!this.#isKept && this.#waits()) this.#status.show("lost");
  }

  #sendIn(time) {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.send(), Math.max(0, time));
  }

  /** Sends what stands in the form. */
  async send() {
    if (this.#isSending || this.#isOver) return;
    this.#isSending = true;
    clearTimeout(this.#timer);
    const [fields, rows, typed] = [fieldsOf(this.#form), rowsOf(this.#form), this.#typed];
    this.#changedFirst = 0;
    const answer = await this.#server.send(this.#place.dataset.autosave, this.#hinted(fields));
    this.#mayBeKept ||= answer.state !== "saved";
    this.#isSending = false;
    if (this.#isOver) return;
    if (ARRIVED.has(answer.state)) this.#take(answer, { fields, rows, typed });
    else this.#wait(answer);
  }

  /** The fields, with word of what need not be looked at because the row has it. */
  #hinted(fields) {
    if (!this.#inRow) return fields;
    const hinted = new URLSearchParams(fields);
    hinted.set("editing-changed", namesThatDiffer(this.#inRow, fields).join(" "));
    if (this.#mayBeKept) hinted.set("editing-kept", "1");
    return hinted;
  }

  #take(answer, { fields, rows, typed }) {
    this.#retry = FIRST_RETRY;
    this.#arrived = typed;
    if (answer.state === "saved") {
      const before = typedIn(fieldsOf(this.#form));
      this.#form.elements.version.value = answer.version ?? 0;
      fillRows(this.#form, answer.rows, rows, fields);
      this.#inRow = answer.rows && Object.keys(answer.rows).length ? filled(fields, answer.rows) : fields;
      this.#mayBeKept = false;
      // What has just been filled in is not typed.
      if (before === this.#known) this.#known = typedIn(fieldsOf(this.#form));
    }
    if (this.isAhead) this.#sendIn(QUIET);
    else this.#store.forget();
    this.#say(answer);
    const isSaved = answer.state === "saved";
    const detail = isSaved ? { version: answer.version } : {};
    document.dispatchEvent(new CustomEvent(isSaved ? "draft-saved" : "draft-kept", { detail }));
  }

  #say(answer) {
    if (answer.state === "saved") this.#status.show("saved", answer);
    else if (answer.state === "kept" && answer.why) this.#status.show("unsaved", answer);
    else if (answer.state === "kept") this.#status.show("kept", answer);
    else {
      const link = { href: answer.url, words: gettext("See the difference"), isNewTab: true };
      this.#status.show(answer.by && !answer.own ? "conflict" : "own-conflict", answer, link);
    }
  }

  #wait(answer) {
    const links = {
      "signed-out": {
        href: this.#place.dataset.signIn,
        words: gettext("Sign in in another tab, then go on here"),
        isNewTab: true,
      },
      gone: answer.url && { href: answer.url, words: gettext("See what you typed") },
    };
    this.#isOver = answer.state === "gone";
    if (answer.state === "gone" && answer.url) this.#store.forget();
    this.#status.show(this.#isKept ? answer.state : "lost", answer, links[answer.state]);
    if (FINAL.has(answer.state)) {
      this.#retry = LONGEST_RETRY;
      return;
    }
    this.#retry = Math.min(this.#retry * 2, LONGEST_RETRY);
    this.#sendIn(this.#retry / 2);
  }

  /** The tab is closed, or goes elsewhere: keep it here, and send it while that may arrive. */
  #leave() {
    if (this.#isOver) return;
    this.look();
    if (!this.isAhead) return;
    this.#keepHere();
    const fields = fieldsOf(this.#form);
    if (fields.toString().length < MOST_AT_THE_END)
      this.#server.send(this.#place.dataset.autosave, fields, { keepalive: true });
  }
}

/** The fields that were sent, with what the server says of their rows. */
function filled(fields, rows) {
  const made = new URLSearchParams(fields);
  for (const [prefix, values] of Object.entries(rows))
    for (const [name, value] of Object.entries(values)) made.set(`${prefix}-${name}`, value);
  return made;
}
