"""Sources and what cites them, where sources differ, corrections, the glossary."""

from collections.abc import Iterator, Sequence
from typing import get_args

from builder.addresses import Retired
from builder.gaps import find_gaps
from builder.models.base import Entry
from builder.models.conference import Session
from builder.models.references import Correction, Discrepancy, Source, Term
from builder.models.values import PartialDate
from builder.views import pictures
from builder.views.desk import Desk
from builder.views.leaves import leaves
from builder.views.sheet import CONFERENCE, Page
from builder.words import filled

BEHIND = 0.2  # in a search the record stands before the headlines that it cites


def pages(desk: Desk) -> Iterator[Page]:
    catalog = desk.catalog
    yield from sources_index(desk)
    for source in catalog.of(Source).values():
        yield from source_pages(desk, source)
    if catalog.of(Discrepancy):
        yield discrepancies_page(desk)
    yield gaps_page(desk)
    if catalog.of(Correction):
        yield corrections_page(desk)
    if catalog.of(Term):
        yield glossary_page(desk)


def sources_index(desk: Desk) -> Iterator[Page]:
    catalog = desk.catalog
    order = list(desk.words["source_kind"])
    sources = sorted(
        catalog.of(Source).values(),
        key=lambda s: (order.index(s.kind), s.date or PartialDate(9999), s.publisher, s.id),
    )
    coverage = pictures.coverage_view(desk)
    for leaf in leaves("sources/", sources):
        kinds = [
            (kind, [(s, len(catalog.citing(s))) for s in leaf.items if s.kind == kind]) for kind in order
        ]
        yield desk.list_page(
            "sources_index", leaf, CONFERENCE,
            kinds=[(kind, found) for kind, found in kinds if found],
            grade_counts={grade: sum(s.grade == grade for s in sources) for grade in desk.words["grade"]},
            discrepancy_count=len(catalog.of(Discrepancy)),
            correction_count=len(catalog.of(Correction)),
            coverage=coverage,
        )  # fmt: skip


def source_pages(desk: Desk, source: Source) -> Iterator[Page]:
    """The page of the source, and where very much cites it, those on which the rest of that is listed."""
    said = filled(desk.words["described"]["source"], publisher=source.publisher, title=source.title)
    for leaf in leaves(source.address, desk.catalog.citing(source)):
        cited: dict[str, list[tuple[str, str]]] = {}
        for entity, name in leaf.items:
            cited.setdefault(entity, []).append(cites(desk, entity, name))
        yield desk.page(
            "source", leaf.address,
            title=leaf.named(source.title, desk.words),
            description=leaf.named(said, desk.words),
            edit=desk.catalog.path(source.key),
            entry=source,
            leaf=leaf,
            cited=cited.items(),
            discrepancies=desk.catalog.back(source, Discrepancy),
            boost=BEHIND * leaf.boost,
        )  # fmt: skip


def cites(desk: Desk, entity: str, name: str) -> tuple[str, str]:
    """The name and the address of what cites a source: a record, or one of the two frames."""
    if entity in desk.catalog.entries:
        entry = desk.catalog.find(entity, name)
        return desk.name_of(entry), entry.address
    return desk.words["entity"][entity], {"conference": "sessions/", "incident": "incident/"}[entity]


def records(desk: Desk, refs: Sequence[str]) -> Iterator[tuple[str, Entry | Retired]]:
    """The records that refs like "event/fire-starts" lead to, each with what its link says; one may be withdrawn."""
    for ref in refs:
        entity, name = ref.split("/", 1)
        entry = desk.catalog.entries[entity].get(name) or desk.addresses.heir((entity, name))
        if entry:
            yield desk.name_of(entry), entry
        else:
            yield f"{desk.words['entity'][entity]} {name}", desk.addresses.retired[entity, name]


def discrepancies_page(desk: Desk) -> Page:
    entries = list(desk.catalog.of(Discrepancy).values())
    kinds = [
        (kind, [d for d in entries if d.kind == kind])
        for kind in get_args(Discrepancy.model_fields["kind"].annotation)
    ]
    return desk.list_page(
        "discrepancies", "sources/discrepancies/", entries[0].key,
        kinds=[(kind, found) for kind, found in kinds if found],
        about={entry.id: list(records(desk, entry.about)) for entry in entries},
    )  # fmt: skip


def gaps_page(desk: Desk) -> Page:
    kinds: dict[str, list[tuple[str, str]]] = {}
    for gap in find_gaps(desk.catalog, desk.day):
        name, address = (desk.name_of(gap.entry), gap.entry.address) if gap.entry else (gap.word, "")
        kinds.setdefault(gap.kind, []).append((name, address))
    return desk.list_page("gaps", "sources/gaps/", CONFERENCE, kinds=kinds.items())


def corrections_page(desk: Desk) -> Page:
    entries = sorted(desk.catalog.of(Correction).values(), key=lambda c: (c.date, c.id), reverse=True)
    return desk.list_page(
        "corrections", "sources/corrections/", entries[0].key,
        corrections=[(entry, list(records(desk, entry.records))) for entry in entries],
    )  # fmt: skip


def glossary_page(desk: Desk) -> Page:
    terms = sorted(desk.catalog.of(Term).values(), key=lambda t: (t.ko, t.id))
    return desk.list_page(
        "glossary", "glossary/", terms[0].key,
        differs={term.id: desk.catalog.back(term, Discrepancy) for term in terms},
        terms=[(term, [s for s in desk.catalog.featured if s in desk.catalog.back(term, Session)]) for term in terms],
    )  # fmt: skip
