"""Puts the keys of every mapping into the order of its model. Lines are moved, never written anew.

What is written with a key moves with it: its value, the comment beside it, the comment lines directly above it, and
the blank lines and other comments below it.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from pydantic import BaseModel

from builder.mend.layout import Mapping, Node
from builder.mend.layout import Sequence as Items
from builder.models.faults import models_in

_COMMENT = re.compile(r"( *)#")
# The first lines of a file that stay the first: for the editor's language server, and of YAML itself.
_HEAD = re.compile(r"# yaml-language-server:|%|---")


def ordered(text: str, node: Node, model: type[BaseModel]) -> str:
    """The text with the keys of every mapping in `node`, whose records are of `model`, in their order."""
    records = list(_mappings(node, model))
    for record, kind in records:
        text = _in_braces(text, record, kind)
    lines = text.split("\n")
    for record, kind in records:
        _on_lines(lines, text, record, kind)
    return "\n".join(lines)


def _mappings(node: Node, model: type[BaseModel]) -> Iterator[tuple[Mapping, type[BaseModel]]]:
    """Every mapping with its model, the inner ones first."""
    if isinstance(node, Items):
        for item in node.items:
            yield from _mappings(item, model)
    elif isinstance(node, Mapping):
        for key, value in node.entries:
            field = model.model_fields.get(key.value)
            for inner in models_in(field.annotation)[:1] if field else ():
                yield from _mappings(value, inner)
        yield node, model


def _ranks(mapping: Mapping, model: type[BaseModel]) -> list[int]:
    """The places of the keys, sorted as they should stand; an unknown key stays behind the one before it."""
    names = list(model.model_fields)
    rank = -1
    ranks = []
    for key, _ in mapping.entries:
        rank = names.index(key.value) if key.value in names else rank
        ranks.append(rank)
    return sorted(range(len(ranks)), key=ranks.__getitem__)


def _in_braces(text: str, mapping: Mapping, model: type[BaseModel]) -> str:
    """Exchanges the entries of a mapping in braces; as long as before, so that what is known of the rest holds."""
    order = _ranks(mapping, model)
    if not mapping.flow or order == sorted(order):
        return text
    spans = [(key.start, value.end) for key, value in mapping.entries]
    between = [text[mapping.start : spans[0][0]]]
    between += [text[end:start] for (_, end), (start, _) in pairwise(spans)]
    if any("#" in part for part in between):
        return text
    made = "".join(part + text[slice(*spans[i])] for part, i in zip(between, order, strict=True))
    return text[: mapping.start] + made + text[mapping.start + len(made) :]


def _on_lines(lines: list[str], text: str, mapping: Mapping, model: type[BaseModel]) -> None:
    """Exchanges the lines of a mapping in place; of one that is a list's item, the dash goes to the new first line."""
    order = _ranks(mapping, model)
    if mapping.flow or order == sorted(order):
        return
    first, column = mapping.entries[0][0].line, mapping.entries[0][0].column
    dash = lines[first][:column]
    starts = [key.line for key, _ in mapping.entries]
    if not re.fullmatch(r" *(- +)*", dash) or any(lines[line][:column].strip(" ") for line in starts[1:]):
        return
    floor = first if "-" in dash else _floor(lines, first)
    leads = [_lead(lines, line, column, floor) for line in starts]
    end = _end(lines, text.count("\n", 0, mapping.end) + 1, column)
    parts = [lines[start:stop] for start, stop in pairwise([*leads, end])]
    heads = [start - lead for start, lead in zip(starts, leads, strict=True)]
    if "-" in dash and order[0]:
        parts[0][0] = " " * column + parts[0][0][column:]
        above, line = parts[order[0]][: heads[order[0]]], heads[order[0]]
        parts[order[0]][:line] = [" " * dash.index("-") + comment.lstrip() for comment in above]
        parts[order[0]][line] = dash + parts[order[0]][line][column:]
    lines[leads[0] : end] = [line for i in order for line in parts[i]]


def _floor(lines: Sequence[str], line: int) -> int:
    """The first line that may move: below the head of the file."""
    return next((i + 1 for i in reversed(range(line)) if _HEAD.match(lines[i])), 0)


def _lead(lines: Sequence[str], line: int, column: int, floor: int) -> int:
    """The first of the comment lines directly above a key, or the line of the key."""
    while line > floor and (shape := _COMMENT.match(lines[line - 1])) and len(shape[1]) <= column:
        line -= 1
    return line


def _end(lines: Sequence[str], line: int, column: int) -> int:
    """The first line behind the mapping: the comments that are indented as it is go with its last key."""
    while line < len(lines) and (shape := _COMMENT.match(lines[line])) and len(shape[1]) >= max(column, 1):
        line += 1
    return line
