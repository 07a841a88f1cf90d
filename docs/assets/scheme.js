/* Puts on the scheme that the reader chose, before anything is painted, and gives Material's bundle the names it keeps
   such choices by. Material has both as scripts in the document; in a file the page's policy needs no exception for them. */
"use strict";
var __md_scope = new URL("..", document.currentScript.src);
var __md_get = (name, storage = localStorage, scope = __md_scope) => JSON.parse(storage.getItem(`${scope.pathname}.${name}`));
var __md_set = (name, value, storage = localStorage, scope = __md_scope) => {
  try {
    storage.setItem(`${scope.pathname}.${name}`, JSON.stringify(value));
  } catch {
    // a browser that keeps nothing: the choice holds for this page
  }
};
{
  const chosen = __md_get("__palette")?.color;
  for (const [name, value] of Object.entries(chosen ?? {})) document.body.setAttribute(`data-md-color-${name}`, value);
}
