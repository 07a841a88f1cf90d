"""Everything read from `sessions/`, and the questions that go across entries.

A file's place says what it holds (`SHELVES`); its name is its id. Nothing here decides whether what was read is
consistent: that is checks.py.
"""

import os
import stat
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from datetime import date, datetime, time
from fnmatch import fnmatchcase
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar, cast
from zoneinfo import ZoneInfo

from builder.document import MAX_BYTES, Document, Loc, read_document, read_text
from builder.models.base import Citation, Entry, Model, Reference, references_in
from builder.models.causes import Cause, Comparison
from builder.models.conference import Conference, Person, Session
from builder.models.diagrams import Diagram
from builder.models.incident import Event, Incident
from builder.models.measures import Measure
from builder.models.redirects import Redirect
from builder.models.references import Correction, Discrepancy, Figure, Source, Term
from builder.models.services import Curve, Service
from builder.problems import Problem, ProblemsFound, near, say

E = TypeVar("E", bound=Entry)


@dataclass(frozen=True)
class Shelf:
    """Files of one pattern below sessions/: each is one record, or a list of them under the key `many`."""

    pattern: str
    model: type[Model]
    many: str | None = None


SHELVES = (
    Shelf("conference.yml", Conference),
    Shelf("redirects.yml", Redirect, "redirects"),
    Shelf("incident/incident.yml", Incident),
    Shelf("incident/timeline/*.yml", Event, "events"),
    Shelf("incident/causes/*.yml", Cause),
    Shelf("incident/measures/*.yml", Measure),
    Shelf("incident/services.yml", Service, "services"),
    Shelf("incident/figures.yml", Figure, "figures"),
    Shelf("incident/curves.yml", Curve, "curves"),
    Shelf("incident/diagrams.yml", Diagram, "diagrams"),
    Shelf("incident/comparison.yml", Comparison, "comparisons"),
    Shelf("incident/discrepancies/*.yml", Discrepancy, "discrepancies"),
    Shelf("references/sources/*.yml", Source),
    Shelf("references/people/*.yml", Person),
    Shelf("references/glossary.yml", Term, "terms"),
    Shelf("references/corrections.yml", Correction, "corrections"),
    Shelf("*/*.yml", Session),
)
ENTRIES: tuple[type[Entry], ...] = (
    Session, Person, Event, Cause, Measure, Service, Curve, Diagram, Comparison, Figure, Discrepancy, Source, Term, Correction,
)  # fmt: skip
FRAME = ("lane", "phase", "question", "layer", "party")  # the lists of incident.yml
ANY = "*"  # among the unread: every record of a kind, where a whole list could not be read
FOLDERS_OF_OTHERS = ("incident", "references")
LEDGER = "addresses.txt"  # of every address that was published, one a line
MAX_LEDGER = 16 * MAX_BYTES


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
            lists[name] = {item.id: item for item in getattr(self.incident, _plural(name), ())}
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


@dataclass(frozen=True)
class Reading:
    """What one file gave: its records with their places, what is wrong in it, its faulty records and their keys.

    The ledger gives its lines instead.
    """

    records: tuple[tuple[Origin, Model], ...] = ()
    problems: tuple[Problem, ...] = ()
    unread: frozenset[tuple[str, str]] = frozenset()
    faulty: tuple[Faulty, ...] = ()
    ledger: Mapping[str, tuple[str, int]] = field(default_factory=dict)


class Memory:
    """What has been read of each file, as long as the file is the same by its time of change, size and inode."""

    def __init__(self) -> None:
        self._read: dict[str, tuple[tuple[int, ...], Reading]] = {}

    def readings(self, root: Path, folder: str, problems: list[Problem]) -> Iterator[Reading]:
        """Every file below the folder, sorted; what is no file adds to `problems`."""
        known, self._read = self._read, {}
        for path, status in _files(root, folder, problems):
            stamp = (status.st_mtime_ns, status.st_size, status.st_ino)
            if path not in known or known[path][0] != stamp:
                known[path] = stamp, _read(root, path, folder)
            self._read[path] = known[path]
            yield known[path][1]


def home(entity: str, name: str, folder: str = "sessions") -> str:
    """Where a record is written: "sessions/references/sources/<name>.yml", "sessions/incident/incident.yml의 lanes"."""
    shelf = next((shelf for shelf in SHELVES if shelf.model.entity == entity), None)
    if shelf is None:
        frame = "incident/incident.yml" if entity in FRAME else "conference.yml"
        return f"{folder}/{frame}의 {_plural(entity)}"
    if shelf.many:
        return f"{folder}/{shelf.pattern.removesuffix('*.yml')}의 {shelf.many}"
    return f"{folder}/{_path_on(shelf, name)}"


def _path_on(shelf: Shelf, name: str) -> str:
    return shelf.pattern.replace("*/", "<폴더>/").replace("*", name)


def _plural(name: str) -> str:
    return f"{name[:-1]}ies" if name.endswith("y") else f"{name}s"


def load_catalog(root: Path, folder: str = "sessions", memory: Memory | None = None) -> Catalog:
    """Reads every file below `root/folder`; every fault of every file stands in the catalog's `problems`.

    A `memory` that is given again spares the reading of what has not changed.

    Raises ProblemsFound with all of them where conference.yml, without which nothing else has a meaning, is missing or faulty.
    """
    problems: list[Problem] = []
    unread: set[tuple[str, str]] = set()
    faulty: list[Faulty] = []
    singles: dict[str, Model] = {}
    entries: dict[str, dict[str, Entry]] = {model.entity: {} for model in ENTRIES}
    origins: dict[tuple[str, str], Origin] = {}
    redirects: list[Redirect] = []
    ledger: dict[str, tuple[str, int]] = {}

    for reading in (memory or Memory()).readings(root, folder, problems):
        problems += reading.problems
        unread |= reading.unread
        faulty += reading.faulty
        ledger |= reading.ledger
        for origin, model in reading.records:
            key = _key(model)
            if key in origins:
                problems.append(_twice(origin, model, origins[key]))
                continue
            origins[key] = origin
            if isinstance(model, Entry):
                entries[model.entity][model.id] = model
            elif isinstance(model, Redirect):
                redirects.append(model)
            else:
                singles[model.entity] = model

    if "conference" not in singles:
        raise ProblemsFound([*problems, *_no_conference(f"{folder}/conference.yml", problems)])
    incident = cast("Incident | None", singles.get("incident"))
    return Catalog(
        cast(Conference, singles["conference"]),
        incident,
        entries,
        origins,
        tuple(problems),
        frozenset(unread),
        tuple(faulty),
        tuple(redirects),
        ledger,
        _handwritten(root / "docs"),
    )


def shelved(root: Path, folder: str = "sessions") -> Iterator[tuple[str, Shelf]]:
    """Every file that stands where it should, with its shelf."""
    for path, _ in _files(root, folder, []):
        if shelf := _shelf(path, folder):
            yield path, shelf


def _no_conference(path: str, problems: list[Problem]) -> Iterator[Problem]:
    if not any(problem.path == path for problem in problems):
        mend = "행사의 이름과 날짜를 적은 conference.yml을 만들어 주세요"
        yield Problem(path, 1, 1, say("", "파일이 없습니다", mend))


def _files(root: Path, folder: str, problems: list[Problem]) -> Iterator[tuple[str, os.stat_result]]:
    """Every file with its status below the folder, sorted; hidden ones are passed over, links are problems and are not followed."""
    start = len(str(root / folder))
    for place, folders, names in os.walk(root / folder):
        folders.sort()
        for name in sorted([*names, *folders]):
            full = os.path.join(place, name)  # noqa: PTH118 (a Path for each of thousands is slow)
            path = folder + full[start:].replace(os.sep, "/")
            if name.startswith("."):
                folders[:] = [f for f in folders if f != name]
                continue
            status = os.lstat(full)
            if stat.S_ISLNK(status.st_mode):
                folders[:] = [f for f in folders if f != name]
                problems.append(Problem(path, 1, 1, "링크는 쓸 수 없습니다. 파일을 직접 넣어 주세요"))
            elif name not in folders:
                yield path, status


def _key(model: Model) -> tuple[str, str]:
    return model.key if isinstance(model, Entry | Redirect) else (model.entity, model.entity)


def _twice(origin: Origin, model: Model, first: Origin) -> Problem:
    document, loc = origin.document, origin.loc
    place = f"{first.document.path}:{first.document.place(first.loc)[0]}"
    if isinstance(model, Redirect):
        mend = "둘 가운데 하나를 지워 주세요"
        return document.problem(
            (*loc, "old"), say("old", f"같은 주소가 이미 {place} 에 있습니다", mend, model.old)
        )
    wrong, mend = f"같은 id가 이미 {place} 에 있습니다", "다른 id로 바꿔 주세요"
    return document.problem((*loc, "id"), say("id", wrong, mend, _key(model)[1]))


def _ledger(root: Path, path: str) -> Mapping[str, tuple[str, int]]:
    """Every address in the ledger with its place; after a blank a '#' begins a remark, as in YAML."""
    lines = enumerate(read_text(root, path, MAX_LEDGER).split("\n"), 1)
    said = ((f" {line}".split(" #")[0].strip(), number) for number, line in lines)
    return {address: (path, number) for address, number in said if address}


def _handwritten(docs: Path) -> tuple[str, ...]:
    return tuple(
        sorted(path.relative_to(docs).as_posix() for path in docs.rglob("*.md") if not path.is_symlink())
    )


def _shelf(path: str, folder: str) -> Shelf | None:
    parts = path.split("/")[1:] if path.startswith(folder + "/") else path.split("/")
    for shelf in SHELVES:
        pattern = shelf.pattern.split("/")
        if len(pattern) == len(parts) and all(
            fnmatchcase(part, want) for part, want in zip(parts, pattern, strict=True)
        ):
            return None if shelf.model is Session and parts[0] in FOLDERS_OF_OTHERS else shelf
    return None


def _meant(data: Mapping[str, Any], shelf: Shelf | None = None) -> Shelf | None:
    """The one shelf on which such a file would be in order, where it does not look like those of its own."""
    if shelf and data.keys() <= _keys(shelf):
        return None
    fitting = [other for other in SHELVES if _keys(other, required=True) <= data.keys() <= _keys(other)]
    return fitting[0] if len(fitting) == 1 else None


def _keys(shelf: Shelf, *, required: bool = False) -> Set[str]:
    fields = shelf.model.model_fields
    if shelf.many:
        return {shelf.many}
    return {n for n, f in fields.items() if f.is_required() and n != "id"} if required else fields.keys()


def _misplaced(path: str, folder: str, shelf: Shelf) -> Problem:
    wrong = f"{shelf.model.entity}의 내용인데 자리가 다릅니다"
    mend = f"{folder}/{_path_on(shelf, Path(path).stem)} 로 옮겨 주세요"
    return Problem(path, 1, 1, say("", wrong, mend))


def _stray(root: Path, path: str, folder: str) -> Problem:
    """A file on no shelf; where it belongs shows in what it holds, else in what its path is near to."""
    name = Path(path)
    hint = f"{folder}/ 아래의 정해진 자리에 .yml 파일로만 둡니다."
    if name.suffix.lower() in (".yml", ".yaml"):
        try:
            if meant := _meant(read_document(root, path).data):
                return _misplaced(path, folder, meant)
        except ProblemsFound:
            pass  # its place is at fault first
        hint = near(path, [f"{folder}/{_path_on(shelf, name.stem)}" for shelf in SHELVES]) or hint
    mend = f"{hint} 이름이나 폴더를 고치거나 지워 주세요"
    return Problem(path, 1, 1, say("", "자리에 맞지 않는 파일입니다", mend, name.name))


def _read(root: Path, path: str, folder: str) -> Reading:
    if path == f"{folder}/{LEDGER}":
        try:
            return Reading(ledger=_ledger(root, path))
        except ProblemsFound as faults:
            return Reading(problems=faults.problems)
    shelf, name = _shelf(path, folder), Path(path).stem
    if shelf is None:
        return Reading(problems=(_stray(root, path, folder),))
    try:
        document = read_document(root, path)
    except ProblemsFound as faults:
        lost = frozenset({(shelf.model.entity, ANY if shelf.many else name)})
        return Reading(problems=faults.problems, unread=lost)
    if meant := _meant(document.data, shelf):
        lost = frozenset((kind.model.entity, ANY if kind.many else name) for kind in (shelf, meant))
        return Reading(problems=(_misplaced(path, folder, meant),), unread=lost)
    problems: list[Problem] = []
    unread: set[tuple[str, str]] = set()
    faulty: list[Faulty] = []
    records = tuple(_records(shelf, document, problems, unread, faulty))
    return Reading(records, tuple(problems), frozenset(unread), tuple(faulty))


def _records(
    shelf: Shelf,
    document: Document,
    problems: list[Problem],
    unread: set[tuple[str, str]],
    faulty: list[Faulty],
) -> Iterator[tuple[Origin, Model]]:
    """The models in a document; a faulty one adds to the last three and is left out."""
    if shelf.many and not isinstance(document.data.get(shelf.many), list):
        unread.add((shelf.model.entity, ANY))
    for loc, data in _parts(shelf, document, problems):
        given = {"id": Path(document.path).stem} if issubclass(shelf.model, Entry) and not shelf.many else {}
        origin = Origin(document, loc)
        try:
            yield origin, shelf.model.from_document(document, data, loc, **given)
        except ProblemsFound as faults:
            problems += faults.problems
            faulty.append(Faulty(origin, shelf.model, data))
            name = data.get("id") if shelf.many and isinstance(data, dict) else Path(document.path).stem
            unread.add((shelf.model.entity, str(name)))


def _parts(shelf: Shelf, document: Document, problems: list[Problem]) -> Iterator[tuple[Loc, object]]:
    if not shelf.many:
        yield (), document.data
        return
    for key in document.data.keys() - {shelf.many}:
        mend = f"{near(key, [shelf.many])} 이 파일은 '{shelf.many}:' 목록 하나만 담습니다. 고치거나 지워 주세요".strip()
        problems.append(document.problem((key,), say(key, "모르는 항목입니다", mend), of_key=True))
    items = document.data.get(shelf.many)
    if not isinstance(items, list):
        first = next(iter(shelf.model.model_fields))
        mend = f"'{shelf.many}:' 아래 '- {first}: …'를 줄마다 적어 주세요"
        problems.append(document.problem((shelf.many,), say(shelf.many, "목록이어야 합니다", mend, items)))
        return
    for i, item in enumerate(items):
        yield (shelf.many, i), item
