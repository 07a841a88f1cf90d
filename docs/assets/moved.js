/* Leads from a moved page to its new address with the #place; without scripts the refresh leads to the top of the new page. */
{
  const to = new URL(document.querySelector("link[rel=canonical]").href);
  to.hash ||= location.hash;
  location.replace(to);
}
