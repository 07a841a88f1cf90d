"""Mends what is mechanical in a file, and nothing else: every other character stays, comments too.

Each mend is proven before it is taken: what the file says must be read from it as before (a date in the one form apart),
and no letter may be lost; one that is not is left out. A file that is not in order as YAML is left alone.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

import yaml
from pydantic import BaseModel

from builder.document import parse_document, with_plain_lines
from builder.mend.layout import Mapping, Node, read_layout, scalars
from builder.mend.lines import end_of_file, tabs, trailing_spaces
from builder.mend.order import ordered
from builder.mend.values import dates, quotes
from builder.models.forms import clock_form, date_form, instant_form
from builder.problems import ProblemsFound

LINE_ENDS, TABS, DATES = "줄바꿈 문자", "탭", "날짜와 시각의 모양"
# Each mend of what is written, as an editor calls it.
_RECORDS: tuple[tuple[str, Callable[[str, Node, type[BaseModel]], str]], ...] = (
    (DATES, dates),
    ("따옴표", quotes),
    ("항목 순서", ordered),
)
_LINES: tuple[tuple[str, Callable[[str], str]], ...] = (
    ("줄 끝 빈칸", trailing_spaces),
    ("파일 끝 줄바꿈", end_of_file),
)
KINDS = (LINE_ENDS, TABS, *(kind for kind, _ in _RECORDS), *(kind for kind, _ in _LINES))


@dataclass(frozen=True)
class Mended:
    """The text as it should be, and the kinds of what was mended in it, as an editor calls them."""

    text: str
    kinds: tuple[str, ...]


def mend(text: str, model: type[BaseModel], many: str | None = None) -> Mended:
    """Mends a file of one record, or of a list of them under the key `many`; `text` is as it stands in the file."""
    now = with_plain_lines(text)
    kinds = [LINE_ENDS] if now != text else []
    try:
        spaced = tabs(now)
        if spaced != now and _values(spaced) == _values(now):
            kinds, now = [*kinds, TABS], spaced
        parse_document("", now)
    except (yaml.YAMLError, ProblemsFound):
        return Mended(text, ())
    records = _records(now, many)
    for kind, change in _RECORDS:
        made = change(now, records, model)
        if made != now and _proven(now, made, kind):
            kinds, now, records = [*kinds, kind], made, _records(made, many)
    for kind, tidy in _LINES:
        made = tidy(now)
        if made != now and _proven(now, made, kind):
            kinds, now = [*kinds, kind], made
    return Mended(now, tuple(kinds))


def _records(text: str, many: str | None) -> Node:
    """The record, or the list of records, in the layout of the text."""
    root = read_layout(text)
    inner = [value for key, value in root.entries if key.value == many] if isinstance(root, Mapping) else []
    return inner[0] if inner else root


def _proven(old: str, new: str, kind: str) -> bool:
    """Whether the new text says what the old one said."""
    try:
        before, after = parse_document("", old).data, parse_document("", new).data
    except ProblemsFound:
        return False
    if kind == DATES:
        return _alike(before, after)
    return before == after and _letters(old) == _letters(new)


def _alike(before: object, after: object) -> bool:
    """The same, but for a date or a time that is now in its form."""
    if isinstance(before, dict) and isinstance(after, dict):
        return list(before) == list(after) and all(_alike(before[key], after[key]) for key in before)
    if isinstance(before, list) and isinstance(after, list):
        return len(before) == len(after) and all(map(_alike, before, after))
    if isinstance(before, str) and before != after:
        return after in (date_form(before), clock_form(before), instant_form(before))
    return before == after


def _values(text: str) -> list[str]:
    return [scalar.value for scalar in scalars(text)]


def _letters(text: str) -> Counter[str]:
    """Everything written but spaces and quotes."""
    return Counter(char for char in text if not char.isspace() and char != '"')
