// The button that keeps this page on the device, with what belongs to it, until the reader removes it.
const place = document.querySelector("[data-keep]");
const button = place?.querySelector("button");
const status = place?.querySelector("[role=status]");

async function isChosen() {
  const pages = await caches.open("pages");
  const known = await pages.match(location.href.split("#")[0], { ignoreVary: true });
  return Boolean(known?.headers.has("x-chosen"));
}

function tell(isKept) {
  status.textContent = isKept ? place.dataset.kept : place.dataset.failed;
  button.hidden = isKept;
  place.querySelector("a").hidden = !isKept;
}

async function keep() {
  button.disabled = true;
  const { active } = await navigator.serviceWorker.ready;
  const { port1, port2 } = new MessageChannel();
  port1.onmessage = ({ data }) => {
    button.disabled = false;
    tell(data.isKept);
  };
  active.postMessage({ keep: location.href, isChosen: true }, [port2]);
}

if (place && "serviceWorker" in navigator && "caches" in window) {
  button.addEventListener("click", keep);
  if (await isChosen()) tell(true);
} else if (place) {
  place.hidden = true;
}
