"""Reads JSON and CSV as plain strings, and remembers where each value stood.

The YAML reader cannot do it for JSON: an export's texts hold escaped surrogate pairs, tabs and scalars of any length.
"""

import json
import re
from bisect import bisect_right
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from builder.document import Document, Loc, Place, read_text
from builder.problems import Problem, ProblemsFound, found, say

MAX_BYTES = 32 * 1024 * 1024
MAX_DEPTH = 24

_SPACE = re.compile(r"[ \t\n]*")
# One cell of a table and what ends it (RFC 4180); the separator is put in.
_CELL = r'(?:"((?:[^"]|"")*)"|([^"\n{0}][^\n{0}]*)?)({0}|\n|\Z)'
_DECODER = json.JSONDecoder(strict=False, parse_int=str, parse_float=str)


class Lines:
    """The line and column of any place in a text, both from 1."""

    def __init__(self, text: str) -> None:
        self.starts = [0, *(at.end() for at in re.finditer("\n", text))]

    def place(self, at: int) -> Place:
        line = bisect_right(self.starts, at)
        return line, at - self.starts[line - 1] + 1


def read_json(folder: Path, path: str) -> Document:
    """A JSON file whose values are str, list, dict or None; numbers and true stay the words they were.

    https://www.rfc-editor.org/rfc/rfc8259 Raises ProblemsFound with the first fault.
    """
    return _Json(path, read_text(folder, path, MAX_BYTES)).document()


class _Json:
    """Builds the data by walking the text once; holds the places."""

    def __init__(self, path: str, text: str) -> None:
        self.path, self.text, self.lines = path, text, Lines(text)
        self.values: dict[Loc, Place] = {}
        self.keys: dict[Loc, Place] = {}

    def document(self) -> Document:
        data, at = self._value(0, ())
        at = self._skip(at)
        if at < len(self.text):
            self._fail(at, "끝난 뒤에 글자가 더 있습니다", "뒤를 지워 주세요")
        if not isinstance(data, dict):
            self._fail(0, "'{'로 시작하는 묶음이 아닙니다", "schedule.json을 넣어 주세요")
        return Document(self.path, data, self.values, self.keys)

    def _fail(self, at: int, wrong: str, mend: str) -> None:
        raise ProblemsFound([Problem(self.path, *self.lines.place(at), say("", f"JSON 문법: {wrong}", mend))])

    def _skip(self, at: int) -> int:
        space = _SPACE.match(self.text, at)
        return space.end() if space else at

    def _value(self, at: int, loc: Loc) -> tuple[Any, int]:
        at = self._skip(at)
        self.values[loc] = self.lines.place(at)
        if len(loc) > MAX_DEPTH:
            self._fail(at, "너무 깊습니다", f"{MAX_DEPTH}단계 안으로 줄여 주세요")
        if self.text.startswith("{", at):
            return self._object(at + 1, loc)
        if self.text.startswith("[", at):
            return self._array(at + 1, loc)
        try:
            value, end = _DECODER.raw_decode(self.text, at)
        except json.JSONDecodeError as error:
            self._fail(
                min(error.pos, len(self.text)), "값이 있어야 할 곳입니다", "따옴표와 쉼표를 살펴 주세요"
            )
        return value if value is None or isinstance(value, str) else self.text[at:end], end

    def _object(self, at: int, loc: Loc) -> tuple[dict[str, Any], int]:
        made: dict[str, Any] = {}
        while not self.text.startswith("}", at := self._skip(at)):
            if not self.text.startswith('"', at):
                self._fail(at, "항목의 이름이 있어야 할 곳입니다", "따옴표와 쉼표를 살펴 주세요")
            start = at
            key, at = self._value(at, (*loc, ""))
            del self.values[(*loc, "")]
            if key in made:
                self._fail(start, f"같은 항목이 두 번 있습니다 {found(key)}", "하나만 남겨 주세요")
            at = self._skip(at)
            if not self.text.startswith(":", at):
                self._fail(at, "':'이 있어야 할 곳입니다", "쉼표와 따옴표를 살펴 주세요")
            self.keys[(*loc, key)] = self.lines.place(start)
            made[key], at = self._value(at + 1, (*loc, key))
            at = self._comma(at, "}")
        return made, at + 1

    def _array(self, at: int, loc: Loc) -> tuple[list[Any], int]:
        made: list[Any] = []
        while not self.text.startswith("]", at := self._skip(at)):
            value, at = self._value(at, (*loc, len(made)))
            made.append(value)
            at = self._comma(at, "]")
        return made, at + 1

    def _comma(self, at: int, end: str) -> int:
        """Past the comma; a list may end, but not after a comma."""
        at = self._skip(at)
        if self.text.startswith(end, at):
            return at
        if not self.text.startswith(",", at):
            self._fail(at, f"','나 '{end}'가 있어야 할 곳입니다", "쉼표와 괄호를 살펴 주세요")
        after = self._skip(at + 1)
        if self.text.startswith(end, after):
            self._fail(at, "마지막 값 뒤에 쉼표가 있습니다", "지워 주세요")
        return after


Cells = list[tuple[str, Place]]


def read_table(folder: Path, path: str) -> list[Cells]:
    """The rows of a CSV file, each the cells with their places; empty lines are left out.

    The separator is the one of `,` `;` and tab that stands most often in the first line, as spreadsheets write the
    one of their country. https://www.rfc-editor.org/rfc/rfc4180 Raises ProblemsFound where a quote stays open.
    """
    text = read_text(folder, path, MAX_BYTES)
    head = text.partition("\n")[0]
    cell = re.compile(_CELL.format(max(",;\t", key=head.count)))
    rows = _rows(path, text, cell)
    return [row for row in rows if any(value for value, _ in row)]


def _rows(path: str, text: str, cell: re.Pattern[str]) -> Iterator[Cells]:
    lines, at, row = Lines(text), 0, Cells()
    while at < len(text):
        part = cell.match(text, at)
        if not part:
            wrong, mend = (
                "따옴표가 닫히지 않았거나 값의 가운데에 있습니다",
                '값 전체를 "…"로 감싸고 안의 것은 ""로 적어 주세요',
            )
            raise ProblemsFound([Problem(path, *lines.place(at), say("", f"CSV: {wrong}", mend))])
        quoted, bare, end = part.groups()
        row.append(
            (quoted.replace('""', '"') if quoted is not None else (bare or "").strip(), lines.place(at))
        )
        at = part.end()
        if end == "\n" or at == len(text):
            yield row
            row = []
