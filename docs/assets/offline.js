/* Calls the worker (sw.js) that keeps pages for reading without a network. The preview (make serve) has none. */
(() => {
  if (!navigator.serviceWorker) return;
  const root = new URL("../", document.currentScript.src);
  const nav = navigator.connection?.saveData ? [] : [...document.querySelectorAll(".md-nav--primary a[href]")];
  addEventListener("load", async () => {
    try {
      await navigator.serviceWorker.register(new URL("sw.js", root), { scope: root.href, updateViaCache: "none" });
    } catch {
      return; // the preview answers that there is none
    }
    const { active } = await navigator.serviceWorker.ready;
    active.postMessage({ open: location.href, nav: nav.map((link) => link.href) });
  });
})();
