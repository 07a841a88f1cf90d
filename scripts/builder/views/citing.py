"""What can be cited - a talk, a source, the record itself - in the forms that reference managers read.

Names are taken as they are printed: which part of one is the family's no record tells.
http://mirrors.ctan.org/biblio/bibtex/base/btxdoc.pdf, https://docs.citationstyles.org/en/stable/specification.html
"""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from builder.catalog import Catalog
from builder.models.conference import Person, Session
from builder.models.references import Source
from builder.models.values import PartialDate

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
# BibTeX counts braces even behind a backslash, so that those of a text stand as mathematics.
_ESCAPES = str.maketrans({
    "\\": r"\textbackslash{}", "{": r"$\lbrace$", "}": r"$\rbrace$", "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}", "`": r"\textasciigrave{}", **{sign: f"\\{sign}" for sign in "$&#_%"},
})  # fmt: skip
_LIGATURES = re.compile(r"([-'])(?=\1)")
_KINDS = {
    "press": "article-newspaper", "paper": "article-journal", "blog": "post-weblog", "law": "legislation",
    "talk": "speech",
}  # fmt: skip


@dataclass(frozen=True)
class Work:
    """One work: its name among others ("naru-2031-opening"), its kind as CSL calls it, what is known of it.

    `within` is what it was part of: the conference of a talk, the publisher of an article.
    """

    id: str
    kind: str
    title: str
    authors: Sequence[str] = ()
    date: PartialDate | None = None
    within: str = ""
    url: str = ""
    version: str = ""
    accessed: PartialDate | None = None

    @property
    def bibtex(self) -> str:
        return to_bibtex([self])

    @property
    def csl(self) -> str:
        return to_csl([self])


def talk(catalog: Catalog, session: Session) -> Work:
    day = session.date
    return Work(
        id=f"{catalog.conference.code}-{session.id}",
        kind="speech",
        title=session.title,
        authors=[catalog.of(Person)[speaker.person].shown for speaker in session.speakers],
        date=PartialDate(day.year, day.month, day.day),
        within=catalog.conference.name,
        url=session.opens["official_url"] or session.opens["video"] or "",
    )


def source(catalog: Catalog, entry: Source) -> Work:
    """A source by its own date; a title that the editors made is in brackets, as style guides ask for."""
    seen = entry.accessed
    return Work(
        id=f"{catalog.conference.code}-source-{entry.id}",
        kind=_KINDS.get(entry.kind, "webpage"),
        title=entry.title if entry.title_basis == "printed" else f"[{entry.title}]",
        authors=[entry.author] if entry.author else [],
        date=entry.date if entry.date_basis == "printed" else None,
        within=entry.publisher,
        url=entry.url or "",
        accessed=PartialDate(seen.year, seen.month, seen.day),
    )


def record(catalog: Catalog, version: str, url: str) -> Work:
    """The record itself, in the version of its data ("2026-11-22 1a2b3c4"), which begins with its day."""
    known = re.match(r"\d{4}-\d\d-\d\d(?!\S)", version)
    return Work(
        id=catalog.conference.code,
        kind="dataset",
        title=catalog.conference.site.name,
        date=PartialDate.read(known[0]) if known else None,
        url=url,
        version=version,
    )


def to_bibtex(works: Iterable[Work]) -> str:
    """Entries of @misc, for neither a talk nor a page nor data has a kind of its own in BibTeX.

    >>> print(to_bibtex([Work("x", "speech", "50% & more", ["han.bit"], PartialDate(2031, 11, 1))]), end="")
    @misc{x,
      author = {{han.bit}},
      title = {{50\\% \\& more}},
      date = {2031-11-01},
      year = {2031},
      month = nov,
    }
    """
    return "\n".join(_entry(work) for work in works)


def _entry(work: Work) -> str:
    fields = {
        "author": " and ".join(_braced(name) for name in work.authors),
        "title": _braced(work.title),
        "howpublished": _escaped(work.within),
        "version": _escaped(work.version),
        "date": str(work.date or ""),
        "year": f"{work.date.year:04}" if work.date else "",
        "url": work.url,
        "urldate": str(work.accessed or ""),
    }
    lines = [f"  {name} = {{{value}}},\n" for name, value in fields.items() if value]
    if work.date and work.date.month:
        place = next(i for i, line in enumerate(lines) if line.startswith("  year")) + 1
        lines.insert(place, f"  month = {_MONTHS[work.date.month - 1]},\n")
    return f"@misc{{{work.id},\n{''.join(lines)}}}\n"


def _braced(text: str) -> str:
    """In braces of its own, so that it is one name, or keeps its capitals."""
    return f"{{{_escaped(text)}}}"


def _escaped(text: str) -> str:
    return _LIGATURES.sub(r"\1{}", text.translate(_ESCAPES))


def to_csl(works: Iterable[Work]) -> str:
    """A list in CSL JSON, a line an item: https://github.com/citation-style-language/schema#csl-json-schema"""
    items = (json.dumps(_item(work), ensure_ascii=False) for work in works)
    return "[\n" + ",\n".join(items) + "\n]"


def _item(work: Work) -> Mapping[str, Any]:
    within = {"speech": "event-title", "dataset": "publisher"}.get(work.kind, "container-title")
    known = {
        "id": work.id,
        "type": work.kind,
        "title": work.title,
        "author": [{"literal": name} for name in work.authors],
        "issued": _day(work.date),
        within: work.within,
        "version": work.version,
        "URL": work.url,
        "accessed": _day(work.accessed),
    }
    return {name: value for name, value in known.items() if value}


def _day(date: PartialDate | None) -> Mapping[str, Any] | None:
    parts = [part for part in (date.year, date.month, date.day) if part] if date else []
    return {"date-parts": [parts]} if parts else None
