"""Reads the built HTML as a browser does and refuses what must not be there.

The third lock behind strict models and clean text: whatever slips through both, and whatever the engine loses in
silence, stops here and the last good site stays.
"""

import json
import posixpath
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from urllib.parse import unquote, urlsplit

from selectolax.lexbor import LexborHTMLParser

from builder.problems import Problem, ProblemsFound, found, say
from builder.views.sheet import Page

_BANNED = "script, style, iframe, object, embed, form, base, meta, link, template, frame, math, video, audio"
# What a browser loads by itself, or calls on a click besides the link: (selector, attribute).
_LOADS = (
    *((f"[{name}]", name) for name in ("src", "srcset", "poster", "data", "background", "ping")),
    *((f"{tag}[href]", "href") for tag in ("link", "image", "use")),
    ("[style*='url']", "style"),
)
_NOT_LOADED = ("canonical", "alternate", "edit")
_HANDLER = re.compile(r"[\s\"'/]on[a-z]+\s*=", re.IGNORECASE)
_WAY_TO_ROOT = re.compile(r'new URL\("[\w./:%-]*",location\)')
_DATA_SCRIPTS = {"application/json", "application/ld+json"}


@dataclass
class _Html:
    """What one built page offers and asks for."""

    path: str
    language: str = ""
    ids: set[str] = field(default_factory=set)
    links: list[str] = field(default_factory=list)
    sends: list[str] = field(default_factory=list)
    scripts: set[str] = field(default_factory=set)
    faults: list[str] = field(default_factory=list)


def check_site(site: Path, pages: Iterable[Page], language: str = "") -> None:
    """Every page is there, every inner link leads somewhere, nothing runs or loads that is not ours.

    The engine's `language` is that of the conference, where it is told.

    Raises ProblemsFound; a page's problems stand at the YAML file it came from.
    """
    made = tuple(pages)
    origins = {PurePosixPath(page.path).with_suffix(".html").as_posix(): page.edit_path for page in made}
    problems = [
        Problem(
            origin,
            1,
            1,
            say("", "페이지가 만들어지지 않았습니다", "같은 주소의 파일이 있는지 살펴 주세요", path),
        )
        for path, origin in origins.items()
        if not (site / path).is_file()
    ]
    moved = {page.path for page in made if page.path.endswith(".html")}
    read = {path: _read(site, path) for path in _html_files(site)}
    # The one page without contributed text shows which inline scripts are the theme's own.
    own = read["404.html"].scripts
    for html in read.values():
        unlisted = (f"알지 못하는 스크립트입니다 {found(script)}" for script in sorted(html.scripts - own))
        sent = _wrongly_sent(html, moved=html.path in moved)
        faults = (*html.faults, *unlisted, *sent, *_broken_links(site, html, read))
        origin = origins.get(html.path, html.path)
        problems += (Problem(origin, 1, 1, f"만들어진 페이지 /{html.path}: {fault}") for fault in faults)
    if language and (other := read["404.html"].language) != language:
        mend = f"conference.yml의 language와 같게 {language} 로 적어 주세요"
        problems.append(
            Problem("mkdocs.yml", 1, 1, say("theme.language", "사이트의 말과 다릅니다", mend, other))
        )
    if problems:
        raise ProblemsFound(problems)


def _html_files(site: Path) -> list[str]:
    return sorted(path.relative_to(site).as_posix() for path in site.rglob("*.html"))


def _read(site: Path, path: str) -> _Html:
    raw = (site / path).read_text(encoding="utf-8")
    tree = LexborHTMLParser(raw)
    html = _Html(path, tree.root.attributes.get("lang") or "" if tree.root else "")
    for node in tree.css("[id]"):
        name = node.attributes["id"] or ""
        if name in html.ids:
            html.faults.append(f"같은 id가 둘입니다 {found(name)}")
        html.ids.add(name)
    html.links = [
        href for node in tree.css("a[href], link[rel~=alternate]") if (href := node.attributes["href"])
    ]
    metas = [node.attributes for node in tree.css("meta[http-equiv]")]
    html.sends = [m.get("content") or "" for m in metas if (m["http-equiv"] or "").lower() == "refresh"]
    html.scripts = set(_scripts(tree))
    html.faults += (*_markup_faults(tree, raw), *_unread_data(tree))
    return html


def _markup_faults(tree: LexborHTMLParser, raw: str) -> Iterator[str]:
    headings = len(tree.css("h1"))
    if headings != 1:
        yield f"h1이 하나여야 합니다 {found(headings)}"
    article = tree.css_first("article")
    for node in article.css(_BANNED) if article else ():
        yield f"본문에 쓸 수 없는 태그입니다 {found(node.tag)}"
    for node in article.css("[id^='__']") if article else ():
        yield f"본문에 쓸 수 없는 id입니다 {found(node.attributes['id'])}"
    for selector, attribute in _LOADS:
        for node in tree.css(selector):
            value = node.attributes[attribute] or ""
            if _calls_out(attribute, value) and node.attributes.get("rel") not in _NOT_LOADED:
                yield f"바깥에서 불러오는 것이 있습니다 {found(value)}"
    # Only where the raw text looks like it is the tree walked: walking every node of every page is slow.
    for node in tree.css("*") if _HANDLER.search(raw) else ():
        for name in node.attributes:
            if name.lower().startswith("on"):
                yield f"이벤트 속성이 있습니다 {found(name)}"


def _unread_data(tree: LexborHTMLParser) -> Iterator[str]:
    """JSON-LD that search engines could not read."""
    for node in tree.css("script[type='application/ld+json']"):
        if not _is_linked_data(node.text()):
            yield f"검색 엔진이 읽지 못하는 JSON-LD입니다 {found(node.text())}"


def _is_linked_data(text: str) -> bool:
    """Whether it is one object of JSON that names its vocabulary."""
    try:
        read = json.loads(text)
    except ValueError:
        return False
    return isinstance(read, dict) and "@context" in read


def _wrongly_sent(html: _Html, *, moved: bool) -> Iterator[str]:
    """Only a page that moved sends its reader on, and only to the page of ours that its link leads to: links are followed below."""
    links = html.links if moved else []
    if html.sends != [f"0; url={link}" for link in links[:1]] or any(_calls_out("href", to) for to in links):
        yield f"다른 곳으로 보내는 태그입니다 {found(' '.join(html.sends))}"


def _calls_out(attribute: str, value: str) -> bool:
    """Whether a browser that meets the attribute asks another host."""
    if attribute in ("style", "srcset"):
        return "//" in value
    parts = urlsplit(value.strip())
    return bool(parts.netloc or parts.scheme) and parts.scheme != "data"


def _scripts(tree: LexborHTMLParser) -> Iterator[str]:
    """The inline scripts that would run, less the page's own way to the root."""
    for node in tree.css("script:not([src])"):
        if node.attributes.get("type") not in _DATA_SCRIPTS:
            yield _WAY_TO_ROOT.sub("", node.text())


def _broken_links(site: Path, html: _Html, read: Mapping[str, _Html]) -> Iterator[str]:
    if html.path == "404.html":
        return
    for href in dict.fromkeys(html.links):
        parts = urlsplit(href)
        if parts.scheme in ("http", "https", "mailto"):
            continue
        if parts.scheme or parts.netloc:
            yield f"쓸 수 없는 주소입니다 {found(href)}"
            continue
        target = (
            posixpath.normpath(posixpath.join(posixpath.dirname(html.path), unquote(parts.path)))
            if parts.path
            else html.path
        )
        if parts.path.endswith("/") or target == "." or (parts.path and (site / target).is_dir()):
            target = posixpath.normpath(f"{target}/index.html")
        if target not in read and not (site / target).is_file():
            yield f"없는 페이지로 가는 링크입니다 {found(href)}"
        elif parts.fragment and target in read and unquote(parts.fragment) not in read[target].ids:
            yield f"없는 자리로 가는 링크입니다 {found(href)}"
