"""A record about to be written: where it will stand, and what would be wrong with the whole once it did.

It is read by its model and joined to the catalog in memory, each value keeping the place it came from (an answer, a
row of a table, a section of an issue), so that its problems are told where the editor can mend them.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from builder.catalog import Catalog, Origin
from builder.checks import CHECKS
from builder.checks.records import check_references, check_unused_sources
from builder.document import Document, Loc, Place, parse_document, read_text
from builder.models.base import Entry
from builder.problems import Problem, ProblemsFound, say
from builder.scaffold.lists import with_items
from builder.scaffold.text import file_text, item_lines, record_lines
from builder.shelves import path_on, shelf_of

Check = Callable[[Catalog], Iterable[Problem]]
# A new record may name, or wait to be named by, another that its editor makes next.
ALONE: tuple[Check, ...] = tuple(c for c in CHECKS if c not in (check_references, check_unused_sources))


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


def place_of(record: Record, folder: str, sessions: str = "programme") -> str:
    """The path of the file that a record gets: "sessions/references/people/hana-kim.yml"."""
    return f"{folder}/{path_on(shelf_of(record.model), record.id, sessions)}"


def text_of(root: Path, record: Record, path: str, *, hints: bool = False) -> str:
    """The file of a record. Raises ProblemsFound where it could not be read back."""
    data = {key: value for key, value in record.data.items() if key != "id"}
    text = file_text(root, shelf_of(record.model), path, record_lines(record.model, data, hints=hints))
    parse_document(path, text)
    return text


def files_of(root: Path, records: Iterable[Record], sessions: str) -> dict[str, bytes]:
    """Every file as it will be; a record of a list stands at its end. Raises ProblemsFound."""
    texts: dict[str, str] = {}
    for record in records:
        path, many = place_of(record, "sessions", sessions), shelf_of(record.model).many
        if not many and (root / path).exists():  # one with a fault, else its id were known
            mend = "그 파일을 먼저 고치거나 지워 주세요(make check)"
            raise ProblemsFound([Problem(path, 1, 1, say("", "이미 있는 파일입니다", mend))])
        if not many:
            texts[path] = text_of(root, record, path)
            continue
        item = list(item_lines(record.model, {"id": record.id, **record.data}))
        if path in texts or (root / path).exists():
            text = texts.get(path) or read_text(root, path)
            count = len(parse_document(path, text).data.get(many, ()))
            texts[path] = with_items(path, text, many, count, [item])
        else:
            texts[path] = file_text(
                root, shelf_of(record.model), path, [f"{many}:", *(f"  {line}" for line in item)]
            )
    return {path: text.encode() for path, text in texts.items()}


def joined(catalog: Catalog, records: Collection[Record]) -> tuple[Catalog, list[Problem]]:
    """The catalog with the records in it, and every fault of those that could not be read: they count as unread."""
    problems: list[Problem] = []
    unread = set(catalog.unread)
    entries = {entity: dict(known) for entity, known in catalog.entries.items()}
    origins = dict(catalog.origins)
    for record in records:
        try:
            entry, document = record.read()
        except ProblemsFound as faults:
            problems += faults.problems
            unread.add(record.key)
            continue
        if record.key in origins:
            where = catalog.path(record.key) if record.key in catalog.origins else record.origin
            message = say(
                "id", f"이미 있는 id입니다({where})", "다른 id를 쓰거나 그 기록을 고쳐 주세요", record.id
            )
            problems.append(document.problem(("id",), message))
            continue
        entries[record.model.entity][record.id] = entry
        origins[record.key] = Origin(document, ())
    new = {record.key: record for record in records}
    for entity in {entity for entity, _ in new}:
        entries[entity] = _in_file_order(entries[entity], origins, new)
    return replace(catalog, entries=entries, origins=origins, unread=frozenset(unread)), problems


def problems_with(
    catalog: Catalog, records: Collection[Record], checks: Collection[Check] = CHECKS
) -> list[Problem]:
    """Everything that would be wrong once the records stood there, and is not wrong now."""
    if not records:
        return []
    after, faults = joined(catalog, records)
    known = {problem for check in checks for problem in check(catalog)}
    return sorted({*faults, *(problem for check in checks for problem in check(after))} - known)


def _in_file_order(
    entries: Mapping[str, Entry],
    origins: Mapping[tuple[str, str], Origin],
    new: Mapping[tuple[str, str], Record],
) -> dict[str, Entry]:
    """As they will be read; a new item of a list stands on the line of the one it pushes down."""

    def place(entry: Entry) -> tuple[object, ...]:
        origin, record = origins[entry.key], new.get(entry.key)
        listed = shelf_of(type(entry)).many
        path = place_of(record, "sessions") if record and not listed else origin.document.path
        return path, *(origin.document.place(origin.loc) if listed else (0, 0)), record is None

    return {entry.id: entry for entry in sorted(entries.values(), key=place)}
