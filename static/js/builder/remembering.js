// Remembers on this device the routine that was changed last, so that a reader who looked something
// up finds it again. It is offered, never put in the place of what a link opens.
const KEY = "own-routine";

export function remember(code) {
  try {
    if (code) localStorage.setItem(KEY, code);
    else localStorage.removeItem(KEY);
  } catch {
    // Storage is forbidden: the link is enough.
  }
}

// Shows the offer, with the way to the other routine and, for a single exercise that was just
// chosen on its own page, the way to add it there.
export function offer(notice, code, action) {
  let other = "";
  try {
    other = localStorage.getItem(KEY) ?? "";
  } catch {
    return;
  }
  const added = /^1\.[^.]+$/.test(code) ? code.slice(2) : "";
  if (!/^1(\.[0-9A-Za-z]+)+$/.test(other) || other === code || (code && !added)) return;
  if (added && other.split(".").includes(added)) return;
  const link = (whole) => `${action}?r=${whole}`;
  const [open, join] = notice.querySelectorAll("a");
  open.href = link(other);
  join.href = link(`${other}.${added}`);
  join.hidden = !added;
  notice.querySelector("button").addEventListener("click", () => {
    remember("");
    notice.hidden = true;
  });
  notice.hidden = false;
}
