// The preview beside the form: follows what is saved, at the width and in the colours of choice.
const WIDTHS = { phone: 390, tablet: 768, desktop: 1280 }; // Pixels, as in preview.css.
const panel = document.getElementById("preview");
const wide = matchMedia("(min-width: 1100px)");

function remembered(name, otherwise) {
  try {
    return localStorage.getItem(`preview-${name}`) ?? otherwise;
  } catch {
    return otherwise; // Storage is forbidden.
  }
}

function remember(name, value) {
  try {
    localStorage.setItem(`preview-${name}`, value);
  } catch {
    // Kept for this page only.
  }
}

function start() {
  const body = panel.querySelector(".preview-body");
  const toggle = panel.querySelector(".preview-toggle");
  const room = panel.querySelector(".preview-room");
  const status = panel.querySelector(".preview-status");
  const frame = room.querySelector("iframe");
  const dark = matchMedia("(prefers-color-scheme: dark)").matches;
  const chosen = { width: remembered("width", "phone"), theme: remembered("theme", dark ? "dark" : "light") };
  let isShown = remembered("shown", "yes") === "yes";

  const address = () => {
    const url = new URL(panel.dataset.preview, location.href);
    url.searchParams.set("frame", "1");
    url.searchParams.set("theme", chosen.theme);
    return url.href;
  };

  // Loads the preview, and goes back to where it was scrolled to.
  function load() {
    if (!isShown || !wide.matches) return;
    const top = frame.contentWindow?.scrollY ?? 0;
    const back = () => frame.contentWindow.scrollTo({ top, behavior: "instant" });
    frame.addEventListener("load", back, { once: true });
    // In place of the page that was there: "Back" belongs to the form.
    frame.contentWindow.location.replace(address());
  }

  function choose(name, value) {
    chosen[name] = value;
    for (const button of panel.querySelectorAll(`[data-choice=${name}] button`))
      button.setAttribute("aria-pressed", String(button.value === value));
  }

  function resize() {
    room.dataset.width = chosen.width;
    frame.width = WIDTHS[chosen.width];
  }

  function show() {
    body.hidden = !isShown;
    panel.classList.toggle("is-shown", isShown);
    toggle.setAttribute("aria-expanded", String(isShown));
    toggle.textContent = isShown ? toggle.dataset.hide : toggle.dataset.show;
    load();
  }

  toggle.addEventListener("click", () => {
    isShown = !isShown;
    remember("shown", isShown ? "yes" : "no");
    show();
  });
  panel.addEventListener("click", (event) => {
    const button = event.target.closest("[data-choice] button");
    if (!button) return;
    const { choice } = button.closest("[data-choice]").dataset;
    choose(choice, button.value);
    remember(choice, button.value);
    if (choice === "width") resize();
    else load();
  });
  document.addEventListener("draft-saved", () => {
    status.textContent = status.dataset.fresh;
    load();
  });
  document.addEventListener("draft-kept", () => {
    status.textContent = status.dataset.kept;
  });
  wide.addEventListener("change", load);

  if (!(chosen.width in WIDTHS)) chosen.width = "phone";
  choose("width", chosen.width);
  choose("theme", chosen.theme === "dark" ? "dark" : "light");
  resize();
  panel.classList.add("works");
  show();
}

if (panel) start();
