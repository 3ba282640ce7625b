// Pain before and after as a drawing: a ring for before, a square to its right for after, and a line
// between them.
const SVG = "http://www.w3.org/2000/svg";
const [LEFT, RIGHT, TOP, BOTTOM, HEIGHT] = [36, 16, 16, 32, 240];
const SIZE = 6;
const APART = 5;

function element(name, attributes, content = "") {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.textContent = content;
  return made;
}

// Draws the entries, oldest first, `width` pixels wide. `label` says in words what it shows.
export function draw(svg, entries, { width, label, dates }) {
  const x = (place) =>
    entries.length === 1
      ? (LEFT + width - RIGHT) / 2
      : LEFT + 2 * SIZE + (place * (width - LEFT - RIGHT - 4 * SIZE)) / (entries.length - 1);
  const y = (pain) => TOP + ((10 - pain) * (HEIGHT - TOP - BOTTOM)) / 10;
  const parts = [element("title", {}, label)];
  for (const pain of [0, 5, 10]) {
    parts.push(
      element("line", { class: "chart-rule", x1: LEFT, x2: width - RIGHT, y1: y(pain), y2: y(pain) }),
      element("text", { class: "chart-text", x: LEFT - 10, y: y(pain) + 5, "text-anchor": "end" }, pain),
    );
  }
  entries.forEach(({ before, after }, place) => {
    if (before !== null && after !== null) {
      parts.push(
        element("line", { class: "chart-line", x1: x(place) - APART, x2: x(place) + APART, y1: y(before), y2: y(after) }),
      );
    }
    if (after !== null) {
      parts.push(
        element("rect", {
          class: "chart-after",
          x: x(place) + APART - SIZE + 1,
          y: y(after) - SIZE + 1,
          width: 2 * SIZE - 2,
          height: 2 * SIZE - 2,
          "data-after": after,
        }),
      );
    }
    if (before !== null) {
      parts.push(
        element("circle", { class: "chart-before", cx: x(place) - APART, cy: y(before), r: SIZE, "data-before": before }),
      );
    }
  });
  const ends = entries.length > 1 ? [["start", LEFT], ["end", width - RIGHT]] : [["middle", x(0)]];
  ends.forEach(([anchor, place], end) =>
    parts.push(
      element("text", { class: "chart-text", x: place, y: HEIGHT - 8, "text-anchor": anchor }, dates[end]),
    ),
  );
  svg.setAttribute("viewBox", `0 0 ${width} ${HEIGHT}`);
  svg.replaceChildren(...parts);
}
