/* What Material's search box leaves out: it asks for the index as soon as the box is entered, not at the first letter,
   takes text that comes without a key (pasted, dictated) as typed, and never leaves the page for want of an answer. */
(() => {
  const box = document.querySelector("[data-md-component=search-query]");
  if (!box) return;
  const index = new URL("search.json", document.currentScript.src);
  const fetched = () => fetch(index).catch(() => {}); // search.js says it where it cannot be had
  box.addEventListener("focus", fetched, { once: true });
  box.addEventListener("input", () => box.dispatchEvent(new KeyboardEvent("keyup")));
  box.form.addEventListener("submit", (event) => event.preventDefault());
})();
