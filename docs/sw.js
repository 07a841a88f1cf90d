/* The worker that lets the site be read without a network. It keeps the pages that were opened and those of the
   navigation; with a network a page is always asked for anew, and one that is kept is shown only without, with the
   time it came. https://www.w3.org/TR/service-workers/ */
"use strict";
importScripts("assets/words.js"); // WORDS, LANGUAGE
const FORM = 1; // raised when what is kept changes its form: what an older worker kept is then dropped
const root = new URL(registration.scope);
const PAGES = `${root.pathname} pages ${FORM}`; // by the site's path: sites of one origin share their caches
const ASSETS = `${root.pathname} assets ${FORM}`;
const LIST = `${root.pathname} list ${FORM}`; // holds the list of what to keep unasked, once all of it was kept
const MOST = { [PAGES]: 150, [ASSETS]: 60, [LIST]: 1 }; // entries; those not asked for longest go first
const PATIENCE = { page: 8000, asset: 3000 }; // ms until what is kept is shown for what does not come
const OFFLINE = new URL("offline/", root).href;
const LISTED = new URL("offline.json", root).href;
const NAMED_BY_CONTENT = /\.[0-9a-f]{8}\.min\.(?:js|css)$/;
const ASSETS_OF_PAGE = /<(?:script|link)\b[^>]*?\s(?:src|href)="([^"]+\.(?:js|css|svg))"/g;

addEventListener("install", (event) => event.waitUntil(keepMissing([OFFLINE]).then(() => skipWaiting())));

addEventListener("activate", (event) => event.waitUntil(dropOld().then(() => clients.claim())));

// What does not come now is asked for again with the next page.
addEventListener("message", (event) => event.waitUntil(gather(event.data).catch(() => {})));

addEventListener("fetch", (event) => {
  const url = new URL(event.request.url);
  if (event.request.method !== "GET" || !url.href.startsWith(root.href)) return;
  event.respondWith(event.request.mode === "navigate" ? page(event, url) : asset(event, url));
});

async function dropOld() {
  const old = (await caches.keys()).filter((name) => name.startsWith(`${root.pathname} `) && !(name in MOST));
  await Promise.all(old.map((name) => caches.delete(name)));
}

/* Keeps the page that is open, and, once and where the reader does not save data, the pages that lead to all others. */
async function gather({ open, nav }) {
  await keepMissing([open]);
  if (!nav.length || (await (await caches.open(LIST)).match(LISTED))) return;
  const list = await fetch(LISTED);
  const { keep, leave } = await list.clone().json();
  const left = leave.map(inSite);
  await keepMissing([...keep.map(inSite), ...nav].filter((address) => !left.includes(addressOf(address))));
  await put(LIST, LISTED, list);
}

const inSite = (path) => new URL(path, root).href;

/* One address a page: without query, place and file name. */
function addressOf(href) {
  const url = new URL(href);
  return url.origin + url.pathname.replace(/\/index\.html$/, "/");
}

async function keepMissing(wanted) {
  const cache = await caches.open(PAGES);
  const kept = new Set((await cache.keys()).map((request) => request.url));
  for (const address of new Set(wanted.map(addressOf))) {
    if (kept.has(address) || !address.startsWith(root.href)) continue;
    const answer = await fetch(address, { cache: "no-cache", priority: "low" });
    if (isPage(answer) && !answer.redirected) await keepPage(address, answer);
  }
}

const isPage = (answer) => answer.ok && answer.headers.get("Content-Type")?.startsWith("text/html");

/* A page as text with the time it came and its title, and the scripts and styles that it names. */
async function keepPage(address, answer) {
  const text = await answer.text();
  const title = /<title>([^<]*?)(?: - [^<-]*)?<\/title>/.exec(text)?.[1] ?? address; // less the site's name; still escaped
  const kept = { "X-Kept-At": new Date().toISOString(), "X-Kept-Title": encodeURIComponent(title) };
  await put(PAGES, address, html(text, kept));
  const cache = await caches.open(ASSETS);
  for (const [, href] of text.matchAll(ASSETS_OF_PAGE)) {
    const url = new URL(href, address).href;
    if (!url.startsWith(root.href) || (await cache.match(url))) continue;
    const asset = await fetch(url, { priority: "low" });
    if (asset.ok) await put(ASSETS, url, asset);
  }
}

/* Puts what was asked for last at the end, and lets go what stands before the bound; the offline page stays. */
async function put(name, address, answer) {
  const whole = new Response(await answer.blob(), { headers: answer.headers }); // what breaks off takes nothing away
  const cache = await caches.open(name);
  await cache.put(address, whole);
  const all = (await cache.keys()).filter((request) => request.url !== OFFLINE);
  await Promise.all(all.slice(0, Math.max(0, all.length - MOST[name])).map((request) => cache.delete(request)));
}

/* A page as the network has it now; else the one that is kept, with a word of when it came; else what is kept at all. */
async function page(event, url) {
  const address = addressOf(url);
  const arriving = fetch(event.request, { cache: "no-cache" });
  event.waitUntil(arriving.then((answer) => remember(address, answer.clone())).catch(() => {}));
  try {
    const slow = after(PATIENCE.page).then(() => keptPage(address, WORDS.offline.slow));
    const answer = (await Promise.race([arriving, slow])) ?? (await arriving);
    return address === OFFLINE ? withList(answer, url) : answer;
  } catch {
    if (address === OFFLINE) return withList(await (await caches.open(PAGES)).match(OFFLINE), url);
    const asked = new URLSearchParams({ missing: address.slice(root.href.length) });
    return (await keptPage(address, WORDS.offline.offline)) ?? Response.redirect(`${OFFLINE}?${asked}`);
  }
}

const after = (time) => new Promise((done) => setTimeout(done, time));

async function remember(address, answer) {
  if (isPage(answer)) await keepPage(address, answer);
  else if (answer.status === 404 || answer.status === 410) await (await caches.open(PAGES)).delete(address);
}

async function keptPage(address, why) {
  const kept = await (await caches.open(PAGES)).match(address);
  if (!kept) return undefined;
  return withNotice(await kept.text(), `${why} ${WORDS.offline.kept.replace("{moment}", moment(kept))}`);
}

/* 'YYYY-MM-DD HH:MM' on the reader's clock. */
function moment(kept) {
  const at = new Date(kept.headers.get("X-Kept-At"));
  const two = (number) => String(number).padStart(2, "0");
  const day = `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
  return `${day} ${two(at.getHours())}:${two(at.getMinutes())}`;
}

function withNotice(text, said) {
  return html(text.replace(/<div id="content"[^>]*>/, (begin) => `${begin}<p class="kept" role="status">${said}</p>`));
}

const html = (text, headers = {}) => new Response(text, { headers: { "Content-Type": "text/html; charset=utf-8", ...headers } });

/* The offline page with what is kept, and with the address that could not be had. */
async function withList(answer, url) {
  const cache = await caches.open(PAGES);
  const requests = (await cache.keys()).filter((request) => request.url !== OFFLINE);
  const kept = await Promise.all(requests.map(async (request) => [request.url, await cache.match(request)]));
  const lines = kept.map(([address, found]) => [decodeURIComponent(found.headers.get("X-Kept-Title")), address, moment(found)]);
  lines.sort(([one], [other]) => one.localeCompare(other, WORDS.language));
  const list = lines.map(([title, href, at]) => `<li><a href="${escaped(href)}">${title}</a> <span class="count">${at}</span></li>`);
  const text = (await answer.text()).replace(/<li data-kept>.*?<\/li>/s, () => list.join("") || `<li>${WORDS.offline.none}</li>`);
  const missing = url.searchParams.get("missing");
  if (missing === null) return html(text);
  const href = inSite(missing).startsWith(root.href) ? inSite(missing) : root.href;
  return withNotice(text, `${WORDS.offline.offline} ${WORDS.offline.missing} <a href="${escaped(href)}">${WORDS.offline.again}</a>`);
}

const escaped = (text) => text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);

/* What a page needs: by its name where the name is made of the content, else as the network has it now. */
async function asset(event, url) {
  const kept = await (await caches.open(ASSETS)).match(url.href);
  if (kept && NAMED_BY_CONTENT.test(url.pathname)) return kept;
  const arriving = fetch(event.request);
  event.waitUntil(arriving.then((answer) => answer.ok && put(ASSETS, url.href, answer.clone())).catch(() => {}));
  if (!kept) return arriving;
  return Promise.race([arriving, after(PATIENCE.asset).then(() => kept)]).catch(() => kept);
}
