// Moves the form below the comment that is answered, and back. Returns a function that does so for
// the comment with an id, or nothing where no comment can be answered in place.

export function answerInPlace(box, form) {
  const links = new Map(
    [...document.querySelectorAll("a[data-reply]")].map((link) => [link.dataset.reply, link]),
  );
  const title = box.querySelector("[data-words]");
  const cancel = box.querySelector("[data-cancel]");
  if (!links.size || !title) return undefined;
  const home = document.createComment("");
  box.before(home);
  const { answers } = form.elements;
  const own = title.textContent;
  // A browser that comes back to the page may put back what was written into a hidden field, while
  // the form stands at its end again.
  answers.value = "";

  const open = (link) => {
    answers.value = link.dataset.reply;
    title.textContent = title.dataset.words.replace("{name}", () => link.dataset.name);
    box.classList.add("is-reply");
    link.closest(".comment-body").after(box);
  };

  const close = () => {
    const link = links.get(answers.value);
    answers.value = "";
    title.textContent = own;
    box.classList.remove("is-reply");
    home.after(box);
    form.dispatchEvent(new Event("input"));
    return link;
  };

  for (const link of links.values()) {
    link.addEventListener("click", (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
      event.preventDefault();
      open(link);
      form.dispatchEvent(new Event("input"));
      const { name, email, text } = form.elements;
      const field = [name, email].find((entry) => !entry.value) ?? text;
      field.focus({ preventScroll: true });
      box.scrollIntoView({ block: "nearest" });
    });
  }

  cancel.hidden = false;
  cancel.addEventListener("click", () => close()?.focus());
  form.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && answers.value) close()?.focus();
  });
  addEventListener("hashchange", () => {
    // A link to the form from elsewhere on the page means the form at its end.
    if (location.hash === `#${box.id}` && answers.value) close();
  });

  return (id) => {
    if (links.has(id)) open(links.get(id));
  };
}
