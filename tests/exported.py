"""What the tests of the exports share: editions, and readers that know nothing of the code that wrote the files."""

import csv
import io
import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import date
from pathlib import Path
from typing import Any

from builder.edition import Edition

EDITION = Edition(date(2032, 3, 10), "https://naru.example.org/record/", "2032-03-09 1a2b3c4")
UNPLACED = Edition(date(2032, 3, 10))
RUNS = ("=", "+", "-", "@", "＝", "＋", "－", "＠")


def read_json(raw: bytes) -> dict[str, Any]:
    read: dict[str, Any] = json.loads(raw.decode("utf-8"))
    return read


def read_csv(raw: bytes) -> list[dict[str, str]]:
    """The rows of a CSV file as the data page tells to read it."""
    rows = csv.DictReader(io.StringIO(raw.decode("utf-8-sig"), newline=""), strict=True)
    return [{name: value.removeprefix("'") for name, value in row.items()} for row in rows]


@contextmanager
def opened(raw: bytes, folder: Path) -> Iterator[sqlite3.Connection]:
    path = folder / "all.sqlite"
    path.write_bytes(raw)
    with closing(sqlite3.connect(path)) as connection:
        connection.row_factory = sqlite3.Row
        yield connection


def leaves(value: object) -> Iterator[str]:
    """Every value in a JSON value, as text."""
    if isinstance(value, dict):
        for inner in value.values():
            yield from leaves(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from leaves(inner)
    elif value is not None and not isinstance(value, bool):
        yield str(value)
