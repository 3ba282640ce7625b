// What can be chosen from: images and pages, as the server lists them.

/** Searches one list and remembers what it has found. */
export class Choices {
  #url;
  #found = new Map();
  #wanted = new Set();
  #asking = null;

  constructor(url) {
    this.#url = url;
  }

  /** One page of results for the words: `{results, more}`. Rejects when the server can't answer. */
  async search(words, page) {
    const answer = await this.#ask({ q: words, page });
    for (const choice of answer.results) this.#found.set(String(choice.id), choice);
    return answer;
  }

  /** The choice with this id; `null` when there is none (any more). Rejects like search(). */
  async find(id) {
    if (this.#found.has(id)) return this.#found.get(id);
    this.#wanted.add(id);
    // Everything that is asked for in one go becomes one request.
    this.#asking ??= Promise.resolve().then(() => this.#findWanted());
    await this.#asking;
    return this.#found.get(id) ?? null;
  }

  async #findWanted() {
    const ids = [...this.#wanted];
    this.#wanted.clear();
    this.#asking = null;
    const { results } = await this.#ask({ ids });
    for (const choice of results) this.#found.set(String(choice.id), choice);
  }

  async #ask(parameters) {
    const response = await fetch(`${this.#url}?${new URLSearchParams(parameters)}`);
    if (!response.ok) throw new Error(`${this.#url} answered ${response.status}`);
    return response.json();
  }
}
