// Marks the section that is being read in the list of contents, and folds the list away on a phone
// once a section has been chosen. Without this script the list works as plain links.
const contents = document.querySelector("[data-contents]");

if (contents) {
  const links = new Map(
    [...contents.querySelectorAll("a[href^='#']")].map((link) => [link.hash.slice(1), link]),
  );
  const headings = [...links.keys()].map((id) => document.getElementById(id)).filter(Boolean);

  const mark = () => {
    const line = innerHeight / 3;
    const current = headings.filter((heading) => heading.getBoundingClientRect().top < line).at(-1);
    for (const [id, link] of links) {
      if (id === current?.id) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
    }
  };

  let waiting = false;
  addEventListener("scroll", () => {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(() => {
      waiting = false;
      mark();
    });
  }, { passive: true });

  // Where the list stands beside the text it is never folded: programs that read the page aloud
  // would take a closed fold at its word, whatever the style says.
  const beside = matchMedia("(min-width: 64rem)");
  const unfold = () => {
    contents.open = beside.matches;
  };
  beside.addEventListener("change", unfold);
  unfold();

  contents.addEventListener("click", (event) => {
    if (!beside.matches && event.target.closest("a")) contents.open = false;
  });
}
