// What earlier forms have left in this browser goes to the site, which offers it.

/** Sends what is left; shows the offers that are for this page. */
export async function bringIn(form, place, { server, store, saving }) {
  for (const [key, entry] of await store.left()) {
    const fields = new URLSearchParams(entry.body);
    fields.set("editing-keep", "1");
    fields.set("editing-open", form.elements["editing-form"].value);
    const answer = await server.send(entry.url, fields);
    if (!["saved", "kept", "conflict", "gone"].includes(answer.state)) continue;
    if (answer.state === "gone" && !answer.url) continue;
    store.drop(key);
    if (entry.place !== place.dataset.place) continue;
    const version = Number(form.elements.version.value);
    // It arrived just after this page had been made, which therefore doesn't show it.
    if (answer.state === "saved" && answer.version > version && !saving.isAhead)
      return location.reload();
    if (answer.offer !== undefined)
      document.querySelector("[data-editing-kept]").innerHTML = answer.offer;
  }
}
