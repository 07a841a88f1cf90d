/* 옮긴 페이지에서 주소 뒤의 #자리까지 가지고 새 주소로 간다. 스크립트가 없으면 refresh가 새 페이지의 처음으로 데려간다. */
{
  const to = new URL(document.querySelector("link[rel=canonical]").href);
  to.hash ||= location.hash;
  location.replace(to);
}
