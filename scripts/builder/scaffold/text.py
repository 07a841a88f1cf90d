"""A record as the YAML that an editor would type: fields in the order of the model, lists of ids on one line.

What is optional and not yet known can stand as a comment: taking its `# ` away leaves valid YAML, and an empty value
that `check` asks to be filled.
"""

import os
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, get_args, get_origin

import yaml
from pydantic import BaseModel
from pydantic.fields import FieldInfo

from builder.exports.schema import file_name
from builder.models.base import Citation
from builder.models.faults import models_in
from builder.shelves import Shelf

SCHEMAS = Path(__file__).resolve().parents[3] / "schemas"
_STRING, _TIMESTAMP = "tag:yaml.org,2002:str", "tag:yaml.org,2002:timestamp"


class _Dumper(yaml.SafeDumper):
    """Quotes what a reader of YAML 1.1 or 1.2 would take for a number or a yes; a date may stand bare."""

    yaml_implicit_resolvers = {  # noqa: RUF012 (PyYAML's own attribute)
        first: [(tag, shape) for tag, shape in kinds if tag != _TIMESTAMP]
        for first, kinds in yaml.SafeDumper.yaml_implicit_resolvers.items()
    }


def _string(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    return dumper.represent_scalar(_STRING, text, style="|" if "\n" in text else None)


_Dumper.add_representer(str, _string)


def file_text(root: Path, shelf: Shelf, path: str, lines: Iterable[str]) -> str:
    """A whole file of the project at `root`: the editors' line that names its schema, then the record.

    The schemas are those of the generator, which a project of another root shares.
    """
    schema = Path(os.path.relpath(SCHEMAS / file_name(shelf), (root / path).parent)).as_posix()
    return "\n".join([f"# yaml-language-server: $schema={schema}", *lines, ""])


def record_lines(model: type[BaseModel], data: Mapping[str, Any], *, hints: bool = False) -> Iterator[str]:
    """The record; with `hints` every field it lacks follows as a comment in the place where it would stand."""
    for name, field in sorted(model.model_fields.items(), key=lambda item: item[0] != "id"):
        if name in data:
            yield from _field_lines(name, field, data[name], hints=hints)
        elif hints and name != "id":
            yield from (f"# {line}" for line in hint_lines(name, field))


def item_lines(model: type[BaseModel], data: Mapping[str, Any], *, hints: bool = False) -> Iterator[str]:
    """The record as an item of a list: `- id: x`, and the rest under it."""
    for i, line in enumerate(record_lines(model, data, hints=hints)):
        yield f"{'  ' if i else '- '}{line}"


def _field_lines(name: str, field: FieldInfo, value: Any, *, hints: bool) -> Iterator[str]:
    inner = models_in(field.annotation)
    if isinstance(value, dict):
        yield f"{name}:"
        yield from (f"  {line}" for line in record_lines(inner[0], value, hints=hints))
    elif isinstance(value, list) and any(isinstance(item, dict) for item in value):
        yield f"{name}:"
        for item in value:
            told = hints and inner[0] is not Citation
            lines = item_lines(inner[0], item, hints=told) if isinstance(item, dict) else [f"- {_one(item)}"]
            yield from (f"  {line}" for line in lines)
    elif isinstance(value, list):
        yield f"{name}: {_dump(value, flow=True)}"
    else:
        yield from _dump({name: value}, flow=False).splitlines()


def _dump(data: Any, *, flow: bool) -> str:
    return yaml.dump(
        data, Dumper=_Dumper, allow_unicode=True, sort_keys=False, default_flow_style=flow, width=1_000_000
    ).rstrip()


def yaml_of(data: Any) -> str:
    """Any plain data as YAML, in its own order."""
    return _dump(data, flow=False)


def _one(value: Any) -> str:
    return _dump([value], flow=True)[1:-1]


def hint_lines(name: str, field: FieldInfo) -> Iterator[str]:
    """A field that nobody has filled: `video:  # 영상 주소`; of a list of records one, with each of its fields."""
    about = f"  # {field.description or name}"
    inner, many = models_in(field.annotation), is_list(field.annotation)
    if inner and inner[0] is not Citation:
        yield f"{name}:{about}"
        parts = [line for key, part in inner[0].model_fields.items() for line in hint_lines(key, part)]
        for i, line in enumerate(parts):
            yield f"  {'' if not many else '  ' if i else '- '}{line}"
    else:
        default = None if field.is_required() else field.get_default()
        known = " []" if many else "" if default is None else f" {_one(default)}"
        yield f"{name}:{known}{about}"


def is_list(hint: Any) -> bool:
    """Whether an annotation is a tuple of any length: `tuple[Point, ...]`."""
    return get_origin(hint) is tuple or any(get_origin(part) is tuple for part in get_args(hint))
