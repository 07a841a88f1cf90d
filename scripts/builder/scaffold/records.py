"""A record about to be written: where it will stand, and what would be wrong with the whole once it did.

It is read by its model and joined to the catalog in memory, each value keeping the place it came from (an answer, a
row of a table, a section of an issue), so that its problems are told where the editor can mend them.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

from builder.catalog import SHELVES, Catalog, Origin, Shelf
from builder.checks import CHECKS
from builder.checks.records import check_references, check_unused_sources
from builder.document import Document, Loc, Place, parse_document
from builder.models.base import Entry, Model
from builder.models.incident import Event
from builder.problems import Problem, ProblemsFound, say
from builder.scaffold.text import file_text, record_lines

Check = Callable[[Catalog], Iterable[Problem]]
# A new record may name, or wait to be named by, another that its editor makes next.
ALONE: tuple[Check, ...] = tuple(c for c in CHECKS if c not in (check_references, check_unused_sources))


class Told(NamedTuple):
    """A value and where it was told: line and column of an imported file or an issue."""

    text: str
    place: Place


@dataclass(frozen=True)
class Record:
    """`data` is what the file will hold; `places` says where each value of it was told, `()` where the record was."""

    model: type[Entry]
    id: str
    data: Mapping[str, Any]
    origin: str
    places: Mapping[Loc, Place] = field(default_factory=dict)

    @property
    def key(self) -> tuple[str, str]:
        return self.model.entity, self.id

    def read(self) -> tuple[Entry, Document]:
        """Raises ProblemsFound with every fault, each where it was told."""
        document = Document(self.origin, {"id": self.id, **self.data}, self.places, {})
        return self.model.from_document(document, document.data), document


def shelf_of(model: type[Model]) -> Shelf:
    return next(shelf for shelf in SHELVES if shelf.model is model)


def place_of(record: Record, folder: str, sessions: str = "programme") -> str:
    """The path of the file that a record gets: "sessions/references/people/hana-kim.yml"."""
    pattern = shelf_of(record.model).pattern
    return f"{folder}/{pattern.replace('*/*', f'{sessions}/*').replace('*', record.id)}"


def text_of(record: Record, path: str, *, hints: bool = False) -> str:
    """The file of a record. Raises ProblemsFound where it could not be read back."""
    data = {key: value for key, value in record.data.items() if key != "id"}
    text = file_text(shelf_of(record.model), path, record_lines(record.model, data, hints=hints))
    parse_document(path, text)
    return text


def joined(catalog: Catalog, records: Collection[Record]) -> Catalog:
    """The catalog with the records in it. Raises ProblemsFound with every fault of every record."""
    problems: list[Problem] = []
    entries = {entity: dict(known) for entity, known in catalog.entries.items()}
    origins = dict(catalog.origins)
    for record in records:
        try:
            entry, document = record.read()
        except ProblemsFound as faults:
            problems += faults.problems
            continue
        if record.key in origins:
            wrong = f"이미 있는 id입니다({catalog.path(record.key) if record.key in catalog.origins else record.origin})"
            message = say("id", wrong, "다른 id를 쓰거나 그 기록을 고쳐 주세요", record.id)
            problems.append(document.problem(("id",), message))
            continue
        entries[record.model.entity][record.id] = entry
        origins[record.key] = Origin(document, ())
    if problems:
        raise ProblemsFound(problems)
    if any(record.model is Event for record in records):
        entries[Event.entity] = _in_file_order(entries[Event.entity], origins)
    return replace(catalog, entries=entries, origins=origins)


def _in_file_order(
    entries: Mapping[str, Entry], origins: Mapping[tuple[str, str], Origin]
) -> dict[str, Entry]:
    """A list as its file will hold it: a new item stands on the line of the one it pushes down."""

    def place(entry: Entry) -> tuple[object, ...]:
        origin = origins[entry.key]
        return origin.document.path, *origin.document.place(origin.loc), bool(origin.loc)

    return {entry.id: entry for entry in sorted(entries.values(), key=place)}


def new_problems(before: Catalog, after: Catalog, checks: Iterable[Check] = CHECKS) -> list[Problem]:
    """What the rules find in the one and did not find in the other."""
    checks = tuple(checks)
    known = {problem for check in checks for problem in check(before)}
    return sorted({problem for check in checks for problem in check(after)} - known)
