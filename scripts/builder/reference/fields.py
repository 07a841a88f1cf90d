"""Every field of every kind of file, each with its form and description, from the models."""

import re
import typing
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from builder.models.base import Entry
from builder.models.faults import models_in
from builder.models.values import Form, RefTo
from builder.reference.markdown import code, entity_names, literal, written
from builder.shelves import ENTRIES, FRAME, SHELVES, Shelf, path_on

Inner = Mapping[type[BaseModel], tuple[str, ...]]
"""The records inside a record, each with the fields that hold it: {Named: ("lanes", "phases")}."""

_PLAIN = {bool: "`true`나 `false`", int: "정수", float: "수", str: "글자"}
_WORD = re.compile(r"(?<![\w./-])[a-z]+(?:_[a-z]+)*(?![\w./-])", re.ASCII)


@dataclass(frozen=True)
class Row:
    """One field as its table shows it; `form` and `description` are Markdown."""

    name: str
    required: bool
    form: str
    description: str


@dataclass(frozen=True)
class Table:
    """The fields of one record; `fields` are those that hold it inside another, none for a whole one."""

    anchor: str
    fields: tuple[str, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Kind:
    """One kind of file: its name, its place below sessions/, its tables."""

    entity: str
    name: str
    place: str
    many: str | None
    tables: tuple[Table, ...]


def to_fields() -> str:
    """The page of fields."""
    shared = _shared()
    kinds = tuple(_kind(shelf, shared) for shelf in sorted(SHELVES, key=_order))
    parts = tuple(_table(model, "part", fields, shared) for model, fields in shared.items())
    return written("fields", kinds=kinds, parts=parts, forms=_forms())


def _order(shelf: Shelf) -> int:
    """As in the catalog, sessions first; the conference and the incident last."""
    return ENTRIES.index(shelf.model) if issubclass(shelf.model, Entry) else len(ENTRIES)


def _kind(shelf: Shelf, shared: Inner) -> Kind:
    entity = shelf.model.entity
    inside = {model: fields for model, fields in _inside(shelf.model).items() if model not in shared}
    whole = _table(shelf.model, entity, (), shared, skip=() if shelf.many else ("id",))
    parts = (_table(model, entity, fields, shared) for model, fields in inside.items())
    place = path_on(shelf, "<이름>" if shelf.many else "<id>")
    return Kind(entity, entity_names()[entity], place, shelf.many, (whole, *parts))


def _inside(model: type[BaseModel]) -> Inner:
    """The records inside a record at any depth."""
    found: dict[type[BaseModel], tuple[str, ...]] = {}
    for name, field in model.model_fields.items():
        for inner in models_in(field.annotation):
            for part, fields in {inner: (name,), **_inside(inner)}.items():
                found[part] = tuple(dict.fromkeys((*found.get(part, ()), *fields)))
    return found


def _shared() -> Inner:
    """The records that stand inside several kinds of file, as a citation does."""
    found: dict[type[BaseModel], list[tuple[str, ...]]] = {}
    for shelf in SHELVES:
        for model, fields in _inside(shelf.model).items():
            found.setdefault(model, []).append(fields)
    return {
        model: tuple(dict.fromkeys(name for fields in holders for name in fields))
        for model, holders in found.items()
        if len(holders) > 1
    }


def _table(
    model: type[BaseModel], entity: str, fields: tuple[str, ...], shared: Inner, skip: tuple[str, ...] = ()
) -> Table:
    hints = typing.get_type_hints(model, include_extras=True)
    names = frozenset(model.model_fields)
    rows = (
        Row(
            name,
            field.is_required(),
            _form(hints[name], name, entity, shared),
            _said(field, hints[name], names),
        )
        for name, field in model.model_fields.items()
        if name not in skip
    )
    return Table(_anchor(model, entity) if fields else entity, fields, tuple(rows))


def _anchor(model: type[BaseModel], entity: str) -> str:
    return f"{entity}-{model.__name__.lower()}"


def _said(field: FieldInfo, hint: Any, names: frozenset[str]) -> str:
    """The description, names and words of YAML as code, and what holds where the field is left out."""
    words = (names | set(_words(hint))) - {"id"}
    said = _WORD.sub(
        lambda word: code(word[0]) if word[0] in words else word[0], literal(field.description or "")
    )
    if field.is_required() or field.default in (None, (), False):
        return said
    return f"{said}. 적지 않으면 {code(str(field.default))}"


def _words(hint: Any) -> Iterator[str]:
    if get_origin(hint) is Literal:
        yield from get_args(hint)
    for part in get_args(hint) if get_origin(hint) in (Annotated, Union, UnionType, tuple) else ():
        yield from _words(part)


def _form(hint: Any, name: str, entity: str, shared: Inner) -> str:
    """What may stand as a value: its form, the kind of record its id leads to, its words, its own table."""
    origin, parts = get_origin(hint), get_args(hint)
    if origin is tuple:
        return f"목록: {_form(parts[0], name, entity, shared)}"
    if origin in (Union, UnionType):
        return _form(next(part for part in parts if part is not NoneType), name, entity, shared)
    if origin is Literal:
        return ", ".join(map(code, parts))
    if origin is Annotated:
        named = [_named(mark) for mark in parts[1:] if isinstance(mark, RefTo | Form)]
        return named[-1] if named else _form(parts[0], name, entity, shared)
    if issubclass(hint, BaseModel):
        return f"[{name} 묶음](#{_anchor(hint, 'part' if hint in shared else entity)})"
    return _PLAIN[hint]


def _named(mark: RefTo | Form) -> str:
    if isinstance(mark, Form):
        return f"[{mark.name}](#forms)"
    if mark.entity == "record":
        return "종류/id"
    if mark.entity in {model.entity for model in ENTRIES}:
        return f"[{entity_names()[mark.entity]}](#{mark.entity})의 id"
    frame = "incident" if mark.entity in FRAME else "conference"
    return f"[{entity_names()[frame]}](#{frame})의 {code(mark.entity)} id"


def _forms() -> list[Form]:
    """Every form that a field has, by name."""
    models = {part for shelf in SHELVES for part in (shelf.model, *_inside(shelf.model))}
    hints = (hint for model in models for hint in typing.get_type_hints(model, include_extras=True).values())
    return sorted({form for hint in hints for form in _marks(hint)}, key=lambda form: form.name)


def _marks(hint: Any) -> Iterator[Form]:
    forms = [mark for mark in getattr(hint, "__metadata__", ()) if isinstance(mark, Form)]
    yield from forms[-1:]
    for part in () if forms else get_args(hint):
        yield from _marks(part)
