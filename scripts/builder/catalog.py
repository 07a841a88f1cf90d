"""Everything read from `sessions/`, and the questions that go across entries. What is wrong in it is said in checks/."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from functools import cached_property
from typing import Any, TypeVar, cast
from zoneinfo import ZoneInfo

from builder.document import Document, Loc
from builder.models.base import Citation, Entry, Model, Reference, references_in
from builder.models.causes import Cause
from builder.models.conference import Conference, Session
from builder.models.incident import Event, Incident
from builder.models.measures import Measure
from builder.models.redirects import Redirect
from builder.models.references import Source
from builder.problems import Problem, say
from builder.shelves import ENTRIES, FRAME, plural

E = TypeVar("E", bound=Entry)
ANY = "*"  # among the unread: every record of a kind, where a whole list could not be read


@dataclass(frozen=True)
class Origin:
    """Where a record was read: the document and the place in it."""

    document: Document
    loc: Loc


@dataclass(frozen=True)
class Faulty:
    """A record that could not be made: what its file says of it."""

    origin: Origin
    model: type[Model]
    data: object


@dataclass(frozen=True)
class Catalog:
    """All records by kind and id, each with its origin; what could not be read stands in `problems`.

    `unread` are the keys of faulty records: a reference to one of them is not a fault of its own. Their own references
    are looked at as those of the others (`faulty`), so that an editor learns of all that is wrong in one run.
    `ledger` has every line of the ledger with its file and number, `handwritten` the paths of the pages in docs/.
    `catalog.of(Cause)["no-control-tower"]` is one record, `catalog.back(cause, Measure)` the measures that name it.
    """

    conference: Conference
    incident: Incident | None
    entries: Mapping[str, Mapping[str, Entry]]
    origins: Mapping[tuple[str, str], Origin]
    problems: tuple[Problem, ...] = ()
    unread: frozenset[tuple[str, str]] = frozenset()
    faulty: tuple[Faulty, ...] = ()
    redirects: tuple[Redirect, ...] = ()
    ledger: Mapping[str, tuple[str, int]] = field(default_factory=dict)
    handwritten: tuple[str, ...] = ()

    def of(self, model: type[E]) -> Mapping[str, E]:
        return cast("Mapping[str, E]", self.entries.get(model.entity, {}))

    def find(self, entity: str, name: str) -> Entry:
        return self.entries[entity][name]

    @property
    def models(self) -> Iterator[tuple[tuple[str, str], Model]]:
        """Every record with its key, the conference and the incident among them."""
        yield ("conference", "conference"), self.conference
        if self.incident:
            yield ("incident", "incident"), self.incident
        for entries in self.entries.values():
            for entry in entries.values():
                yield entry.key, entry
        for redirect in self.redirects:
            yield redirect.key, redirect

    def may_know(self, entity: str) -> bool:
        """Whether a record of this kind may stand in a list that could not be read."""
        frame = entity in FRAME and ("incident", "incident") in self.unread
        return frame or (entity, ANY) in self.unread

    def problem(self, key: tuple[str, str], loc: Loc, wrong: str, mend: str, value: object = None) -> Problem:
        """A problem at a place of a record; the message begins with the last field of `loc` that the file has."""
        return self.problem_at(self.origins[key], loc, wrong, mend, value)

    def problem_at(self, origin: Origin, loc: Loc, wrong: str, mend: str, value: object = None) -> Problem:
        field = origin.document.key_of((*origin.loc, *loc)) if loc else ""
        return origin.document.problem((*origin.loc, *loc), say(field, wrong, mend, value))

    def path(self, key: tuple[str, str]) -> str:
        """The file a record stands in, from the project's root."""
        return self.origins[key].document.path

    @cached_property
    def known(self) -> Mapping[str, Mapping[str, Any]]:
        """Every id that a reference may lead to: the entries, and the lists of the conference and the incident."""
        lists: dict[str, Mapping[str, Any]] = {model.entity: {} for model in ENTRIES} | dict(self.entries)
        lists |= {
            "track": {t.id: t for t in self.conference.tracks},
            "company": {c.id: c for c in self.conference.companies},
        }
        for name in FRAME:
            lists[name] = {item.id: item for item in getattr(self.incident, plural(name), ())}
        for entity, name in self.unread:
            lists[entity] = {**lists.get(entity, {}), name: None}
        return lists

    @property
    def references(self) -> Iterator[tuple[str, Origin, Reference]]:
        """Every id that leads to another record, with the kind and the place of its own; of the faulty records too."""
        for key, model in self.models:
            yield from ((key[0], self.origins[key], reference) for reference in model.references)
        for record in self.faulty:
            found = references_in(record.model, record.data)
            yield from ((record.model.entity, record.origin, reference) for reference in found)

    @cached_property
    def _mentions(self) -> Mapping[tuple[str, str], Mapping[str, tuple[str, ...]]]:
        """(entity, id) -> kind of the record that names it -> ids of those records, once each, in reading order."""
        index: dict[tuple[str, str], dict[str, dict[str, None]]] = defaultdict(lambda: defaultdict(dict))
        for (entity, name), model in self.models:
            for reference in model.references:
                index[reference.entity, reference.id][entity][name] = None
        return {key: {kind: tuple(names) for kind, names in kinds.items()} for key, kinds in index.items()}

    def back(self, entry: Entry, model: type[E]) -> tuple[E, ...]:
        """The records of a kind that name this one."""
        return tuple(self.of(model)[name] for name in self._mentions.get(entry.key, {}).get(model.entity, ()))

    def citing(self, source: Source) -> tuple[tuple[str, str], ...]:
        """The keys of the records that cite a source."""
        kinds = self._mentions.get(source.key, {})
        return tuple((kind, name) for kind, names in kinds.items() for name in names)

    def independent(self, citations: Iterable[Citation]) -> frozenset[str]:
        """The sources a statement rests on, where one that carries another's text counts as that other."""
        return frozenset(root for citation in citations for root in self._roots(citation.id))

    def _roots(self, name: str, seen: frozenset[str] = frozenset()) -> Iterator[str]:
        origins = [origin for origin in self.of(Source)[name].derived_from if origin not in seen]
        if not origins:
            yield name
        for origin in origins:
            yield from self._roots(origin, seen | {name})

    @cached_property
    def timeline(self) -> tuple[Event, ...]:
        """The events in order of time; of two at one moment the more exact first."""
        return tuple(sorted(self.of(Event).values(), key=lambda e: (e.utc, e.last, e.id)))

    @cached_property
    def markers(self) -> Mapping[str, Event]:
        return {event.marker: event for event in self.timeline if event.marker}

    @cached_property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.conference.time_zone)

    def starts_at(self, session: Session) -> datetime:
        """The moment a session begins, in the conference's own time zone."""
        return datetime.combine(session.date, time.fromisoformat(session.start), self.zone)

    @cached_property
    def programme(self) -> tuple[Session, ...]:
        """The sessions by day and hour, the featured ones in their order, the others by title."""
        order = {session.id: i for i, session in enumerate(self.featured)}
        last = len(order)
        sessions = self.of(Session).values()
        return tuple(sorted(sessions, key=lambda s: (s.date, s.start, order.get(s.id, last), s.title, s.id)))

    def together(self, session: Session) -> tuple[tuple[Session, tuple[Entry, ...]], ...]:
        """The sessions that speak of the same causes or measures, each with those; the most shared first."""
        shared: dict[str, list[Entry]] = {}
        for subject in self.subjects(session):
            for other in self.back(subject, Session):
                if other is not session:
                    shared.setdefault(other.id, []).append(subject)
        found = ((self.of(Session)[name], tuple(subjects)) for name, subjects in shared.items())
        return tuple(sorted(found, key=lambda pair: (-len(pair[1]), self.place_in_programme(pair[0]))))

    def subjects(self, session: Session) -> tuple[Cause | Measure, ...]:
        """The causes, then the measures that a session speaks of, once each."""
        causes = dict.fromkeys(name for point in session.points for name in point.causes)
        measures = dict.fromkeys(name for point in session.points for name in point.measures)
        return (*map(self.of(Cause).__getitem__, causes), *map(self.of(Measure).__getitem__, measures))

    def place_in_programme(self, session: Session) -> int:
        return self._places[session.id]

    @cached_property
    def _places(self) -> Mapping[str, int]:
        return {session.id: i for i, session in enumerate(self.programme)}

    @cached_property
    def talks_in(self) -> Mapping[tuple[date, str], Sequence[Session]]:
        """The sessions of a day and track, the previews of others left out."""
        found: dict[tuple[date, str], list[Session]] = defaultdict(list)
        for session in self.programme:
            for track in session.tracks if session.kind != "preview" else ():
                found[session.date, track].append(session)
        return found

    @cached_property
    def around(self) -> Mapping[str, tuple[Session | None, Session | None]]:
        """Session id -> the one before and the one after: among the featured, else in its day, tracks and kind."""
        featured = {session.id for session in self.featured}
        rows: dict[object, list[Session]] = {None: list(self.featured)}
        for session in self.programme:
            if session.id not in featured:
                rows.setdefault((session.date, session.tracks, session.kind), []).append(session)
        beside = {}
        for row in rows.values():
            for i, session in enumerate(row):
                beside[session.id] = (row[i - 1] if i else None, row[i + 1] if i + 1 < len(row) else None)
        return beside

    @cached_property
    def featured(self) -> tuple[Session, ...]:
        sessions = self.of(Session)
        return tuple(sessions[name] for group in self.conference.featured for name in group.sessions)
