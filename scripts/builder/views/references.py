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
from builder.views.sheet import CONFERENCE, Page
from builder.words import filled

BEHIND = 0.2  # in a search the record stands before the headlines that it cites


def pages(desk: Desk) -> Iterator[Page]:
    catalog = desk.catalog
    yield sources_index(desk)
    yield from (source_page(desk, source) for source in catalog.of(Source).values())
    if catalog.of(Discrepancy):
        yield discrepancies_page(desk)
    yield gaps_page(desk)
    if catalog.of(Correction):
        yield corrections_page(desk)
    if catalog.of(Term):
        yield glossary_page(desk)


def sources_index(desk: Desk) -> Page:
    catalog = desk.catalog
    sources = sorted(
        catalog.of(Source).values(), key=lambda s: (s.date or PartialDate(9999), s.publisher, s.id)
    )
    kinds = [
        (kind, [(s, len(catalog.citing(s))) for s in sources if s.kind == kind])
        for kind in desk.words["source_kind"]
    ]
    return desk.list_page(
        "sources_index", "sources/", CONFERENCE,
        kinds=[(kind, found) for kind, found in kinds if found],
        grade_counts={grade: sum(s.grade == grade for s in sources) for grade in desk.words["grade"]},
        discrepancy_count=len(catalog.of(Discrepancy)),
        correction_count=len(catalog.of(Correction)),
        coverage=pictures.coverage_view(desk),
    )  # fmt: skip


def source_page(desk: Desk, source: Source) -> Page:
    catalog = desk.catalog
    cited: dict[str, list[tuple[str, str]]] = {}
    for entity, name in catalog.citing(source):
        if entity in catalog.entries:
            entry = catalog.find(entity, name)
            cited.setdefault(entity, []).append((desk.name_of(entry), entry.address))
        else:
            cited[entity] = [
                (desk.words["entity"][entity], {"conference": "sessions/", "incident": "incident/"}[entity])
            ]
    return desk.entry_page(
        source,
        title=source.title,
        description=filled(desk.words["described"]["source"], publisher=source.publisher, title=source.title),
        cited=cited.items(),
        discrepancies=desk.catalog.back(source, Discrepancy),
        boost=BEHIND,
    )


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
