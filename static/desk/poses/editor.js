// The editor of one step's figure: what is set in any way is one pose, drawn by the server.
import { copying } from "./copying.js";
import { Fields } from "./fields.js";
import { clamped, heedTyping, showNumbers, step, taken } from "./numbers.js";
import { draw } from "./server.js";
import { isOn, pairOf, sidesOf } from "./sides.js";
import { Stage } from "./stage.js";
import { Contacts, changedProps, showProps } from "./surroundings.js";

const REMEMBERED = 50;
const SERVED = ["mirror", "settle"]; // changes that the server makes

export class Editor {
  #root;
  #url;
  #fields;
  #stage;
  #contacts;
  #poses = { pose: null, pose_to: null };
  #which = "pose";
  #handles = [];
  #past = [];
  #isTurning = false;
  #drawing = null;
  #change = "";
  #isStale = false;

  constructor(root, row, url) {
    this.#root = root;
    this.#url = url;
    this.#fields = new Fields(row, () => this.#read());
    this.#stage = new Stage(root, {
      limits: (joint, axis) => this.#limits(joint, axis),
      turn: (...turned) => this.#turn(...turned),
      endOn: () => this.#say(this.#words.endOn),
    });
    this.#contacts = new Contacts(root, this.#words, (contacts) => {
      this.#remember();
      this.#pose.contacts = contacts;
      this.#refresh();
    });
    copying(root, url, this.#words, (copied) => this.#copy(copied));
    root.addEventListener("click", (event) => this.#click(event));
    root.addEventListener("change", (event) => this.#set(event.target));
    root.addEventListener("keydown", (event) => this.#key(event));
    heedTyping(root, () => this.#show());
    this.#read();
    this.#focus();
  }

  get #words() {
    const words = Object.entries(this.#root.dataset).filter(([name]) => name.startsWith("words"));
    return Object.fromEntries(
      words.map(([name, said]) => [name[5].toLowerCase() + name.slice(6), said]),
    );
  }

  get #pose() {
    return this.#poses[this.#which];
  }

  // What is set ---------------------------------------------------------------------------

  // From the fields of the form, which may have been changed by hand.
  #read() {
    try {
      this.#poses = { pose: this.#fields.pose("pose"), pose_to: this.#fields.pose("pose_to") };
    } catch {
      this.#poses = { pose: null, pose_to: null };
      this.#say(this.#words.unreadable);
    }
    this.#refresh("read");
  }

  #limits(joint, axis) {
    const field = this.#field(joint, axis);
    return {
      label: field.labels[0].textContent.trim(),
      least: Number(field.min),
      most: Number(field.max),
      value: this.#pose?.angles?.[joint]?.[axis] ?? 0,
    };
  }

  #field(joint, axis) {
    return this.#root.querySelector(`[data-joint=${joint}][data-axis=${axis}]:not(.pose-handle)`);
  }

  get #sides() {
    return this.#root.querySelector("[data-pose=sides]").value;
  }

  // Turns a joint, and that of the other side where both move together.
  #turn(joint, axis, degrees, isOver) {
    const { label, least, most } = this.#limits(joint, axis);
    const value = Math.round(Math.min(Math.max(degrees, least), most) * 10) / 10;
    const names = this.#sides === "both" ? pairOf(joint) : [joint];
    const { angles } = this.#pose;
    if (isOver) this.#say(`${label}: ${value}°`);
    // A field tells of a number that was taken already when it is left.
    if (!this.#isTurning && names.every((name) => (angles[name]?.[axis] ?? 0) === value)) {
      this.#show();
      return;
    }
    if (!this.#isTurning) this.#remember();
    this.#isTurning = !isOver;
    for (const name of names) (angles[name] ??= {})[axis] = value;
    this.#refresh();
  }

  #set(field) {
    taken(field);
    const { joint, axis, root, prop, pose } = field.dataset;
    if (pose === "sides") {
      this.#showHandles();
      return;
    }
    if (!this.#pose || !(joint || root || prop || ["view", "crop"].includes(pose))) return;
    if (joint) {
      this.#turn(joint, axis, clamped(field), true);
      return;
    }
    this.#remember();
    if (root) this.#pose[root] = clamped(field);
    // A movement is seen from one place, with the same things around it.
    const props = prop && changedProps(this.#pose.props ?? [], field);
    for (const each of Object.values(this.#poses).filter(Boolean)) {
      if (prop) each.props = props;
      if (pose) each[pose] = field.value;
    }
    if (JSON.stringify(this.#past.at(-1).poses) === JSON.stringify(this.#poses)) this.#past.pop();
    this.#refresh();
  }

  // The arrow keys of numbers: as the handles', 1 and with shift 5.
  #key(event) {
    const { target, key } = event;
    if (target.type !== "number") return;
    if (key === "Enter") {
      event.preventDefault(); // Takes the number; it must not save the form.
      this.#set(target);
    }
    if (key !== "ArrowUp" && key !== "ArrowDown") return;
    event.preventDefault();
    step(target, (key === "ArrowUp" ? 1 : -1) * (event.shiftKey ? 5 : 1));
    this.#set(target);
  }

  #click(event) {
    const button = event.target.closest("button");
    if (button?.dataset.which) this.#choose(button.dataset.which);
    else if (button?.dataset.do) this.#do(button.dataset.do);
  }

  #choose(which) {
    this.#which = which;
    this.#moveSides();
    this.#refresh();
  }

  #moveSides() {
    this.#root.querySelector("[data-pose=sides]").value = sidesOf(this.#pose);
  }

  #do(what) {
    const poses = this.#poses;
    if (what === "undo") this.#undo();
    if (what === "undo" || what === "copy") return; // Copying has its own listener.
    this.#remember();
    if (what === "basic") {
      const basic = JSON.parse(this.#root.querySelector("[data-pose=basic]").value);
      const seen = this.#pose ? { view: this.#pose.view, crop: this.#pose.crop } : {};
      poses[this.#which] = { ...basic, ...seen };
    } else if (what === "remove") {
      this.#poses = { pose: null, pose_to: null };
      this.#fields.marks = [];
      this.#say(this.#words.removed);
      this.#which = "pose";
    } else if (what === "add-end") {
      poses.pose_to = structuredClone(poses.pose);
      this.#which = "pose_to";
    } else if (what === "remove-end") {
      poses.pose_to = null;
      this.#which = "pose";
    } else if (what === "swap") {
      this.#poses = { pose: poses.pose_to, pose_to: poses.pose };
    } else if (what === "add-contact") {
      const chosen = this.#contacts.chosen;
      if (!this.#pose.contacts.includes(chosen))
        this.#pose.contacts = [...this.#pose.contacts, chosen];
    }
    this.#refresh(what === "basic" ? "fill" : SERVED.includes(what) ? what : "");
    if (what !== "remove") this.#say(this.#words.done);
    // The button may have gone with what it was for.
    if (["basic", "add-end", "remove-end", "remove"].includes(what)) this.#focus();
  }

  #copy({ pose, pose_to, highlight }) {
    this.#remember();
    this.#poses = { pose, pose_to };
    this.#fields.marks = highlight ?? [];
    this.#which = "pose";
    this.#refresh("fill");
    this.#say(this.#words.copied);
    this.#focus();
  }

  // Back ----------------------------------------------------------------------------------

  #remember() {
    this.#past.push(
      structuredClone({ poses: this.#poses, which: this.#which, marks: this.#fields.marks }),
    );
    if (this.#past.length > REMEMBERED) this.#past.shift();
  }

  #undo() {
    const before = this.#past.pop();
    if (!before) return;
    this.#poses = before.poses;
    this.#which = before.which;
    this.#fields.marks = before.marks;
    this.#refresh();
    this.#say(this.#words.undone);
  }

  // What is shown -------------------------------------------------------------------------

  // Keeps the work in the form, and has it drawn. While one drawing is on its way, the next waits.
  #refresh(change = "") {
    this.#change ||= change;
    if (change !== "read") this.#keep();
    this.#show();
    if (!this.#poses.pose) return;
    if (this.#drawing) this.#isStale = true;
    else this.#drawing = this.#draw();
  }

  #keep() {
    for (const [name, pose] of Object.entries(this.#poses)) this.#fields.keep(name, pose);
  }

  async #draw() {
    do {
      this.#isStale = false;
      const change = this.#change;
      this.#change = "";
      try {
        const answer = await draw(this.#url, {
          ...this.#poses,
          highlight: this.#fields.marks,
          is_end: this.#which === "pose_to",
          change: SERVED.includes(change) ? change : "",
        });
        this.#take(answer, change);
      } catch {
        this.#say(this.#words.unanswered);
      }
    } while (this.#isStale && this.#poses.pose);
    this.#drawing = null;
  }

  #take(answer, change) {
    this.#complain(answer.problems);
    if (!answer.svg && change === "read") {
      this.#poses = { pose: null, pose_to: null }; // The text stays until something is chosen.
      this.#show();
      this.#say(`${this.#words.unreadable} ${answer.problems.join(" ")}`);
    }
    if (!answer.svg || !this.#poses.pose) return;
    if (this.#isStale) {
      this.#change ||= change; // Something was set meanwhile, which comes first.
    } else {
      if (change) this.#poses = answer.poses; // Every angle named.
      if (change === "read" || change === "fill") this.#moveSides();
      if (change !== "read")
        for (const [name, text] of Object.entries(answer.texts)) this.#fields.keep(name, text);
    }
    this.#handles = answer.handles;
    this.#root.querySelector(".pose-words span").textContent = answer.words;
    this.#stage.draw(answer.svg);
    this.#show();
  }

  #complain(problems) {
    const items = problems.map((problem) => {
      const item = document.createElement("li");
      item.textContent = problem;
      return item;
    });
    this.#root.querySelector(".pose-problems").replaceChildren(...items);
  }

  #show() {
    const pose = this.#pose;
    const { pose: start, pose_to: end } = this.#poses;
    this.#root.classList.toggle("is-empty", !start);
    this.#button("undo").disabled = !this.#past.length;
    for (const button of this.#root.querySelectorAll("[data-which]"))
      button.setAttribute("aria-pressed", String(button.dataset.which === this.#which));
    this.#root.querySelector("[data-which=pose_to]").disabled = !end;
    this.#button("add-end").hidden = Boolean(end);
    for (const what of ["remove-end", "swap"]) this.#button(what).hidden = !end;
    if (!pose?.angles) return;
    showNumbers(this.#root, pose);
    this.#contacts.show(pose.contacts ?? []);
    showProps(this.#root, pose.props ?? []);
    this.#showHandles();
  }

  #showHandles() {
    const side = this.#sides === "left" ? "left" : "right";
    this.#stage.show(this.#handles, (joint) => isOn(side, joint));
  }

  #focus() {
    const chosen = this.#poses.pose ? `[data-which=${this.#which}]` : "[data-pose=basic]";
    this.#root.querySelector(chosen).focus();
  }

  #button(what) {
    return this.#root.querySelector(`[data-do=${what}]`);
  }

  #say(words) {
    this.#root.querySelector(".pose-status").textContent = words;
  }
}
