// What the editor asks the server.

let fragment = null;

/** The editor's controls as a new element; rejects when the server doesn't give them. */
export async function controls(url) {
  if (!fragment) {
    const response = await fetch(url);
    if (!response.ok) throw new Error(`${response.status}`);
    const template = document.createElement("template");
    template.innerHTML = await response.text();
    fragment = template.content;
  }
  return document.importNode(fragment.querySelector(".pose-editor"), true);
}

/** The work drawn. What can't be drawn is answered with `problems` alone. */
export async function draw(url, work) {
  const response = await fetch(`${url}draw/`, {
    method: "POST",
    headers: {
      "Content-Type": "application/json",
      "X-CSRFToken": document.querySelector("[name=csrfmiddlewaretoken]").value,
    },
    body: JSON.stringify(work),
  });
  if (!response.ok && response.status !== 400) throw new Error(`${response.status}`);
  return response.json();
}

export async function exercises(url) {
  return (await got(`${url}steps/`)).exercises;
}

export function step(url, id) {
  return got(`${url}steps/${id}/`);
}

async function got(url) {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${response.status}`);
  return response.json();
}
