"""Reads the built HTML as a browser does and refuses what must not be there.

The third lock behind strict models and clean text: whatever slips through both, and whatever the engine loses in
silence, stops here and the last good site stays.
"""

import posixpath
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from urllib.parse import unquote, urlsplit

from selectolax.lexbor import LexborHTMLParser

from builder.markup import calls_out, markup_faults, own_tags
from builder.problems import Problem, ProblemsFound, found, say
from builder.views.sheet import Page


@dataclass
class _Html:
    """What one built page offers and asks for."""

    path: str
    language: str = ""
    ids: set[str] = field(default_factory=set)
    links: list[str] = field(default_factory=list)
    sends: list[str] = field(default_factory=list)
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
    # The one page without contributed text shows what the theme has outside the text.
    own = own_tags(LexborHTMLParser((site / "404.html").read_text("utf-8")))
    read = {path: _read(site, path, own) for path in _html_files(site)}
    for html in read.values():
        sent = _wrongly_sent(html, moved=html.path in moved)
        faults = (*html.faults, *sent, *_broken_links(site, html, read))
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


def _read(site: Path, path: str, own: Mapping[str, int]) -> _Html:
    raw = (site / path).read_text(encoding="utf-8")
    tree = LexborHTMLParser(raw)
    html = _Html(path, tree.root.attributes.get("lang") or "" if tree.root else "")
    for node in tree.css("[id]"):
        name = node.attributes["id"] or ""
        if name in html.ids:
            html.faults.append(f"같은 id가 둘입니다 {found(name)}")
        html.ids.add(name)
    html.links = [
        href
        for node in tree.css("a[href], area[href], link[rel~=alternate]")
        if (href := node.attributes.get("href"))  # an SVG's xlink:href is selected as well
    ]
    metas = [node.attributes for node in tree.css("meta[http-equiv]")]
    html.sends = [m.get("content") or "" for m in metas if (m["http-equiv"] or "").lower() == "refresh"]
    html.faults += markup_faults(tree, raw, own)
    return html


def _wrongly_sent(html: _Html, *, moved: bool) -> Iterator[str]:
    """Only a page that moved sends its reader on, and only to the page of ours that its link leads to: links are followed below."""
    links = html.links if moved else []
    if html.sends != [f"0; url={link}" for link in links[:1]] or any(calls_out("href", to) for to in links):
        yield f"다른 곳으로 보내는 태그입니다 {found(' '.join(html.sends))}"


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
