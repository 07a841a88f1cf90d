"""`new`: from answers to the text of the file, checked before it is written.

A record that has a file of its own gets one; an event goes into the list of its timeline file, where its time is.
"""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from typing import Any

from builder.catalog import Catalog
from builder.document import Loc, parse_document, read_text
from builder.models.base import Entry
from builder.models.conference import Session
from builder.models.incident import Event
from builder.models.values import SLUG
from builder.problems import NotUnderstood, Problem, ProblemsFound, found, near
from builder.scaffold.lists import with_items
from builder.scaffold.questions import ASKED
from builder.scaffold.records import ALONE, Record, place_of, problems_with, text_of
from builder.scaffold.text import file_text, item_lines
from builder.shelves import ENTRIES, FOLDERS_OF_OTHERS, path_on, shelf_of

KINDS = {model.entity: model for model in ASKED if model is not Session}


@dataclass(frozen=True)
class Target:
    """What is to be made: 'cause/no-standby', or 'programme/my-talk' with the shelf that the talk stands on."""

    model: type[Entry]
    id: str
    shelf: str = ""


@dataclass(frozen=True)
class Draft:
    """A record and the whole text of the file that will hold it; `path` from the project's root."""

    record: Record
    path: str
    text: str


def target_of(text: str, shelves: Collection[str]) -> Target:
    """Reads 'cause/id' or 'folder/id'; `shelves` are the folders of sessions that there are. Raises NotUnderstood."""
    kind, _, name = text.partition("/")
    listed = f"종류: {', '.join(KINDS)}. 세션의 폴더: {', '.join(shelves)}"
    if not all(re.fullmatch(SLUG, part, re.ASCII) and len(part) <= 80 for part in (kind, name)):
        raise NotUnderstood(
            f"'폴더/id'나 '종류/id'를 ASCII 소문자, 숫자, '-'로 적어 주세요 {found(text)}. {listed}"
        )
    if kind in KINDS:
        return Target(KINDS[kind], name)
    taken = kind in FOLDERS_OF_OTHERS or kind in {model.entity for model in ENTRIES}
    hint = "" if taken else near(kind, [*KINDS, *shelves])
    if taken or (kind not in shelves and hint):
        raise NotUnderstood(f"'폴더/id'나 '종류/id'를 적어 주세요 {found(text)}. {hint or listed}")
    return Target(Session, name, kind)


def draft(root: Path, catalog: Catalog, target: Target, data: Mapping[str, Any], into: str = "") -> Draft:
    """The file as it would be. `into` names the timeline file of an event; else the event before it in time does.

    Raises ProblemsFound where there is a file of that name.
    """
    record = Record(target.model, target.id, data, "")
    if target.model is Event:
        return _event_draft(root, catalog, record, into)
    path = place_of(record, "sessions", target.shelf)
    if (root / path).exists():
        raise ProblemsFound(
            [Problem(path, 1, 1, "이미 있는 파일입니다. 다른 id를 쓰거나 그 파일을 고쳐 주세요")]
        )
    return _placed(record, path, text_of(root, record, path, hints=True), 0)


def problems_of(catalog: Catalog, made: Draft) -> list[Problem]:
    """What would be wrong with the record once it stood there, but for ids that lead to no record yet."""
    return problems_with(catalog, [made.record], ALONE)


def timeline_file(catalog: Catalog, at: datetime) -> str:
    """The file that holds the last event before `at`, else the first one; in an empty folder the day's own."""
    before = [event for event in catalog.timeline if event.utc <= at] or catalog.timeline[:1]
    return PurePosixPath(catalog.path(before[-1].key)).stem if before else at.date().isoformat()


def _event_draft(root: Path, catalog: Catalog, record: Record, into: str) -> Draft:
    at = _instant(record.data)
    name = into or timeline_file(catalog, at)
    if not re.fullmatch(SLUG, name, re.ASCII):
        raise NotUnderstood(f"파일의 이름을 ASCII 소문자, 숫자, '-'로 적어 주세요 {found(name)}")
    shelf = shelf_of(Event)
    path = f"sessions/{path_on(shelf, name)}"
    item = list(item_lines(Event, {"id": record.id, **record.data}, hints=True))
    if not (root / path).exists():
        text = file_text(root, shelf, path, [f"{shelf.many}:", *(f"  {line}" for line in item)])
        return _placed(record, path, text, 0)
    here = [event for event in catalog.of(Event).values() if catalog.path(event.key) == path]
    index = max((_row(catalog, event) + 1 for event in here if event.utc <= at), default=0)
    return _placed(
        record, path, with_items(path, read_text(root, path), str(shelf.many), index, [item]), index
    )


def _row(catalog: Catalog, event: Event) -> int:
    """Which item of its file an event is, from 0; faulty ones count too."""
    return int(catalog.origins[event.key].loc[-1])


def _instant(data: Mapping[str, Any]) -> datetime:
    """When an event was; a time that cannot be read is told with the record's other faults."""
    try:
        return datetime.fromisoformat(str(data.get("at"))).astimezone(UTC)
    except ValueError:
        return datetime.min.replace(tzinfo=UTC)


def _placed(record: Record, path: str, text: str, index: int) -> Draft:
    """The draft, its record's values where they stand in the text."""
    many = shelf_of(record.model).many
    at: Loc = (many, index) if many else ()
    places = {
        loc[len(at) :]: place
        for loc, place in parse_document(path, text).values.items()
        if loc[: len(at)] == at
    }
    return Draft(replace(record, origin=path, places=places), path, text)
