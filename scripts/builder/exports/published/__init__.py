"""The published form of the records, by its version: apart from the input models, so that those may change."""

from collections.abc import Mapping
from dataclasses import dataclass

from builder.exports.press import Press
from builder.exports.published.base import Published, Record
from builder.exports.published.causes import Cause, Measure
from builder.exports.published.conference import Conference, Person, Session
from builder.exports.published.incident import Comparison, Curve, Diagram, Event, Incident, Service
from builder.exports.published.references import Correction, Discrepancy, Figure, Source, Term
from builder.models.base import Entry

# A key may be added within a version; none is taken out, and none changes its meaning.
FORM = "v1"
LISTS: Mapping[str, type[Record]] = {
    "sessions": Session,
    "people": Person,
    "events": Event,
    "causes": Cause,
    "measures": Measure,
    "services": Service,
    "curves": Curve,
    "diagrams": Diagram,
    "comparisons": Comparison,
    "figures": Figure,
    "discrepancies": Discrepancy,
    "sources": Source,
    "terms": Term,
    "corrections": Correction,
}


@dataclass(frozen=True)
class Data:
    """Everything that is published: the two frames, and every list by its name, by id within it."""

    conference: Conference
    incident: Incident | None
    lists: Mapping[str, tuple[Record, ...]]


def published(press: Press) -> Data:
    catalog = press.catalog
    conference = Conference.model_validate(catalog.conference, context=press)
    incident = Incident.model_validate(catalog.incident, context=press) if catalog.incident else None
    return Data(conference, incident, {name: _list(kind, press) for name, kind in LISTS.items()})


def _list(kind: type[Record], press: Press) -> tuple[Record, ...]:
    entries: Mapping[str, Entry] = press.catalog.entries.get(kind.entity, {})
    return tuple(kind.model_validate(entries[name], context=press) for name in sorted(entries))


__all__ = ["FORM", "LISTS", "Data", "Published", "Record", "published"]
