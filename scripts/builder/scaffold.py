"""Writes a new file for an editor: what is required is filled in, every optional field waits as a commented line."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Literal, get_args, get_origin

import yaml
from pydantic import BaseModel
from pydantic.fields import FieldInfo

from builder.catalog import FOLDERS_OF_OTHERS, SHELVES, Shelf
from builder.document import read_document
from builder.exports.schema import file_name
from builder.models.base import Entry
from builder.models.conference import Session
from builder.models.faults import models_in
from builder.models.values import SLUG
from builder.problems import NotUnderstood, Problem, ProblemsFound, found

Key = tuple[str, ...]


NEW_KINDS = ("event", "cause", "measure", "source", "person")


@dataclass(frozen=True)
class Question:
    """A required value: its place ("promised", "date"), what to ask, the words it may be, whether several may stand."""

    key: Key
    text: str
    words: tuple[str, ...]
    many: bool


@dataclass(frozen=True)
class Draft:
    """A file about to be: its shelf, its id, its path from the project's root."""

    shelf: Shelf
    name: str
    path: str


def draft_for(target: str, folder: str = "sessions") -> Draft:
    """'retrospective/my-talk' or 'cause/my-cause' -> where the file will stand. Raises NotUnderstood."""
    kind, _, name = target.partition("/")
    if not all(re.fullmatch(SLUG, part, re.ASCII) for part in (kind, name)) or kind in FOLDERS_OF_OTHERS:
        raise NotUnderstood(
            f"'폴더/id'나 '종류/id'를 ASCII 소문자, 숫자, '-'로 적어 주세요 {found(target)}. 종류: {', '.join(NEW_KINDS)}"
        )
    for shelf in SHELVES:
        if kind in NEW_KINDS and shelf.model.entity == kind:
            return Draft(shelf, name, f"{folder}/{shelf.pattern.replace('*', name)}")
    return Draft(next(s for s in SHELVES if s.model is Session), name, f"{folder}/{kind}/{name}.yml")


def questions(model: type[BaseModel], key: Key = ()) -> Iterator[Question]:
    """What has to be answered, in the order of the model; of a list of records one record is asked for."""
    for name, field in model.model_fields.items():
        if not field.is_required() or (name == "id" and not key):
            continue
        inner = models_in(field.annotation)
        if inner and name != "sources":
            yield from questions(inner[0], (*key, name))
        else:
            words = tuple(get_args(field.annotation)) if get_origin(field.annotation) is Literal else ()
            yield Question(
                (*key, name), field.description or name, words, get_origin(field.annotation) is tuple
            )


def write_draft(root: Path, draft: Draft, answers: Mapping[Key, str]) -> None:
    """Writes the file, complete or not at all. Raises ProblemsFound for a faulty answer or a file that is there."""
    target = root / draft.path
    if target.exists():
        raise ProblemsFound(
            [Problem(draft.path, 1, 1, "이미 있는 파일입니다. 다른 id를 쓰거나 그 파일을 고쳐 주세요")]
        )
    model = draft.shelf.model
    assert issubclass(model, Entry)
    lines = list(_lines(model, answers, ()))
    if draft.shelf.many:
        head, *rest = [f"id: {draft.name}", *lines]
        lines = [f"{draft.shelf.many}:", f"  - {head}", *(f"    {line}" for line in rest)]
    up = "../" * len(PurePosixPath(draft.path).parent.parts)
    text = "\n".join([f"# yaml-language-server: $schema={up}schemas/{file_name(draft.shelf)}", *lines, ""])

    made = target.parent.exists()
    target.parent.mkdir(parents=True, exist_ok=True)
    trial = target.with_name(f".new-{target.name}")
    try:
        trial.write_text(text, encoding="utf-8")
        document = read_document(root, trial.relative_to(root).as_posix())
        data = document.data[draft.shelf.many][0] if draft.shelf.many else document.data
        given = {} if draft.shelf.many else {"id": draft.name}
        model.from_document(document, data, (draft.shelf.many, 0) if draft.shelf.many else (), **given)
        trial.rename(target)
    except ProblemsFound as faults:
        raise ProblemsFound(
            Problem(draft.path, p.line, p.column, p.message) for p in faults.problems
        ) from None
    finally:
        trial.unlink(missing_ok=True)
        if not made and not any(target.parent.iterdir()):
            target.parent.rmdir()


def _lines(model: type[BaseModel], answers: Mapping[Key, str], key: Key) -> Iterator[str]:
    for name, field in model.model_fields.items():
        here = (*key, name)
        if name == "id" and not key:
            continue
        if here in answers:
            yield from _value(name, field, answers[here])
        elif any(other[: len(here)] == here for other in answers):
            inner = models_in(field.annotation)[0]
            is_list = get_origin(field.annotation) is tuple
            yield f"{name}:"
            for i, line in enumerate(_lines(inner, answers, here)):
                yield f"  {'- ' if is_list and not i else '  ' if is_list else ''}{line}"
        else:
            yield f"# {name}: {field.description or ''}"


def _value(name: str, field: FieldInfo, answer: str) -> Iterator[str]:
    if get_origin(field.annotation) is tuple:
        parts = [part.strip() for part in answer.split(",")]
        yield f"{name}: {yaml.safe_dump(parts, allow_unicode=True, default_flow_style=True, width=1_000_000).strip()}"
    else:
        yield from yaml.safe_dump({name: answer}, allow_unicode=True, width=1_000_000).splitlines()
