// Starts what looks after the form of a page while somebody types in it.

import { bringIn } from "./left.js";
import { Presence } from "./presence.js";
import { Saving } from "./saving.js";
import { Server } from "./server.js";
import { Status } from "./status.js";
import { holdOpen, Store } from "./store.js";

const place = document.querySelector("[data-editing]");

function start() {
  const form = place.closest("form");
  const name = form.elements["editing-form"].value;
  const server = new Server(form, place);
  const store = new Store(server.user, name);
  holdOpen(name);
  const saving = new Saving(form, place, { server, store, status: new Status() });
  if (place.dataset.here) new Presence(form, place, { server, saving });
  bringIn(form, place, { server, store, saving });
}

// After the editors of texts and everything else that fills fields in while the page is made.
if (document.readyState === "complete") setTimeout(start);
else addEventListener("load", () => setTimeout(start));
