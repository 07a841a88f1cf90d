"""Puts a record into a list that editors wrote by hand, and leaves every other letter of the file as it was."""

from collections.abc import Iterable, Sequence
from typing import Any

from builder.document import Document, parse_document
from builder.problems import Problem, ProblemsFound


def with_items(path: str, text: str, key: str, at: int, items: Sequence[Sequence[str]]) -> str:
    """The text with items (their lines, the first beginning with "- ") put into the list `key` before the item `at`.

    Raises ProblemsFound where the list is not one item a line group, so that only a person can place them.
    """
    document = parse_document(path, text)
    lines = text.split("\n")
    row, indent = _gap(document, lines, key, at)
    new = [" " * indent + line for item in items for line in item]
    made = "\n".join([*lines[:row], *new, *lines[row:]])
    if not _holds(path, made, document.data, key, at, len(items)):
        shown = " ⏎ ".join(line for item in items for line in item)
        mend = f"이 목록에 손으로 넣어 주세요: {shown}"
        place = document.place((key,), of_key=True)
        raise ProblemsFound(
            [Problem(path, *place, f"{key}: 한 줄에 하나씩 적은 목록이 아니어서 넣지 못합니다. {mend}")]
        )
    return made


def _gap(document: Document, lines: Sequence[str], key: str, at: int) -> tuple[int, int]:
    """Before which row of the file the item goes (from 0), and how far its dash is indented."""
    items = document.data.get(key)
    count = len(items) if isinstance(items, list) else 0
    if not count:
        return len(lines), 0
    line, column = document.values[(key, min(at, count - 1))]
    indent = column - 3  # "- " stands before the item
    if at < count:
        row = line - 1
        while row and lines[row - 1].lstrip().startswith("#"):  # a comment above an item belongs to it
            row -= 1
        return row, indent
    later = [place[0] for loc, place in document.keys.items() if len(loc) == 1 and place[0] > line]
    row = min(later) - 1 if later else len(lines)
    while not lines[row - 1].strip():
        row -= 1
    return row, indent


def _holds(path: str, text: str, before: dict[str, Any], key: str, at: int, count: int) -> bool:
    """Whether the text reads as before, but for the new items."""
    try:
        data = parse_document(path, text).data
    except ProblemsFound:
        return False
    items = data.get(key)
    if not isinstance(items, list):
        return False
    kept: Iterable[Any] = [*items[:at], *items[at + count :]]
    return {**data, key: list(kept)} == before
