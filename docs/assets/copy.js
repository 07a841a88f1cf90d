/* The button that copies a citation. Without scripts it is hidden, and the text is there all the same. */
(() => {
  if (!navigator.clipboard) return; // only where the page came by https, or from this machine
  for (const button of document.querySelectorAll("button[data-copies]")) {
    const status = button.parentElement.querySelector("[role=status]");
    button.addEventListener("click", async () => {
      const said = document.getElementById(button.dataset.copies).textContent.trim();
      status.textContent = "";
      await navigator.clipboard.writeText(said).then(
        () => (status.textContent = button.dataset.copied),
        () => (status.textContent = button.dataset.failed),
      );
    });
    button.hidden = false;
  }
})();
