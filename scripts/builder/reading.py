"""Reads everything below `sessions/` into a catalog: every file, every fault of every file, nothing twice.

Nothing here decides whether what was read is consistent: that is checks/.
"""

import os
import stat
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import cast

from builder.catalog import ANY, Catalog, Faulty, Origin
from builder.document import MAX_BYTES, Document, Loc, read_document, read_raw, read_text
from builder.models.base import Entry, Model
from builder.models.conference import Conference
from builder.models.incident import Incident
from builder.models.redirects import Redirect
from builder.problems import Problem, ProblemsFound, near, say
from builder.shelves import ENTRIES, Shelf, meant_shelf, misplaced, shelf_at, stray

LEDGER = "addresses.txt"  # of every address that was published, one a line
MAX_LEDGER = 16 * MAX_BYTES
_OF_FILES = (".yml", ".yaml", ".md", f"/{LEDGER}")


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

    handwritten = tuple(_handwritten(root, "docs", problems))
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
        handwritten,
    )


def shelved(root: Path, folder: str = "sessions") -> Iterator[tuple[str, Shelf]]:
    """Every file that stands where it should, with its shelf."""
    for path, _ in _files(root, folder, []):
        if shelf := shelf_at(path, folder):
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
            elif path.endswith(_OF_FILES):
                problems.append(
                    Problem(path, 1, 1, "파일의 이름인데 폴더입니다. 파일로 바꾸거나 지워 주세요")
                )


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


def _handwritten(root: Path, folder: str, problems: list[Problem]) -> Iterator[str]:
    """The paths of the pages in docs/, sorted; what there is no file, or no text, adds to `problems`."""
    for path, status in sorted(_files(root, folder, problems), key=lambda found: found[0]):
        try:
            if path.endswith(".md"):
                yield path.removeprefix(f"{folder}/")
                read_raw(root, path, MAX_LEDGER)
            elif not stat.S_ISREG(status.st_mode):
                read_raw(root, path)
        except ProblemsFound as faults:
            problems += faults.problems


def _read(root: Path, path: str, folder: str) -> Reading:
    if path == f"{folder}/{LEDGER}":
        try:
            return Reading(ledger=_ledger(root, path))
        except ProblemsFound as faults:
            return Reading(problems=faults.problems)
    shelf, name = shelf_at(path, folder), Path(path).stem
    if shelf is None:
        return Reading(problems=(stray(root, path, folder),))
    try:
        document = read_document(root, path)
    except ProblemsFound as faults:
        lost = frozenset({(shelf.model.entity, ANY if shelf.many else name)})
        return Reading(problems=faults.problems, unread=lost)
    if meant := meant_shelf(document.data, shelf):
        lost = frozenset((kind.model.entity, ANY if kind.many else name) for kind in (shelf, meant))
        return Reading(problems=(misplaced(path, folder, meant),), unread=lost)
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
