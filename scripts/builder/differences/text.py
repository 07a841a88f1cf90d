"""A built page as a reader gets it: its words line by line, the addresses it leads to outside, its anchors.

Citations are told as the ids of their sources and not as numbers: one source more on a page changes the number of
every later one. The marks at disputed numbers are left out: they follow from other records.
"""

import re
from dataclasses import dataclass

from selectolax.lexbor import LexborHTMLParser, LexborNode

from builder.problems import printable

_LINE_OF_ITS_OWN = (
    "address, article, aside, blockquote, br, caption, dd, details, div, dl, dt, figcaption, figure, footer, "
    "h1, h2, h3, h4, h5, h6, header, hr, legend, li, nav, ol, p, pre, section, summary, table, tr, ul, "
    "svg, svg title, svg desc, svg text"
)
_NOT_READ = "script, style, template, .headerlink, .differs--mark"
_BREAK = "\x1e"
# Where a citation leads on its page: by number, so it is not an address that anybody keeps.
_NUMBERED = re.compile(r"ref-\d+")
# After a sentence, not after "10." or "B.": a difference by sentences is read faster than one by paragraphs.
_SENTENCE = re.compile(r"(?<=[^\W\d]{2}[.?!]) ")


@dataclass(frozen=True)
class Reading:
    """A page's title, its lines of text (a sentence each) and its anchors ("sources", "e-fire-starts")."""

    title: str
    lines: tuple[str, ...]
    anchors: frozenset[str]


def read_page(html: str) -> Reading:
    """
    >>> read_page('<h1>하나</h1><p><b>둘</b><span>셋</span> <a href="https://example.org/">넷</a></p>').lines
    ('하나', '둘 셋 넷 <https://example.org/>')
    """
    tree = LexborHTMLParser(html)
    article = tree.css_first("article") or tree.body
    if article is None:
        return Reading("", (), frozenset())
    heading = article.css_first("h1") or tree.css_first("title")
    anchors = {name for node in article.css("[id]") if (name := node.attributes["id"])}
    for node in article.css(_NOT_READ):
        node.decompose()
    title = _tidy(heading.text()) if heading else ""
    _spell_out(tree, article)
    lines = (line for part in article.text().split(_BREAK) for line in _SENTENCE.split(_tidy(part)))
    kept = (name for name in anchors if not _NUMBERED.fullmatch(name))
    return Reading(title, tuple(line for line in lines if line), frozenset(kept))


def _spell_out(tree: LexborHTMLParser, article: LexborNode) -> None:
    """Puts into the text what is not text: where links lead, what pictures are, where lines end."""
    sources = {f"#{node.attributes['id']}": _source(node) for node in tree.css("li[id^='ref-']")}
    for node in article.css("span"):
        if node.prev and node.prev.is_element_node:  # the style sheet, not a space, keeps the two apart
            node.insert_before(" ")
    for node in article.css("a[href]"):
        href = node.attributes["href"] or ""
        if href in sources:
            node.replace_with(f"[{sources[href]}]")
        elif ":" in href.partition("/")[0]:
            node.insert_after(f" <{href}>")
    for node in article.css("img"):
        node.insert_after(f" [{node.attributes.get('alt') or ''} <{node.attributes.get('src') or ''}>]")
    for node in article.css("td, th"):
        node.insert_after(" | ")
    for node in article.css(_LINE_OF_ITS_OWN):
        node.insert_before(_BREAK)
        node.insert_after(_BREAK)


def _source(item: LexborNode) -> str:
    """The id of the source that an item of a page's list of sources names."""
    link = item.css_first("a[href]")
    return (link.attributes["href"] or "").rstrip("/").rpartition("/")[2] if link else ""


def _tidy(text: str) -> str:
    return printable(" ".join(text.split()).removesuffix(" |"))
