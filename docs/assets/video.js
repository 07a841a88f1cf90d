/* 영상 칸을 누르면 그 자리에 재생기를 넣는 덤. 누르기 전에는 바깥에 아무것도 요청하지 않고, 스크립트가 없으면 보통 링크만 있다. */
(() => {
  const frame = document.querySelector(".video__frame[data-player]");
  if (!frame) return;
  const button = frame.querySelector("button");
  button.addEventListener("click", () => {
    const player = document.createElement("iframe");
    player.title = frame.dataset.title;
    player.allow = "autoplay; encrypted-media; fullscreen; picture-in-picture";
    player.referrerPolicy = "strict-origin-when-cross-origin"; // the player refuses to play for a page that it is not told of
    player.src = `${frame.dataset.player}?autoplay=1`;
    frame.after(frame.querySelector(".video__ways"));
    frame.replaceChildren(player);
    button.remove();
    player.focus();
  });
  button.hidden = false;
})();
