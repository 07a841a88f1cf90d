/* Makes the label that opens the drawer on narrow screens a button for the keyboard too, and lets keys of one letter be
   switched off (WCAG 2.2, 2.1.1 and 2.1.4). Without scripts the drawer opens by a press all the same. */
(() => {
  const drawer = document.getElementById("__drawer");
  const label = document.querySelector(".md-header label[for='__drawer']");
  const opener = Object.assign(document.createElement("button"), { type: "button", className: label.className });
  const menu = document.querySelector(".menu");
  const tell = () => {
    opener.setAttribute("aria-expanded", drawer.checked);
    if (drawer.checked) menu.querySelector("a").focus();
    else if (menu.contains(document.activeElement)) opener.focus();
  };
  opener.append(...label.childNodes);
  label.replaceWith(opener);
  opener.setAttribute("aria-label", menu.getAttribute("aria-label"));
  opener.setAttribute("aria-expanded", drawer.checked);
  opener.addEventListener("click", () => drawer.click());
  drawer.addEventListener("change", tell);
  addEventListener("keydown", (event) => event.key === "Escape" && drawer.checked && drawer.click());
  menu.addEventListener("focusout", (event) => {
    if (drawer.checked && event.relatedTarget && !menu.contains(event.relatedTarget)) drawer.click();
  });

  const off = "single-keys-off";
  const isOff = () => localStorage.getItem(off) === "1";
  addEventListener(
    "keydown",
    (event) => {
      const writes = event.target.closest?.("input:not([type=checkbox], [type=radio]), textarea, select");
      const single = event.key.length === 1 && event.key !== " " && !event.ctrlKey && !event.metaKey && !event.altKey;
      if (single && !writes && isOff()) event.stopImmediatePropagation();
    },
    true,
  );
  const place = document.querySelector("[data-single-keys]");
  if (!place) return;
  const choice = document.createElement("label");
  const box = Object.assign(document.createElement("input"), { type: "checkbox", checked: isOff() });
  box.addEventListener("change", () => localStorage.setItem(off, box.checked ? "1" : "0"));
  choice.className = "switch";
  choice.append(box, ` ${place.dataset.singleKeys}`);
  place.replaceChildren(choice);
})();
