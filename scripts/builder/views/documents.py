"""The handwritten pages of `docs/`: plain Markdown that GitHub shows as it stands, dressed here for the engine.

They carry neither front matter nor marks in their headings: the head is made of what a reader sees, and a heading
with an address is written `## <a id="steps"></a>제목`, which leads to the same place on GitHub and on the site.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path

from builder.addresses import GUIDE, GUIDE_PAGE, address_of, tree_path
from builder.views.desk import Desk
from builder.views.sheet import Page, Sheet, front_matter
from builder.views.text import plain

OWN = Path(__file__).resolve().parents[3] / "docs"
SHARED = ("assets", "sw.js")
_TITLE = re.compile(r"^# (.+)\n+(?![#|<`-])(.*)", re.MULTILINE)
_HEADING = re.compile(r'^(#{2,6}) <a id="([a-z0-9-]+)"></a>(.+)$', re.MULTILINE)
_FRONT = re.compile(r"\A---\n.*?^---$", re.MULTILINE | re.DOTALL)
_UNLISTED = re.compile(r"^unlisted: true$", re.MULTILINE)
_LINK = re.compile(r"\[([^\]]*)\]\([^)]*\)")
_TO_GUIDE = re.compile(rf"(\]\((?:\.\./)*){re.escape(GUIDE)}(?=[)#])")


@cache
def shared_files() -> Mapping[str, Path]:
    """What every site of the generator needs and finds in the generator's own docs/: {"assets/site.css": ...}."""
    found = (path for name in SHARED for path in (OWN / name, *(OWN / name).rglob("*")))
    return {path.relative_to(OWN).as_posix(): path for path in sorted(found) if path.is_file()}


def document_page(desk: Desk, docs: Path, path: str) -> Page:
    """A Markdown file of docs/ as a page: its title is its first heading, its description the paragraph below.

    One that brings front matter of its own stays as it stands, and is listed unless that says `unlisted: true`.
    """
    origin = f"{docs.name}/{path}"
    text = (docs / path).read_bytes().decode("utf-8-sig", "replace").replace("\r\n", "\n")
    front = _FRONT.match(text)
    found = _TITLE.search(text)
    title, lead = (plain(_LINK.sub(r"\1", part)) for part in found.groups()) if found else ("", "")

    def write() -> str:
        if front:
            return text
        told: Mapping[str, str] = {}
        if title:
            sheet = Sheet(desk.catalog, address_of(tree_path(path)), desk.site)
            told = desk.told(sheet, "document", title, lead[:200], {})
        return front_matter({"source_file": origin, **told}) + dressed(text)

    listed = not (front and _UNLISTED.search(front[0]))
    return Page(tree_path(path), write, origin, title, listed)


def document_pages(desk: Desk, docs: Path, paths: Iterable[str]) -> Iterator[Page]:
    return (document_page(desk, docs, path) for path in paths)


def dressed(markdown: str) -> str:
    """The text as the engine wants it.

    >>> dressed('가는 [법](CONTRIBUTING.md#how).\\n\\n## <a id="how"></a>먼저\\n')
    '가는 [법](contribute.md#how).\\n\\n## 먼저 {: #how }\\n'
    """
    return _TO_GUIDE.sub(rf"\1{GUIDE_PAGE}", _HEADING.sub(r"\1 \3 {: #\2 }", markdown))
