"""The tables as CSV, for spreadsheets: UTF-8 with a byte order mark, commas, CRLF.

https://www.rfc-editor.org/rfc/rfc4180; the mark is there because a spreadsheet otherwise reads Korean as something else.
"""

import csv
import io
from collections.abc import Iterable, Iterator

from builder.exports.documents import FOLDER
from builder.exports.tables import Cell, Table

BETWEEN = "; "  # between the values of one cell
# A spreadsheet runs a cell that begins so (the wide forms too), and drops a space or an apostrophe that it wants to see.
_RUNS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠", "'")


def spreadsheets(tables: Iterable[Table]) -> Iterator[tuple[str, bytes]]:
    """ "data/v1/sessions.csv" and the others."""
    for table in tables:
        yield f"{FOLDER}/{table.name}.csv", to_csv(table)


def to_csv(table: Table) -> bytes:
    file = io.StringIO(newline="")
    write = csv.writer(file, lineterminator="\r\n")
    write.writerow([column.name for column in (*table.keys, *table.columns)])
    write.writerows([_said(cell) for cell in row] for row in table.rows)
    return file.getvalue().encode("utf-8-sig")


def harmless(text: str) -> str:
    """The text with an apostrophe before it where a spreadsheet would run it, or where it has one already.

    Who takes one apostrophe away from a text that begins with one has the text again.

    >>> harmless("=1+1"), harmless("-5도"), harmless("'따옴표'"), harmless("1-2=3")
    ("'=1+1", "'-5도", "''따옴표'", '1-2=3')
    """
    return f"'{text}" if text.startswith(_RUNS) else text


def _said(cell: Cell) -> str:
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, tuple):
        return harmless(BETWEEN.join(cell))
    return harmless(cell) if isinstance(cell, str) else "" if cell is None else str(cell)
