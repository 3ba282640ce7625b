// Sets the service worker to work once the page has loaded, and has it keep the page of a first visit.
addEventListener("load", async () => {
  try {
    const { serviceWorker } = navigator;
    await serviceWorker.register("/sw.js");
    const { active } = await serviceWorker.ready;
    if (!serviceWorker.controller) active.postMessage({ keep: location.href });
  } catch {
    // Not there, forbidden, or offline: the site works without.
  }
});
