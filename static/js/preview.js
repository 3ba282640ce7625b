// In the frame beside the form of a page, links to elsewhere open in a tab of their own.
if (window !== window.parent) {
  for (const link of document.querySelectorAll("a[href]")) {
    if (link.getAttribute("href").startsWith("#")) continue;
    link.target = "_blank";
    link.rel = `${link.rel} noopener`.trim();
  }
}
