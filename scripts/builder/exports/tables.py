"""The published form as tables, from which CSV and SQLite are written: a record a row, a list of parts a table of its own.

`sessions` has a row a session; its points are rows of `sessions_points`, known by (session_id, position) with position
from 0; one part inside a record (`shown` of a discrepancy) becomes columns of its row (`shown_value`); ids and other
plain values of a list stay together in one cell (`tracks`, `sources`). Every citation stands once more, with its place in
the source, in `citations`, by the JSON Pointer (RFC 6901) of the list that it stands in.
"""

import typing
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, TypeAlias, Union, get_args, get_origin

from builder.exports.published import LISTS, Data, Published, Record
from builder.exports.published.base import Citation, Ref
from builder.exports.published.conference import Conference
from builder.exports.published.incident import Incident

Cell: TypeAlias = str | int | float | bool | tuple[str, ...] | None


@dataclass(frozen=True)
class Column:
    """`kind` is str, int, float, bool or Citation; `table` is where an id leads; a column of `many` holds tuples."""

    name: str
    kind: type = str
    table: str | None = None
    many: bool = False


@dataclass(frozen=True)
class Table:
    """`keys` name a row; those of a part are the keys of its `parent`, named as `below` says, and its position."""

    name: str
    keys: tuple[Column, ...]
    columns: tuple[Column, ...]
    below: tuple[Column, ...] = ()
    parent: "Table | None" = None
    rows: list[tuple[Cell, ...]] = field(default_factory=list)


@dataclass(frozen=True)
class _Leaf:
    """A field, those of single parts among them: its name ("shown_value"), the way to it (("shown", "value")), its column.

    A list of parts has no column.
    """

    name: str
    way: tuple[str, ...]
    column: Column | None
    part: type[Published] | None = None

    def of(self, record: Published) -> Any:
        value: Any = record
        for name in self.way:
            value = None if value is None else getattr(value, name)
        return value


POSITION = Column("position", int)


class _Tables:
    """All tables while they are filled."""

    def __init__(self) -> None:
        self.made: dict[str, Table] = {}
        keys = (Column("record"), Column("path"), POSITION)
        self.cited = Table(
            "citations", keys, (Column("source", table="sources"), Column("locator"), Column("value"))
        )

    def add(self, name: str, kind: type[Published], parent: Table | None = None, of: str = "") -> None:
        """The table of a class and those of the parts in it; `of` is the class's list in its parent."""
        keys, below = _keys(kind, parent, of)
        columns = tuple(leaf.column for leaf in _leaves(kind) if leaf.column and leaf.column not in keys)
        table = self.made[name] = Table(name, keys, columns, below, parent)
        for leaf in _leaves(kind):
            if leaf.part:
                self.add(f"{name}_{leaf.name}", leaf.part, table, leaf.name)

    def fill(self, name: str, record: Published, keys: tuple[Cell, ...], of: str, path: str = "") -> None:
        """The row of a record or part and of everything in it; `of` is the record, `path` the place in it."""
        table, leaves = self.made[name], _leaves(type(record))
        values = {leaf.column: _cell(leaf.of(record)) for leaf in leaves if leaf.column}
        table.rows.append((*keys, *(values[column] for column in table.columns)))
        for leaf in leaves:
            where = "/".join((path, *leaf.way))
            if leaf.part:
                for position, part in enumerate(leaf.of(record) or ()):
                    self.fill(f"{name}_{leaf.name}", part, (*keys, position), of, f"{where}/{position}")
            elif leaf.column and leaf.column.kind is Citation:
                for position, cited in enumerate(leaf.of(record) or ()):
                    self.cited.rows.append((of, where, position, cited.id, cited.locator, cited.value))


def _keys(
    kind: type[Published], parent: Table | None, of: str
) -> tuple[tuple[Column, ...], tuple[Column, ...]]:
    """What names a row, here and in the tables of its parts: a record's id, a part's place in its parent."""
    if parent:
        return (*parent.below, POSITION), (*parent.below, Column(f"{of}_{POSITION.name}", int))
    return ((Column("id"),), (Column(f"{kind.entity}_id"),)) if issubclass(kind, Record) else ((), ())


def tables(data: Data) -> list[Table]:
    """Every table, the parts after what they are parts of, the citations last."""
    all_of = _Tables()
    frames: tuple[tuple[str, type[Published], Published | None], ...] = (
        ("conference", Conference, data.conference),
        ("incident", Incident, data.incident),
    )
    for name, kind, frame in frames:
        all_of.add(name, kind)
        if frame:
            all_of.fill(name, frame, (), f"{name}/{name}")
    for name, listed in LISTS.items():
        all_of.add(name, listed)
        for record in data.lists[name]:
            all_of.fill(name, record, (record.id,), f"{listed.entity}/{record.id}")
    return [*all_of.made.values(), all_of.cited]


def _cell(value: Any) -> Cell:
    """A day or a moment as ISO 8601, citations as their ids, the rest as it is."""
    if isinstance(value, tuple):
        return tuple(item.id if isinstance(item, Citation) else item for item in value)
    return value.isoformat() if isinstance(value, date) else typing.cast("Cell", value)


@cache
def _leaves(kind: type[Published]) -> tuple[_Leaf, ...]:
    hints = typing.get_type_hints(kind, include_extras=True)
    return tuple(leaf for name in kind.model_fields for leaf in _of_hint(name, hints[name]))


def _of_hint(name: str, hint: Any) -> Iterator[_Leaf]:
    bare, table = _bare(hint)
    if get_origin(bare) is tuple:
        item, table = _bare(get_args(bare)[0])
        if issubclass(item, Published) and item is not Citation:
            yield _Leaf(name, (name,), None, item)
        else:
            yield _Leaf(name, (name,), Column(name, item, table, many=True))
    elif isinstance(bare, type) and issubclass(bare, Published):
        for leaf in _leaves(bare):
            inner = f"{name}_{leaf.name}"
            column = leaf.column and Column(inner, leaf.column.kind, leaf.column.table, leaf.column.many)
            yield _Leaf(inner, (name, *leaf.way), column, leaf.part)
    else:
        yield _Leaf(name, (name,), Column(name, _kind(bare), table))


def _bare(hint: Any) -> tuple[Any, str | None]:
    """The type without None and marks, and the table that an id leads to."""
    if get_origin(hint) is Annotated:
        inner, *marks = get_args(hint)
        bare, table = _bare(inner)
        return bare, next((mark.table for mark in marks if isinstance(mark, Ref)), table)
    if get_origin(hint) in (Union, UnionType):
        return _bare(next(part for part in get_args(hint) if part is not NoneType))
    return hint, None


def _kind(bare: Any) -> type:
    """The type of a cell: that of a Literal's words, text for a day or a moment."""
    if get_origin(bare) is Literal:
        return type(get_args(bare)[0])
    return bare if bare in (int, float, bool) else str
