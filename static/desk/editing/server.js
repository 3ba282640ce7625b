// Talks to the desk. A form that was open while its editor signed in again has an old token: it is
// renewed, and what was refused for it is sent again.

export class Server {
  #form;
  #place;

  constructor(form, place) {
    this.#form = form;
    this.#place = place;
  }

  get user() {
    return this.#form.elements["editing-user"].value;
  }

  /**
   * Sends fields; returns the answer with its `state`. Beside what the desk answers that is "away"
   * when it can't be reached or has failed.
   */
  async send(url, fields, options = {}) {
    let response = await post(url, this.#signed(fields), options);
    if (response?.status === 403 && !isJson(response)) {
      const state = await this.renew();
      if (state !== "signed-in") return { state };
      response = await post(url, this.#signed(fields), options);
    }
    if (!response || !isJson(response)) return { state: "away" };
    try {
      return await response.json();
    } catch {
      return { state: "away" };
    }
  }

  /** Asks who is signed in: "signed-in", "signed-out", "somebody-else" or "away". */
  async renew() {
    try {
      const response = await fetch(this.#place.dataset.token, { redirect: "error" });
      if (response.status === 401) return "signed-out";
      const { token, user } = await response.json();
      if (user !== this.user) return "somebody-else";
      for (const field of document.getElementsByName("csrfmiddlewaretoken")) field.value = token;
      return "signed-in";
    } catch {
      return "away";
    }
  }

  #signed(fields) {
    const signed = new URLSearchParams(fields);
    signed.set("csrfmiddlewaretoken", this.#form.elements.csrfmiddlewaretoken.value);
    return signed;
  }
}

const isJson = (response) =>
  response.headers.get("Content-Type")?.startsWith("application/json") ?? false;

async function post(url, body, { keepalive = false } = {}) {
  try {
    const signal = keepalive ? undefined : AbortSignal.timeout(20_000);
    return await fetch(url, { method: "POST", body, keepalive, signal, redirect: "error" });
  } catch {
    return null;
  }
}
