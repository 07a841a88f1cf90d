/* 연결이 없을 때 읽을 페이지를 보관하는 일꾼(sw.js)을 부르는 덤. 미리 보기(make serve)에는 일꾼이 없다. */
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
