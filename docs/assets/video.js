/* Puts the player in the place of a recording when pressed. Nothing is requested from outside before; without scripts there is a plain link. */
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
