"""What the record lacks, as a list of work: nothing here is wrong, so nothing here is a problem."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from builder.catalog import Catalog
from builder.models.base import Entry
from builder.models.causes import Cause
from builder.models.incident import Event
from builder.models.measures import Measure
from builder.models.references import Figure, Source, Term

STALE = timedelta(days=180)
_ACRONYM = re.compile(r"(?<![A-Za-z0-9])[A-Z][A-Z0-9]{1,5}(?![A-Za-z0-9])")


@dataclass(frozen=True)
class Gap:
    """One thing that is missing: its kind (a key of `gap:` in the table of words), the record, or the word that it is about."""

    kind: str
    entry: Entry | None = None
    word: str = ""


def find_gaps(catalog: Catalog, today: date) -> list[Gap]:
    """Every gap, by kind. `today` is the day by which a search for evidence is judged old."""
    return [
        *_single_source(catalog),
        *_unanswered(catalog),
        *(Gap("measure_without_evidence", m) for m in catalog.of(Measure).values() if not m.last_evidence),
        *(Gap("measure_stale", m) for m in catalog.of(Measure).values() if today - m.last_checked > STALE),
        *(
            Gap("session_without_points", s)
            for s in catalog.programme
            if s in catalog.featured and len(s.points) < 5
        ),
        *(Gap("session_without_slides", s) for s in catalog.programme if not s.slides),
        *(Gap("source_undated", s) for s in catalog.of(Source).values() if s.date_basis == "unknown"),
        *(Gap("source_unlinked", s) for s in catalog.of(Source).values() if not s.url),
        *(Gap("source_partly_seen", s) for s in catalog.of(Source).values() if s.seen == "opening"),
        *(Gap("term_missing", word=word) for word in _unexplained(catalog)),
    ]


def _single_source(catalog: Catalog) -> Iterator[Gap]:
    facts: tuple[Event | Cause | Figure, ...] = (
        *catalog.timeline,
        *catalog.of(Cause).values(),
        *catalog.of(Figure).values(),
    )
    return (Gap("single_source", fact) for fact in facts if len(catalog.independent(fact.sources)) == 1)


def _unanswered(catalog: Catalog) -> Iterator[Gap]:
    for cause in catalog.of(Cause).values():
        if cause.asks_for_measure and not catalog.back(cause, Measure):
            yield Gap("cause_without_measure", cause)
    for measure in catalog.of(Measure).values():
        if not measure.causes:
            yield Gap("measure_without_cause", measure)


def _unexplained(catalog: Catalog) -> list[str]:
    """Capital abbreviations that stand in two or more records and in no term, company or party."""
    known = " ".join(f"{term.ko} {term.en} {term.short}" for term in catalog.of(Term).values())
    known += " ".join(company.name for company in catalog.conference.companies)
    known += " ".join(party.name for party in (catalog.incident.parties if catalog.incident else ()))
    known += " ".join(source.publisher for source in catalog.of(Source).values())
    used: Counter[str] = Counter()
    for _, model in catalog.models:
        used.update({word for _, text in model.own_words for word in _ACRONYM.findall(text)})
    return sorted(word for word, count in used.items() if count > 1 and word not in known)
