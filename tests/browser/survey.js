// What the browser tests ask of a page that is open. Each answer is a list of complaints, empty
// when all is well, or plain data.
globalThis.survey = (() => {
  const INTERACTIVE = "a[href], button, input, select, summary, textarea";

  const name = (element) => {
    const label = element.getAttribute("aria-label") || element.textContent || element.id;
    const kind = element.className && element.className.baseVal === undefined
      ? `.${element.className.trim().replaceAll(/\s+/g, ".")}`
      : "";
    return `${element.localName}${kind} “${label.trim().replaceAll(/\s+/g, " ").slice(0, 40)}”`;
  };

  const isSeen = (element) =>
    element.checkVisibility({ contentVisibilityAuto: true, opacityProperty: true, visibilityProperty: true }) &&
    !element.closest(".decoy, .visually-hidden") &&
    // Above and left of the page stands what only the focus brings in.
    getComputedStyle(element).clipPath === "none";

  // A link in a sentence may be as small as its words are (WCAG 2.5.8).
  const isInSentence = (element) => {
    const block = element.parentElement.closest("p, li, dd, dt, div, td, cite, small, span");
    return (
      element.localName === "a" &&
      getComputedStyle(element).display === "inline" &&
      [...block.childNodes].some(
        (node) => node.nodeType === Node.TEXT_NODE && /\w/.test(node.data),
      )
    );
  };

  return {
    // What stands out of the screen at its right.
    overflow() {
      const root = document.documentElement;
      if (root.scrollWidth <= root.clientWidth) return [];
      const out = [...document.body.querySelectorAll("*")].filter(
        (element) =>
          element.getBoundingClientRect().right > root.clientWidth + 1 && isSeen(element),
      );
      return [`${root.scrollWidth} px wide: ${out.slice(0, 4).map(name).join("; ")}`];
    },

    // Words that their box cuts off.
    clipped() {
      return [...document.body.querySelectorAll("*")]
        .filter((element) => {
          const style = getComputedStyle(element);
          return (
            element.textContent.trim() &&
            isSeen(element) &&
            ["hidden", "clip"].includes(style.overflowX) &&
            (element.scrollWidth > element.clientWidth + 1 ||
              element.scrollHeight > element.clientHeight + 1) &&
            ![...element.querySelectorAll("svg")].length
          );
        })
        .map(name);
    },

    // WCAG 1.4.12, in a sheet of its own since the content policy forbids inline styles.
    spaceText() {
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(`
        * { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important }
        p { margin-block-end: 2em !important }
      `);
      document.adoptedStyleSheets.push(sheet);
    },

    // What is smaller than `least` px in a direction, of what `selector` finds.
    smallTargets(least, selector = INTERACTIVE) {
      return [...document.querySelectorAll(selector)]
        .filter((element) => isSeen(element) && !isInSentence(element))
        .map((element) => ({ element, box: element.getBoundingClientRect() }))
        .filter(({ box }) => box.width < least - 0.5 || box.height < least - 0.5)
        .map(({ element, box }) => `${name(element)} ${box.width.toFixed()}×${box.height.toFixed()}`);
    },

    // What moves by itself, or would on a click.
    motion() {
      const running = document.getAnimations().map((animation) => name(animation.effect.target));
      const scrolling = getComputedStyle(document.documentElement).scrollBehavior;
      return scrolling === "auto" ? running : [...running, `scrolls ${scrolling}ly`];
    },

    // How far the page jumped while it was loaded (cumulative layout shift).
    shift() {
      const observer = new PerformanceObserver(() => {});
      observer.observe({ type: "layout-shift", buffered: true });
      return observer.takeRecords().reduce((sum, entry) => sum + entry.value, 0);
    },

    headings() {
      return [...document.querySelectorAll("h1, h2, h3, h4, h5, h6")]
        .filter((heading) => heading.closest("details:not([open])") || isSeen(heading))
        .map((heading) => Number(heading.localName[1]));
    },

    // What has the focus: its name, the width of its ring, and what lies over it.
    focused() {
      const element = document.activeElement;
      if (!element || element === document.body) return null;
      // The link of a card is the whole card, which wears the ring for it; so does select2's frame.
      const rings = [element, element.closest(".card, .select2-selection")]
        .filter(Boolean)
        .map((wearer) => getComputedStyle(wearer));
      const box = element.getClientRects()[0] ?? element.getBoundingClientRect();
      // The middle of what is on the screen: the browser brings a tall field in by its first line.
      const x = (Math.max(box.left, 0) + Math.min(box.right, innerWidth)) / 2;
      const y = (Math.max(box.top, 0) + Math.min(box.bottom, innerHeight)) / 2;
      const top = document.elementFromPoint(x, y);
      return {
        name: name(element),
        ring: Math.max(...rings.map((ring) => ring.outlineStyle === "none" ? 0 : parseFloat(ring.outlineWidth))),
        covered: top && (element.contains(top) || top.contains(element)) ? "" : top ? name(top) : "off the screen",
      };
    },

    head() {
      const meta = (key) => document.querySelector(`meta[name="${key}"]`)?.content ?? "";
      return {
        title: document.title,
        description: meta("description"),
        robots: meta("robots"),
        canonical: document.querySelector("link[rel=canonical]")?.getAttribute("href") ?? "",
        data: [...document.querySelectorAll("script[type='application/ld+json']")].map((script) => script.text),
      };
    },
  };
})();
