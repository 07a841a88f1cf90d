"""The handwritten pages of `docs/`: plain Markdown that GitHub shows as it stands, dressed here for the engine.

They carry neither front matter nor marks in their headings: the head is made of what a reader sees, and a heading
with an address is written `## <a id="steps"></a>제목`, which leads to the same place on GitHub and on the site.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from markupsafe import escape

from builder.addresses import GUIDE, GUIDE_PAGE, tree_path
from builder.views.sheet import Page, front_matter
from builder.views.text import plain

OWN = Path(__file__).resolve().parents[3] / "docs"
SHARED = ("assets", "sw.js")
_TITLE = re.compile(r"^# (.+)\n+(?![#|<`-])(.*)", re.MULTILINE)
_HEADING = re.compile(r'^(#{2,6}) <a id="([a-z0-9-]+)"></a>(.+)$', re.MULTILINE)
_LINK = re.compile(r"\[([^\]]*)\]\([^)]*\)")
_TO_GUIDE = re.compile(rf"(\]\((?:\.\./)*){re.escape(GUIDE)}(?=[)#])")


@cache
def shared_files() -> Mapping[str, Path]:
    """What every site of the generator needs and finds in the generator's own docs/: {"assets/site.css": ...}."""
    found = (path for name in SHARED for path in (OWN / name, *(OWN / name).rglob("*")))
    return {path.relative_to(OWN).as_posix(): path for path in sorted(found) if path.is_file()}


def document_page(docs: Path, path: str) -> Page:
    """A Markdown file of docs/ as a page."""
    origin = f"{docs.name}/{path}"

    def write() -> str:
        text = (docs / path).read_bytes().decode("utf-8-sig", "replace")
        return dressed(text.replace("\r\n", "\n"), origin)

    return Page(tree_path(path), write, origin)


def document_pages(docs: Path, paths: Iterable[str]) -> Iterator[Page]:
    return (document_page(docs, path) for path in paths)


def dressed(markdown: str, origin: str) -> str:
    """The page as the engine wants it: its title is its first heading, its description the paragraph below.

    A page that brings front matter of its own stays as it stands.

    >>> print(dressed('# 길\\n\\n가는 [법](CONTRIBUTING.md#how).\\n\\n## <a id="how"></a>먼저\\n', "docs/way.md"))
    ---
    description: "가는 법."
    source_file: "docs/way.md"
    title: "길"
    ---
    <BLANKLINE>
    # 길
    <BLANKLINE>
    가는 [법](contribute.md#how).
    <BLANKLINE>
    ## 먼저 {: #how }
    <BLANKLINE>
    """
    if markdown.startswith("---\n"):
        return markdown
    body = _TO_GUIDE.sub(rf"\1{GUIDE_PAGE}", _HEADING.sub(r"\1 \3 {: #\2 }", markdown))
    head: dict[str, Any] = {"source_file": origin}
    if found := _TITLE.search(markdown):
        title, lead = (plain(_LINK.sub(r"\1", part)) for part in found.groups())
        head |= {"title": str(escape(title)), "description": str(escape(lead[:200]))}
    return front_matter(head) + body
