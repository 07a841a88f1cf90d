"""The tables as one SQLite file: every id a foreign key, every list of ids a table between two others.

The same records give the same bytes: rows are written in order into a fresh database, which has no clock, and the one
number in its head that tells the library's own version is set to a fixed one (https://www.sqlite.org/fileformat2.html, 1.3).
"""

import sqlite3
from collections.abc import Iterator, Mapping, Sequence, Set
from typing import cast

from builder.exports.published.base import Citation
from builder.exports.tables import POSITION, Column, Table

_TYPES = {str: "TEXT", int: "INTEGER", float: "REAL", bool: "INTEGER"}
_WRITER = slice(96, 100)  # SQLITE_VERSION_NUMBER of the last writer; readers make nothing of it
_VERSION = (3_040_000).to_bytes(4, "big")


def to_sqlite(tables: Sequence[Table], about: Mapping[str, str | None]) -> bytes:
    """The file's bytes; `about` becomes the table of that name, a row a key."""
    whole = [made for table in (_about(about), *tables) for made in (_plain(table), *_between(table))]
    linked = {column.table for table in whole for column in table.columns if column.table}
    connection = sqlite3.connect(":memory:")
    try:
        connection.execute("PRAGMA page_size = 4096")
        for table in whole:
            connection.execute(_create(table, linked))
            marks = ", ".join("?" * (len(table.keys) + len(table.columns)))
            connection.executemany(f"INSERT INTO {_name(table.name)} VALUES ({marks})", table.rows)
        connection.commit()
        made = bytearray(connection.serialize())
    finally:
        connection.close()
    made[_WRITER] = _VERSION
    return bytes(made)


def _about(about: Mapping[str, str | None]) -> Table:
    return Table("about", (Column("key"),), (Column("value"),), rows=list(about.items()))


def _plain(table: Table) -> Table:
    """The table without the columns that hold several values."""
    kept = [i for i, column in enumerate((*table.keys, *table.columns)) if not column.many]
    columns = tuple(column for column in table.columns if not column.many)
    rows = [tuple(row[i] for i in kept) for row in table.rows]
    return Table(table.name, table.keys, columns, table.below, table.parent, rows)


def _between(table: Table) -> Iterator[Table]:
    """A table for each of those columns; that of the citations stands already."""
    for i, column in enumerate(table.columns, len(table.keys)):
        if column.many and column.kind is not Citation:
            rows = [
                (*row[: len(table.keys)], position, value)
                for row in table.rows
                for position, value in enumerate(cast("tuple[str, ...]", row[i]) or ())
            ]
            value = Column(column.name, column.kind, column.table)
            yield Table(f"{table.name}_{column.name}", (*table.below, POSITION), (value,), (), table, rows)


def _create(table: Table, linked: Set[str]) -> str:
    parts = [f"{_name(c.name)} {_TYPES[c.kind]}" for c in (*table.keys, *table.columns)]
    keys = [column.name for column in table.keys]
    if keys:
        parts.append(f"PRIMARY KEY {_names(keys)}")
    if table.name in linked and keys != ["id"]:
        parts.append("UNIQUE (id)")
    if table.parent and table.parent.keys:
        own, theirs = keys[: len(table.parent.keys)], [key.name for key in table.parent.keys]
        parts.append(f"FOREIGN KEY {_names(own)} REFERENCES {_name(table.parent.name)} {_names(theirs)}")
    parts += [
        f"FOREIGN KEY {_names([c.name])} REFERENCES {_name(c.table)} (id)" for c in table.columns if c.table
    ]
    return f"CREATE TABLE {_name(table.name)} ({', '.join(parts)}){' WITHOUT ROWID' if keys else ''}"


def _name(name: str) -> str:
    """An SQL name; those of the published form are ASCII words, some of them SQL's own ("group")."""
    return f'"{name}"'


def _names(names: Sequence[str]) -> str:
    return f"({', '.join(map(_name, names))})"
