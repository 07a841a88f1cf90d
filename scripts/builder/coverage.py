"""On how many independent sources each kind of fact rests."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from builder.catalog import Catalog
from builder.models.base import Citations
from builder.models.causes import Cause
from builder.models.conference import Session
from builder.models.measures import Measure
from builder.models.references import Figure

MANY = 3  # so many and more are counted together


@dataclass(frozen=True)
class Coverage:
    """The facts of one kind ("event", "cause", "measure", "point", "figure") on one, two, and three or more sources."""

    kind: str
    counts: tuple[int, ...]

    @property
    def total(self) -> int:
        return sum(self.counts)


def coverage(catalog: Catalog) -> list[Coverage]:
    """A row a kind of fact; kinds that have none are left out."""
    found: dict[str, Counter[int]] = {}
    for kind, citations in _facts(catalog):
        found.setdefault(kind, Counter())[min(len(catalog.independent(citations)), MANY)] += 1
    return [Coverage(kind, tuple(counts[n] for n in range(1, MANY + 1))) for kind, counts in found.items()]


def _facts(catalog: Catalog) -> Iterator[tuple[str, Citations]]:
    """Every fact with its citations; that a measure was put forward is one, whatever became of it."""
    for event in catalog.timeline:
        yield "event", event.sources
    for cause in catalog.of(Cause).values():
        yield "cause", cause.sources
    for measure in catalog.of(Measure).values():
        yield "measure", tuple(citation for promise in measure.promised for citation in promise.sources)
    for session in catalog.of(Session).values():
        yield from (("point", point.sources) for point in session.points)
    for figure in catalog.of(Figure).values():
        yield "figure", figure.sources
