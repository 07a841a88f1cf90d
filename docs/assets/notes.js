/* Shows what a source's number or a term means beside it, on hover, focus or touch. Without scripts both are plain links.
   WCAG 2.2, 1.4.13: Esc closes it, the pointer may enter it, and it stays until it is left. */
(() => {
  const marks = "a.cite, a.term-link";
  const note = document.createElement("div");
  note.id = "note";
  note.className = "note-box";
  note.setAttribute("role", "note");
  note.hidden = true;
  document.body.append(note);
  let shown = null;
  let leaving = 0;

  const content = (mark) => {
    const parts = document.createDocumentFragment();
    const reference = mark.matches(".cite") && document.getElementById(mark.hash.slice(1));
    const said = document.createElement("p");
    if (reference) {
      said.append(...[...reference.childNodes].map((node) => node.cloneNode(true)));
      const more = document.createElement("p");
      more.textContent = mark.dataset.said.split(" · ").slice(1).join(" · "); // the reference has the rest
      parts.append(said, more);
    } else {
      const link = document.createElement("a");
      link.href = mark.href;
      link.textContent = mark.textContent;
      said.append(link, ` ${mark.dataset.said}`);
      parts.append(said);
    }
    return parts;
  };

  const show = (mark) => {
    clearTimeout(leaving);
    if (shown === mark) return;
    hide();
    shown = mark;
    note.replaceChildren(content(mark));
    note.hidden = false;
    mark.setAttribute("aria-describedby", note.id);
    const at = mark.getBoundingClientRect();
    const left = Math.min(at.left, document.documentElement.clientWidth - note.offsetWidth - 8);
    const above = at.bottom + note.offsetHeight + 8 > innerHeight && at.top > note.offsetHeight + 8;
    note.style.left = `${Math.max(8, left) + scrollX}px`;
    note.style.top = `${(above ? at.top - note.offsetHeight - 4 : at.bottom + 4) + scrollY}px`;
  };

  const hide = () => {
    clearTimeout(leaving);
    shown?.removeAttribute("aria-describedby");
    shown = null;
    note.hidden = true;
  };

  const leave = () => {
    clearTimeout(leaving);
    leaving = setTimeout(hide, 250);
  };

  for (const mark of document.querySelectorAll(marks)) {
    mark.dataset.said = mark.title;
    mark.removeAttribute("title");
    mark.addEventListener("pointerenter", (event) => event.pointerType === "mouse" && show(mark));
    mark.addEventListener("pointerleave", (event) => event.pointerType === "mouse" && leave());
    mark.addEventListener("focus", () => mark.matches(":focus-visible") && show(mark));
    mark.addEventListener("blur", (event) => note.contains(event.relatedTarget) || leave());
    mark.addEventListener("click", (event) => {
      if (event.pointerType !== "touch" || shown === mark) return;
      event.preventDefault();
      show(mark);
    });
  }
  note.addEventListener("pointerenter", () => clearTimeout(leaving));
  note.addEventListener("pointerleave", (event) => event.pointerType === "mouse" && leave());
  note.addEventListener("focusout", (event) => note.contains(event.relatedTarget) || leave());
  addEventListener("keydown", (event) => event.key === "Escape" && hide());
  addEventListener("pointerdown", (event) => note.contains(event.target) || event.target.closest?.(marks) || hide());
})();
