/* Chooses whose events the timeline shows. Without scripts the box is hidden, and the page of each lane does the same. */
(() => {
  const box = document.getElementById("filter");
  if (!box) return;
  const choices = [...box.querySelectorAll("input")];
  const entries = [...document.querySelectorAll("ol.timeline > li")];
  const count = box.querySelector("[data-said]");
  const show = () => {
    const chosen = new Set(choices.filter((choice) => choice.checked).map((choice) => `lane--${choice.value}`));
    let shown = 0;
    for (const entry of entries) {
      entry.hidden = ![...entry.classList].some((name) => chosen.has(name));
      shown += entry.hidden ? 0 : 1;
      const mark = document.getElementById(`m-${entry.id.slice(2)}`);
      if (mark) mark.classList.toggle("c-dim", entry.hidden);
    }
    count.textContent = count.dataset.said.replace("{count}", shown);
  };
  box.addEventListener("change", show);
  box.hidden = false;
  show();
})();
