"""A page as a value, and the sheet it is written on: relative addresses, numbered citations, front matter.

MkDocs prints titles and descriptions as they come, so they are escaped in the front matter.
"""

import json
import posixpath
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from builder.addresses import Retired, address_of
from builder.catalog import Catalog
from builder.models.base import Citation, Entry
from builder.models.references import Source
from builder.views.downloads import calendar_of

CONFERENCE, INCIDENT = ("conference", "conference"), ("incident", "incident")  # keys of the two frames
CARD = "card.png"  # stands beside every page that is listed: what is shown where the page is shared
TEMPLATES = Path(__file__).resolve().parent.parent / "templates"


@dataclass(frozen=True)
class Page:
    """One file of the Markdown tree: `causes/no-control-tower/index.md`, its writer, and the file an editor mends.

    It is written when it is asked for: a preview wants one page of thousands, a build each once.
    A path that ends in .html is a page that is finished: the engine takes it as it is.
    """

    path: str
    write: Callable[[], str]
    edit_path: str
    title: str = ""
    listed: bool = True  # for search engines: in the site map, and with a card

    @property
    def address(self) -> str:
        """ "causes/no-control-tower/", "" for the front page."""
        return address_of(self.path)

    @property
    def markdown(self) -> str:
        return self.write()


def front_matter(head: Mapping[str, Any]) -> str:
    """What stands above a page for the engine. MkDocs prints titles and descriptions as they come: hand them over escaped.

    JSON is YAML, and its serializer leaves nothing for a text to break out of (https://yaml.org/spec/1.2.2/#13-terminology).
    """
    lines = "".join(
        f"{key}: {json.dumps(value, ensure_ascii=False)}\n" for key, value in sorted(head.items())
    )
    return f"---\n{lines}---\n\n"


@dataclass(frozen=True)
class Reference:
    """A source as one page numbers it."""

    number: int
    source: Source


@dataclass
class Sheet:
    """One page while it is written: knows its own address, gives each source a number at its first citation."""

    catalog: Catalog
    address: str
    site: str = ""  # the site's own address, where it is known
    numbers: dict[str, int] = field(default_factory=dict)
    explained: set[str] = field(default_factory=set)  # the terms that are linked already
    places: Mapping[str, str] = field(
        default_factory=dict
    )  # what stands on this page and otherwise elsewhere, with its id here
    trail: Sequence[tuple[str, str]] = ()  # the names and addresses of the pages above this one

    def above(self, trail: Sequence[tuple[str, str]]) -> Sequence[tuple[str, str]]:
        """Takes down which pages lead here, as the page shows it, and hands them back."""
        self.trail = trail
        return trail

    def href(self, target: Entry | Retired | str) -> str:
        """The address of an entry or a page, relative to this one: "../../sources/msit-20221206/"."""
        whole = target if isinstance(target, str) else target.address
        address, hash_sign, anchor = whole.partition("#")
        if address == self.address and hash_sign:
            return f"#{anchor}"
        if address in self.places:
            return f"#{self.places.get(whole, anchor)}"
        way = posixpath.relpath("/" + address, "/" + self.address)
        return f"{way}/{hash_sign}{anchor}"

    def file(self, path: str) -> str:
        """The address of a file of the site ("data/v1/all.json"), relative to this page."""
        return posixpath.relpath("/" + path, "/" + self.address)

    def whole(self, target: Entry | str) -> str:
        """The whole address of an entry or a page where the site's is known, else the one relative to this page."""
        address = target if isinstance(target, str) else target.address
        return f"{self.site.rstrip('/')}/{address}" if self.site else self.href(target)

    def whole_file(self, path: str) -> str:
        """The same for a file of the site."""
        return self.whole(path) if self.site else self.file(path)

    @property
    def calendar(self) -> str:
        """The calendar of this page, beside it: "opening.ics"."""
        return self.file(calendar_of(self.address))

    def cite(self, citations: Iterable[Citation]) -> tuple[tuple[Reference, Citation], ...]:
        """Numbers the sources of a statement."""
        sources = self.catalog.of(Source)
        marks = []
        for citation in citations:
            number = self.numbers.setdefault(citation.id, len(self.numbers) + 1)
            marks.append((Reference(number, sources[citation.id]), citation))
        return tuple(marks)

    @property
    def references(self) -> tuple[Reference, ...]:
        """What has been cited so far, by number."""
        sources = self.catalog.of(Source)
        return tuple(Reference(number, sources[name]) for name, number in self.numbers.items())
