"""Where everything of a YAML text stands, to the character: what a mend cuts and moves.

It is read as document.py reads, from the event stream; here nothing is refused, so a text is looked at by
`read_document` first, which bounds its depth.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, TypeAlias

import yaml

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True)
class Scalar:
    """One value or key: `text[start:end]` is what is written, quotes included; `style` is its quote, "|", ">" or ""."""

    start: int
    end: int
    line: int
    column: int
    style: str
    value: str


@dataclass(frozen=True)
class Sequence:
    start: int
    end: int
    items: tuple["Node", ...]


@dataclass(frozen=True)
class Mapping:
    """`flow`: written in braces. Lines and columns count from 0 here."""

    start: int
    end: int
    flow: bool
    entries: tuple[tuple[Scalar, "Node"], ...]


Node: TypeAlias = Scalar | Sequence | Mapping


def scalars(text: str) -> Iterator[Scalar]:
    """Every key and value in the order of the text. Raises yaml.YAMLError."""
    loader = _Loader(text)
    while event := loader.get_event():
        if isinstance(event, yaml.ScalarEvent):
            yield _scalar(event, text)


def read_layout(text: str) -> Node:
    """The text of one document as a tree. Raises yaml.YAMLError."""
    event = _Loader(text).get_event
    event(), event()
    return _node(event(), event, text)


def _node(first: Any, event: Callable[[], Any], text: str) -> Node:
    start = first.start_mark.index
    if isinstance(first, yaml.MappingStartEvent):
        entries = []
        while not isinstance(key := event(), yaml.MappingEndEvent):
            entries.append((_scalar(key, text), _node(event(), event, text)))
        end = _end(key) if first.flow_style else entries[-1][1].end
        return Mapping(start, end, bool(first.flow_style), tuple(entries))
    if isinstance(first, yaml.SequenceStartEvent):
        items = []
        while not isinstance(item := event(), yaml.SequenceEndEvent):
            items.append(_node(item, event, text))
        return Sequence(start, _end(item) if first.flow_style else items[-1].end, tuple(items))
    return _scalar(first, text)


def _end(event: Any) -> int:
    index: int = event.end_mark.index
    return index


def _scalar(event: Any, text: str) -> Scalar:
    """A block scalar's last blank lines are not counted to it: the reader looks past them for its end."""
    mark = event.start_mark
    end = mark.index + len(text[mark.index : event.end_mark.index].rstrip("\n "))
    return Scalar(mark.index, end, mark.line, mark.column, event.style or "", event.value)
