/* 인용할 글을 복사하는 단추의 덤. 스크립트가 없으면 단추는 숨어 있고 글은 그대로 있다. */
(() => {
  if (!navigator.clipboard) return; // only where the page came by https, or from this machine
  for (const button of document.querySelectorAll("button[data-copies]")) {
    const status = button.parentElement.querySelector("[role=status]");
    button.addEventListener("click", async () => {
      const said = document.getElementById(button.dataset.copies).textContent.trim();
      status.textContent = "";
      await navigator.clipboard.writeText(said).then(
        () => (status.textContent = "복사했습니다."),
        () => (status.textContent = "복사하지 못했습니다. 글을 골라 복사해 주세요."),
      );
    });
    button.hidden = false;
  }
})();
