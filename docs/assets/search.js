/* The search of this site: a worker that speaks the messages of Material's search box.

   The box sends { type: QUERY, data: what was typed } and shows the answer { type: RESULT, data: { items } }.
   An item is a list of entries, the first of them its heading; here the heading is a kind of record, linked to the
   page that lists that kind, and the entries are the records found. The box takes titles and texts as HTML, so
   whatever comes from a record is escaped here. It waits for one READY; the index (scripts/builder/finder.py) is
   fetched at the first question.

   A record is found when it holds every word of the question, anywhere inside its words: some languages write
   compounds as one word and glue particles to nouns. Only for a word that is found nowhere are looser readings of it
   tried, one after the other. What is particular to the site's language, and its words, are in words.js, which the
   build makes (scripts/builder/exports/scripts.py). */
"use strict";
importScripts("words.js"); // WORDS, LANGUAGE

const [READY, QUERY, RESULT] = [1, 2, 3];
const OPEN = 3, MORE = 17; // records of a kind that are shown at once, and that unfold
const TEASER = 130, BEFORE = 40; // characters of a teaser, and of what stands before the first hit
const LONGEST = 200; // characters of a question that are read
const TITLE = 8, NAME = 7, ID = 6, HEADING = 4, LEAD = 4, TEXT = 1; // the worth of a hit in each place
const RELATED = 0.5; // and of one on another name of the same thing, as a part of one on the word itself

let site;
let latest;

self.addEventListener("message", async ({ data: { type, data: question } }) => {
  if (type !== QUERY) return;
  latest = question;
  let items = [];
  if (question.trim()) {
    try {
      const index = await (site ??= load());
      await new Promise((done) => setTimeout(done)); // who types on has asked the next question by now
      if (question !== latest) return;
      items = answer(question.slice(0, LONGEST), index);
    } catch (fault) {
      site = undefined; // so that the next question asks again
      items = [[{ location: "", title: WORDS.search.failed, text: "", terms: {}, score: 0 }]];
      console.warn(fault);
    }
  }
  self.postMessage({ type: RESULT, data: { items } });
});
self.postMessage({ type: READY });

/* ---- The index ---- */

async function load() {
  const response = await fetch(new URL("search.json", self.location));
  if (!response.ok) throw new Error(`${response.status} ${response.url}`);
  const { kinds, terms, finds } = await response.json();
  const names = new Map(); // each name of a term -> the names it leads to
  for (const [own, also] of terms)
    for (const name of [...own, ...also].map(squeezed))
      names.set(name, [...(names.get(name) ?? []), ...own.map(fold)]);
  return { kinds, names, finds: finds.map((find) => prepared(find, kinds)) };
}

/* A find with its fields as they are compared, the title first. */
function prepared([kind, address, title, names, boost, sections], kinds) {
  const fields = [{ worth: TITLE, text: fold(title) }, { worth: ID, text: address }];
  for (const name of names) fields.push({ worth: NAME, text: fold(name) });
  for (const section of sections) {
    const [anchor, heading, text] = section;
    // The headings on a record's page are those of its kind; on any other page they say what is there.
    if (kinds[kind][0] === "page") fields.push({ worth: HEADING, text: fold(heading), section });
    fields.push({ worth: anchor ? TEXT : LEAD, text: fold(text), section });
  }
  return { kind, address, title, boost, sections, fields };
}

/* Text as it is compared: one width, one case, one kind of quotation mark, dash and dot. */
function fold(text) {
  return text.normalize("NFKC").toLowerCase().replace(/[‘’“”‐-―−\u318d・]/g, (mark) => SAME[mark] ?? "-");
}
const SAME = { "‘": "'", "’": "'", "“": '"', "”": '"', "\u318d": "·", "・": "·" };

/* The letters and digits of a text alone: "Active-Active" -> "activeactive". */
function squeezed(text) {
  return fold(text).replace(/[^\p{L}\p{N}]/gu, "");
}

function isHeld(pattern, { finds }) {
  return finds.some(({ fields }) => fields.some(({ text }) => pattern.test(text)));
}

/* ---- The question ---- */

/* The words of a question, each with the readings to try in turn; a reading is a list of { source, factor }, the
   source being that of a regular expression: [{ said: "failover", readings: [[{ source: "failover", factor: 1 }]] }] */
function wordsOf(question, site) {
  const words = [];
  const put = (said, source) => {
    words.push({ said: said.trim(), readings: [[{ source: `(?:${source})`, factor: 1 }]] });
    return " ";
  };
  const rest = LANGUAGE.times(fold(question), put)
    .split(/[\s,"]+/)
    .map((word) => word.replace(/^[^\p{L}\p{N}_]+|[^\p{L}\p{N}_+#)]+$|(?<!\(.*)\)+$|[\u1100-\u11ff]+$/gu, "")) // a jamo: still typing
    .filter(Boolean);
  for (let at = 0; at < rest.length; ) {
    // Words that together are a name in the glossary are one: single point of failure.
    let count = Math.min(4, rest.length - at);
    while (count > 1 && !site.names.has(squeezed(bare(rest.slice(at, at + count).join(" "), site)))) count -= 1;
    const said = rest.slice(at, at + count).join(" ");
    words.push({ said, readings: readingsOf(said, site) });
    at += count;
  }
  return words;
}

/* A word less what its language adds to it: a particle, the ending of a verb. */
function bare(word, site) {
  return LANGUAGE.bare(word, (noun, ending) => isHeld(new RegExp(literal(noun) + ending), site));
}

function readingsOf(said, site) {
  const word = bare(said, site);
  const names = site.names.get(squeezed(word)) ?? site.names.get(squeezed(said)) ?? [];
  const related = names.filter((name) => name !== word).map((name) => ({ source: sourceOf(name), factor: RELATED }));
  const open = [sourceOf(word), sourceOf(word, false), sourceOf(word, false, false)];
  return [
    [{ source: open[0], factor: 1 }, ...related],
    ...open.slice(1).map((source) => [{ source, factor: 1 }]),
    () => slipped(word, site),
    ...LANGUAGE.shortened(word).map((part) => [{ source: sourceOf(part), factor: 1 }]),
  ];
}

const literal = (text) => text.replace(/[\\^$.*+?()[\]{}|/-]/g, "\\$&");

/* A regular expression for a word. One of four letters and more is found with a space or a mark inside it as well
   (fail-over); a number and three letters or fewer (DR) are found as a whole, unless told otherwise. */
function sourceOf(word, isWholeAtEnd = true, isWholeAtStart = true) {
  const letters = [...squeezed(word)];
  const joint = (i) => (/\d/.test(letters[i - 1]) && /\d/.test(letters[i]) ? ",?" : "[\\s()·._/-]?");
  const loose = letters.map((letter, i) => (i ? joint(i) : "") + letter).join("");
  const source = letters.length < 4 ? literal(word) : letters.length === word.length ? loose : `(?:${literal(word)}|${loose})`;
  const start = /^\d/.test(word) ? "(?<!\\d)" : /^[a-z]{1,3}(?![a-z])/.test(word) ? "(?<![a-z])" : "";
  const end = /\d$/.test(word) ? "(?!\\d)" : /(?<![a-z])[a-z]{1,3}$/.test(word) ? "(?![a-z])" : "";
  return (isWholeAtStart ? start : "") + source + (isWholeAtEnd ? end : "");
}

/* The word of this site that one slip of the finger makes into this one, the most frequent of them. */
function slipped(word, { finds }) {
  const counts = new Map();
  for (const pattern of slips(word))
    for (const { fields } of finds)
      for (const { text } of fields)
        for (const [hit] of text.matchAll(pattern)) counts.set(hit, (counts.get(hit) ?? 0) + 1);
  const [best] = [...counts].sort(([, a], [, b]) => b - a);
  return best ? [{ source: sourceOf(best[0]), factor: 1, meant: best[0] }] : [];
}

function slips(word) {
  const around = (i, inner, skip = 1) => literal(word.slice(0, i)) + inner + literal(word.slice(i + skip));
  const places = [...word].map((_, i) => i);
  const own = LANGUAGE.slips(word); // for each letter those that it may stand for
  if (own) return own.map((letters, i) => new RegExp(around(i, letters), "g"));
  if (!/^[a-z]{4,24}$/.test(word)) return [];
  const ways = places.flatMap((i) => [around(i, "[a-z]?"), around(i, "[a-z]", 0), around(i, (word[i + 1] ?? "") + word[i], 2)]);
  return [new RegExp(`(?<![a-z])(?:${ways.join("|")})(?![a-z])`, "g")];
}

/* ---- What is found ---- */

/* The readings under which a word is found at all, and the worth of each find by them. */
function lookUp({ said, readings }, { finds }) {
  for (const reading of readings) {
    const tried = (typeof reading === "function" ? reading() : reading).map((way) => ({ ...way, pattern: new RegExp(way.source) }));
    const worths = new Map();
    for (const find of finds) {
      const worth = worthOf(find, tried, said);
      if (worth) worths.set(find, worth);
    }
    if (worths.size) return { said, tried, worths };
  }
  return { said, tried: [], worths: new Map() };
}

function worthOf({ fields }, tried, said) {
  let best = 0;
  for (const { worth, text } of fields) {
    if (worth === ID && !said.includes("-")) continue;
    for (const { pattern, factor } of tried) if (worth * factor > best && pattern.test(text)) best = worth * factor;
  }
  return best;
}

function answer(question, site) {
  const words = wordsOf(question, site).map((word) => lookUp(word, site));
  const held = new Map();
  for (const { worths } of words) for (const find of worths.keys()) held.set(find, (held.get(find) ?? 0) + 1);
  const most = Math.max(...held.values()); // all words, or as many as any record holds
  const whole = new RegExp(words.map(({ tried }) => tried[0]?.source ?? "(?!)").join("\\s*"));
  const found = [...held]
    .filter(([, count]) => count === most)
    .map(([find]) => ({ find, score: scoreOf(find, words, whole) }))
    .sort((a, b) => b.score - a.score || a.find.kind - b.find.kind);
  const groups = new Map(); // by kind, the kind of the best find first
  found.forEach(({ find }, i) => {
    if (!groups.has(find.kind)) groups.set(find.kind, []);
    groups.get(find.kind).push({ find, rank: found.length - i });
  });
  return [...groups].map(([kind, entries]) => group(site.kinds[kind], entries, words));
}

/* The worth of the words in the mean, and more where a title holds the whole question, begins with it or is it. */
function scoreOf(find, words, whole) {
  let score = 0;
  for (const { worths } of words) score += (worths.get(find) ?? 0) / words.length;
  for (const { worth, text } of find.fields) {
    const hit = worth === TITLE || worth === NAME ? whole.exec(text) : null;
    if (hit) score += worth * (hit[0].length === text.length ? 4 : hit.index === 0 ? 1.5 : 1);
  }
  return score * find.boost;
}

/* ---- What is shown ---- */

/* An item of the box: the kind as its heading, its best records open and some more folded. The box folds what
   scores less than the heading; Enter leads to the best score of all, so a heading stands just below its last open record. */
function group([kind, word, place], entries, words) {
  const meant = words.flatMap(({ tried }) => tried.flatMap((way) => way.meant ?? []));
  const count = WORDS.search.count.replace("{count}", entries.length);
  const alike = meant.map((other) => ` · ${WORDS.search.meant.replace("{word}", () => escaped(other))}`).join("");
  const title = `<span class="found rec--${kind}">${escaped(word)}</span> <span class="found__count">${count}${alike}</span>`;
  const shown = entries.slice(0, OPEN + MORE);
  const last = shown[Math.min(OPEN, shown.length) - 1].rank;
  return [{ location: place, title, text: "", terms: {}, score: last - 0.5 }, ...shown.map(({ find, rank }) => entry(find, rank, words))];
}

function entry(find, rank, words) {
  const used = words.filter(({ worths }) => worths.has(find));
  const sources = used.map(({ tried }) => tried.map(({ source }) => source).join("|"));
  const hits = new RegExp(sources.join("|") || "(?!)", "g");
  const patterns = sources.map((source) => new RegExp(source));
  const heldBy = (text) => patterns.filter((pattern) => pattern.test(text)).length;
  let best;
  let most = 0;
  for (const { section, text } of find.fields)
    if (section && heldBy(text) > most) [best, most] = [section, heldBy(text)];
  const isNamed = !best || heldBy(find.fields[0].text) === patterns.length; // then its beginning says most
  const [anchor, heading, text] = (isNamed ? find.sections[0] : best) ?? ["", "", ""];
  return {
    location: find.address + (isNamed || !anchor || find.address.includes("#") ? "" : `#${anchor}${pointer(text, hits)}`),
    title: marked(find.title, hits),
    text: (heading ? `<span class="found__where">${escaped(heading)}</span> ` : "") + teaser(text, hits, isNamed),
    terms: Object.fromEntries(words.filter((word) => !used.includes(word)).map(({ said }) => [said, false])),
    score: rank,
  };
}

/* A stretch of a text around its first hit, or its beginning, cut between words. */
function teaser(text, hits, isBeginning) {
  const [first] = isBeginning ? [] : marks(text, hits);
  const near = Math.max(0, (first?.[0] ?? 0) - BEFORE);
  const from = near ? text.indexOf(" ", near) + 1 || near : 0;
  const space = text.lastIndexOf(" ", from + TEASER);
  const to = from + TEASER >= text.length ? text.length : space > from ? space : from + TEASER;
  return (from ? "…&nbsp;" : "") + marked(text, hits, from, to) + (to < text.length ? "&nbsp;…" : "");
}

/* Leads a browser to the word of the first hit within its page, by that word and the one before it.
   https://wicg.github.io/scroll-to-text-fragment/ */
function pointer(text, hits) {
  const [first] = marks(text, hits);
  if (!first) return "";
  const before = text.slice(0, text.lastIndexOf(" ", first[0]) + 1).trimEnd();
  const end = text.indexOf(" ", first[1]);
  const coded = (word) => encodeURIComponent(word).replaceAll("-", "%2D");
  const context = coded(before.slice(before.lastIndexOf(" ") + 1));
  return `:~:text=${context && `${context}-,`}${coded(text.slice(before && before.length + 1, end < 0 ? text.length : end))}`;
}

/* A text, or a stretch of it, as HTML with its hits marked. */
function marked(text, hits, from = 0, to = text.length) {
  let html = "";
  let done = from;
  for (const [start, end] of marks(text, hits)) {
    if (start < done || end > to) continue;
    html += `${escaped(text.slice(done, start))}<mark>${escaped(text.slice(start, end))}</mark>`;
    done = end;
  }
  return html + escaped(text.slice(done, to));
}

/* Where the hits stand in a text as it was written: folding may lengthen a character (㎏) or shorten two. */
function marks(text, hits) {
  const folded = fold(text);
  const found = [...folded.matchAll(hits)].map((hit) => [hit.index, hit.index + hit[0].length]);
  if (folded.length === text.length) return found;
  const places = [];
  for (let at = 0; at < text.length; at += text.codePointAt(at) > 0xffff ? 2 : 1)
    for (let i = fold(String.fromCodePoint(text.codePointAt(at))).length; i > 0; i -= 1) places.push(at);
  return found.map(([start, end]) => [places[start] ?? text.length, places[end] ?? text.length]);
}

function escaped(text) {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
