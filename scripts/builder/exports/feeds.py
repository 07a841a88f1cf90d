"""What is new, as Atom feeds: corrections, what became of measures, sessions, sources, and all of them together.

An entry's id comes from its record and its date from the record too, never from the clock or the site's address, so that
a reader is told of each thing once (RFC 4287, 4.2.6).
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from xml.etree import ElementTree

from builder.addresses import Retired
from builder.exports.press import Press
from builder.models.base import Entry
from builder.models.measures import Measure
from builder.models.references import Correction, Source, Term
from builder.views.references import records
from builder.views.sheet import Sheet
from builder.words import filled

FOLDER = "feeds/"
ALL = "all"
_LIMIT = 200  # entries in one feed, the newest
_ATOM = "http://www.w3.org/2005/Atom"


@dataclass(frozen=True)
class News:
    """An entry: its record, the name that its id is made of ("measure/x/2024-01/partly"), what else its template wants."""

    kind: str
    record: Entry
    title: str
    updated: datetime
    name: str
    values: Mapping[str, Any] = field(default_factory=dict)


def feeds(press: Press) -> Iterator[tuple[str, bytes]]:
    """Each kind's newest, and of all kinds together an equal share, or a day's many sources would hide the rest."""
    of_kind = {kind: _newest(news(press)) for kind, news in KINDS.items()}
    if not press.catalog.incident:  # what such a site has none of it may never have
        of_kind = {kind: news for kind, news in of_kind.items() if news}
    share = _LIMIT // len(of_kind)
    for kind, news in of_kind.items():
        yield feed_path(kind), _to_atom(press, kind, news)
    yield (
        feed_path(ALL),
        _to_atom(press, ALL, _newest(one for news in of_kind.values() for one in news[:share])),
    )


def _newest(news: Iterable[News]) -> list[News]:
    return sorted(news, key=lambda one: (one.updated, one.name), reverse=True)[:_LIMIT]


def feed_path(kind: str) -> str:
    return f"{FOLDER}{kind}.atom"


def _corrections(press: Press) -> Iterator[News]:
    for entry in press.catalog.of(Correction).values():
        about = records(press.desk, entry.records)
        title = filled(press.words["feed"]["correction"], names=", ".join(name for name, _ in about))
        yield News("corrections", entry, title, press.midnight(entry.date), _name(entry), {"about": about})


def _measures(press: Press) -> Iterator[News]:
    """Every dated finding; two of one day and grade are told apart by their order."""
    for measure in press.catalog.of(Measure).values():
        seen: Counter[str] = Counter()
        for found in measure.evidence:
            name = f"{_name(measure)}/{found.date}/{found.status}"
            seen[name] += 1
            name += f"/{seen[name]}" if seen[name] > 1 else ""
            title = f"{measure.title}: {press.words['status'][found.status]}"
            yield News("measures", measure, title, press.midnight(found.date.first), name, {"found": found})


def _sessions(press: Press) -> Iterator[News]:
    for session in press.catalog.programme:
        yield News("sessions", session, session.title, press.catalog.starts_at(session), _name(session))


def _sources(press: Press) -> Iterator[News]:
    """By the day on which the editors read it, for that is when it became a source."""
    for source in press.catalog.of(Source).values():
        title = f"{source.publisher}: {source.title}"
        yield News("sources", source, title, press.midnight(source.accessed), _name(source))


def _name(entry: Entry) -> str:
    return f"{entry.entity}/{entry.id}"


KINDS: Mapping[str, Callable[[Press], Iterable[News]]] = {
    "corrections": _corrections,
    "measures": _measures,
    "sessions": _sessions,
    "sources": _sources,
}


class _Out(Sheet):
    """The place of a feed: links are whole where the site's address is known, else from its folder; it links no terms."""

    def __init__(self, press: Press) -> None:
        super().__init__(press.catalog, FOLDER, explained=set(press.catalog.of(Term)))
        self.edition = press.edition

    def href(self, target: Entry | Retired | str) -> str:
        address = target if isinstance(target, str) else target.address
        return self.edition.url(address) or super().href(target)

    def file(self, path: str) -> str:
        return self.edition.url(path) or super().file(path)


def _to_atom(press: Press, kind: str, entries: Sequence[News]) -> bytes:
    words, site, out = press.words["feed"], press.catalog.conference.site, _Out(press)
    feed = ElementTree.Element("feed", {"xmlns": _ATOM})
    _text(feed, "id", press.guid(f"feed/{kind}").urn)
    _text(feed, "title", filled(words["title"], site=site.name, kind=words["kind"][kind]))
    last = max(
        (one.updated for one in entries), default=press.midnight(press.catalog.conference.days[-1].date)
    )
    _text(feed, "updated", last.isoformat())
    _text(ElementTree.SubElement(feed, "author"), "name", site.name)
    _text(feed, "rights", site.licence)
    ElementTree.SubElement(
        feed, "link", rel="self", type="application/atom+xml", href=out.file(feed_path(kind))
    )
    ElementTree.SubElement(feed, "link", rel="license", href=site.licence_url)
    ElementTree.SubElement(feed, "link", rel="alternate", type="text/html", href=out.href(_page(press, kind)))
    for one in entries:
        _add(feed, press, one, out)
    ElementTree.indent(feed, " ")
    return bytes(ElementTree.tostring(feed, encoding="utf-8", xml_declaration=True)) + b"\n"


def _page(press: Press, kind: str) -> str:
    """The page that shows the same; there is one of corrections only when there are some."""
    corrections = "sources/corrections/" if press.catalog.of(Correction) else "sources/"
    return {"corrections": corrections, ALL: ""}.get(kind, f"{kind}/")


def _add(feed: ElementTree.Element, press: Press, one: News, out: Sheet) -> None:
    entry = ElementTree.SubElement(feed, "entry")
    _text(entry, "id", press.guid(one.name).urn)
    _text(entry, "title", one.title)
    _text(entry, "updated", one.updated.isoformat())
    ElementTree.SubElement(entry, "link", rel="alternate", type="text/html", href=out.href(one.record))
    ElementTree.SubElement(entry, "category", term=one.kind, label=press.words["feed"]["kind"][one.kind])
    template = press.desk.environment.get_template(f"feed_{one.record.entity}.jinja")
    content = template.render(page=out, entry=one.record, **one.values)
    _text(entry, "content", content.strip()).set("type", "html")


def _text(parent: ElementTree.Element, name: str, text: str) -> ElementTree.Element:
    made = ElementTree.SubElement(parent, name)
    made.text = text
    return made
