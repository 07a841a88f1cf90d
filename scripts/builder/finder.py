"""What the search box searches: one compact JSON of every record and every page, made from the pages as written.

A browser reads all of it, so nothing stands in it twice: a record's words are taken from its own place, and what
only lists other records is left out. Its one reader is docs/assets/search.js.
"""

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

from markdown_it import MarkdownIt
from selectolax.lexbor import LexborHTMLParser, LexborNode

from builder.addresses import address_of
from builder.models.base import Entry
from builder.models.conference import Person
from builder.models.incident import Event
from builder.models.references import Term
from builder.shelves import ENTRIES
from builder.views.desk import Desk
from builder.views.sheet import Page
from builder.views.text import when

INDEX = "assets/search.json"
ROOM = 1_000_000  # characters of text in all: where there are more, the longest texts are cut to one length
BEHIND = 0.5  # the worth of a page by hand, which tells of the site and not of its matter
PAGE = "page"  # the kind of a page that is no record's own

# Ways to other pages, drawings (their text stands beside them), marks of sources, what only lists other records.
_PASSED_OVER = (
    "[data-search-exclude], nav, svg, figcaption, summary, .vh, .kind, .cites, .differs, .outs, .links, .records, "
    ".legend, .filter, .around, .facts dt, .lane, .event__when, .talks__list, .strip, .numbers, .board, .howto-cite"
)
# And on a page that is no record's own.
_LISTED = "a.rec:not(.rec--figure), .causes, .sources, .frames, table.grid, table.cards"
_HEADING = re.compile(r"^(#{1,6}) (.+?)(?:\s*\{:?\s*#([\w-]+)([^}]*)\})?\s*$", re.MULTILINE)
_ENDS = re.compile(
    r"</(?:p|li|d[dtl]|div|t[dhr]|h\d|section|summary|caption|header)>|<br>|</(?:span|a)>(?=<)"
)
_FRONT = re.compile(r"\A---\n(.*?)\n---\n", re.DOTALL)
_DOCUMENT = MarkdownIt("commonmark", {"html": True}).enable("table")


@dataclass(frozen=True)
class Section:
    """A stretch of a page under one heading; the first of a page has neither anchor nor heading."""

    anchor: str
    heading: str
    text: str


@dataclass(frozen=True)
class Find:
    """One thing that can be found, and what else its title might be called."""

    kind: str
    address: str
    title: str
    names: tuple[str, ...]
    boost: float
    sections: tuple[Section, ...]

    @property
    def length(self) -> int:
        return sum(len(section.text) for section in self.sections)

    def cut(self, length: int) -> "Find":
        """The same with the first `length` characters of its text."""
        kept = []
        for section in self.sections:
            kept.append(replace(section, text=section.text[:length]))
            length -= len(kept[-1].text)
        return replace(self, sections=tuple(section for section in kept if section.text))


def search_index(desk: Desk, pages: Iterable[Page], by_hand: Iterable[Page]) -> bytes:
    """The index as JSON, of the pages of the views and of those of docs/, which are Markdown.

    {"kinds": [["cause", "원인", "causes/"], ...], "terms": [[["이중화", "redundancy"], ["이원화"]], ...],
     "finds": [[kind's place in kinds, address, title, [name, ...], boost, [[anchor, heading, text], ...]], ...]}

    Of a term's names any of the first leads to the others, those of the second lead to the first.
    """
    finds = _cut([*_of_pages(desk, pages), *_of_documents(by_hand)], ROOM)
    used = {find.kind for find in finds}
    kinds = [(kind, word, place) for kind, word, place in _kinds(desk) if kind in used]
    number = {kind: i for i, (kind, _, _) in enumerate(kinds)}
    made = {
        "kinds": kinds,
        "terms": [(term.words, term.also) for term in desk.catalog.of(Term).values()],
        "finds": [
            (number[f.kind], f.address, f.title, f.names, f.boost, [(s.anchor, s.heading, s.text) for s in f.sections])
            for f in finds
        ],
    }  # fmt: skip
    return json.dumps(made, ensure_ascii=False, separators=(",", ":")).encode()


def written(pages: Iterable[Page], tree: Path) -> Iterator[Page]:
    """The same pages as they stand in the tree, so that none is written twice, nor all are held at once."""
    return (replace(page, write=partial((tree / page.path).read_text, encoding="utf-8")) for page in pages)


def _kinds(desk: Desk) -> Iterator[tuple[str, str, str]]:
    """Each kind with its word and the page that lists it, in the order in which equal finds are shown."""
    for model in ENTRIES:
        yield (
            model.entity,
            desk.words["entity"][model.entity],
            model.place.partition("{id}")[0].partition("#")[0],
        )
    yield PAGE, desk.words["search"]["page"], ""


def _of_pages(desk: Desk, pages: Iterable[Page]) -> Iterator[Find]:
    own: dict[str, Entry] = {}
    parts: dict[str, list[tuple[str, Entry]]] = defaultdict(list)
    for entries in desk.catalog.entries.values():
        for entry in entries.values():
            address, hash_sign, anchor = entry.address.partition("#")
            if hash_sign:
                parts[address].append((anchor, entry))
            else:
                own[address] = entry
    for page in pages:
        if page.path.endswith(".html"):  # an address that leads on
            continue
        address = page.path.removesuffix("index.md")
        markdown = page.markdown
        head, tree = _front(markdown), _tree(_body(markdown))
        search = head.get("search", {})
        if search.get("exclude"):
            continue
        boost = search.get("boost", 1)
        for anchor, entry in parts[address]:
            if node := tree.css_first(f"[id='{anchor}']"):
                yield _record(desk, entry, boost, node)
                node.decompose()
        if address in own:
            yield _record(desk, own[address], boost, tree.body)
        else:
            _drop(tree, _LISTED)
            yield Find(PAGE, address, _title(tree), (), boost, _sections(tree.body))


def _of_documents(by_hand: Iterable[Page]) -> Iterator[Find]:
    for page in by_hand:
        tree = _tree(_DOCUMENT.render(_body(page.markdown)))
        yield Find(PAGE, address_of(page.path), _title(tree), (), BEHIND, _sections(tree.body))


def _record(desk: Desk, entry: Entry, boost: float, node: LexborNode | None) -> Find:
    title = when(entry, desk.words) if isinstance(entry, Event) else desk.name_of(entry)
    names: tuple[str, ...] = ()
    if isinstance(entry, Term):
        names = tuple(name for name in (*entry.words, *entry.also) if name != title)
    if isinstance(entry, Person):
        names = tuple(name for name in (entry.name, entry.handle, entry.name_en) if name and name != title)
    return Find(entry.entity, entry.address, title, names, boost, _sections(node, title))


def _front(markdown: str) -> dict[str, Any]:
    """What stands above a page of ours: JSON values, one a line (views.sheet)."""
    match = _FRONT.match(markdown)
    lines = (line.partition(": ") for line in (match[1].splitlines() if match else ()))
    return {key: json.loads(value) for key, _, value in lines}


def _body(markdown: str) -> str:
    """A page's text with its headings as HTML; all else on a page of ours is HTML as it stands."""

    def heading(match: re.Match[str]) -> str:
        level, text, name, more = len(match[1]), match[2], match[3] or "", match[4] or ""
        return f'<h{level} id="{name}"{more}>{text}</h{level}>\n'

    return _HEADING.sub(heading, _FRONT.sub("", markdown))


def _tree(html: str) -> LexborHTMLParser:
    """The page without what is passed over; where a block ends there is a space."""
    tree = LexborHTMLParser(_ENDS.sub(r"\g<0> ", html))
    _drop(tree, _PASSED_OVER)
    for fact in tree.css(".facts dd"):
        fact.insert_before("· ")
    return tree


def _drop(tree: LexborHTMLParser, selector: str) -> None:
    for node in tree.css(selector):
        node.decompose()


def _title(tree: LexborHTMLParser) -> str:
    """The text of the h1, which is taken away."""
    heading = tree.css_first("h1")
    title = _said(heading)
    if heading:
        heading.decompose()
    return title


def _said(node: LexborNode | None) -> str:
    return " ".join(node.text().split()) if node else ""


def _sections(node: LexborNode | None, title: str = "") -> tuple[Section, ...]:
    """The text under each heading that has some; a heading that only repeats the title is left out."""
    if not node:
        return ()
    mark = "\0"  # which no page holds: document.py refuses it
    for heading in node.css("h1, h2, h3"):
        text = _said(heading)
        anchor = heading.attributes.get("id") or ""
        heading.replace_with("" if text.startswith(title) and title else f"{mark}{anchor}\n{text}\n")
    first, *rest = node.text().split(mark)
    made = [Section("", "", " ".join(first.split()).removeprefix(title).strip(" ·"))]
    for part in rest:
        anchor, heading_text, text = part.split("\n", 2)
        made.append(Section(anchor, heading_text, " ".join(text.split())))
    return tuple(section for section in made if section.text)


def _cut(finds: Sequence[Find], room: int) -> list[Find]:
    """The same finds with no more than `room` characters of text in all: none keeps more than any other has to give up.

    >>> def lengths(*texts: str, room: int) -> list[int]:
    ...     finds = [Find("page", "", "", (), 1, (Section("", "", text),)) for text in texts]
    ...     return [find.length for find in _cut(finds, room)]
    >>> lengths("가" * 2, "나" * 9, "다" * 9, room=12)
    [2, 5, 5]
    """
    left, most = room, 0
    for i, length in enumerate(sorted(find.length for find in finds)):
        most = max(length, most)
        if length * (len(finds) - i) > left:
            most = left // (len(finds) - i)
            break
        left -= length
    return [find.cut(most) for find in finds]
