// What has been typed and has not reached the site, kept in this browser for who typed it.

const PREFIX = "editing:";
const MOST_CHARACTERS = 1_500_000;
const MOST_ENTRIES = 10;
const KEEP_FOR = 30 * 24 * 60 * 60 * 1000; // milliseconds

export class Store {
  #own;
  #start;

  /** `user` is the key of the account, `form` the name of the form that is open here. */
  constructor(user, form) {
    this.#start = `${PREFIX}${user}:`;
    this.#own = this.#start + form;
  }

  /** Keeps the entry of this form; false when the browser doesn't. */
  put(entry) {
    if (entry.body.length > MOST_CHARACTERS) return false;
    try {
      localStorage.setItem(this.#own, JSON.stringify({ ...entry, at: Date.now() }));
      return true;
    } catch {
      return false; // Full, or switched off.
    }
  }

  /** Forgets the entry of this form. */
  forget() {
    this.drop(this.#own);
  }

  drop(key) {
    try {
      localStorage.removeItem(key);
    } catch {
      // Nothing was kept, then.
    }
  }

  /** The entries of forms that are no longer open, by their keys; old and superfluous ones go. */
  async left() {
    const open = await openForms();
    const found = [];
    try {
      for (const key of Object.keys(localStorage)) {
        if (!key.startsWith(PREFIX)) continue;
        const entry = JSON.parse(localStorage.getItem(key));
        if (Date.now() - entry.at > KEEP_FOR) this.drop(key);
        else if (key.startsWith(this.#start) && key !== this.#own && !open.has(entry.form))
          found.push([key, entry]);
      }
    } catch {
      return [];
    }
    found.sort(([, one], [, other]) => other.at - one.at);
    for (const [key] of found.slice(MOST_ENTRIES)) this.drop(key);
    return found.slice(0, MOST_ENTRIES);
  }
}

const lockOf = (form) => `editing-${form}`;

/** Says to other tabs that this form is open, for as long as it is. */
export function holdOpen(form) {
  navigator.locks?.request(lockOf(form), () => new Promise(() => {}));
}

async function openForms() {
  const locks = (await navigator.locks?.query())?.held ?? [];
  return new Set(locks.map((lock) => lock.name.replace(/^editing-/, "")));
}
