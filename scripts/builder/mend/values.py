"""Mends of single values: a date in the one form, quotes where another reader of YAML would read another value."""

import re
import typing
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any, get_args

import yaml
from pydantic import BaseModel, TypeAdapter, ValidationError

from builder.mend.layout import Node, Scalar, Sequence
from builder.models.faults import models_in, types_in
from builder.models.forms import clock_form, date_form, instant_form
from builder.models.values import Clock, Day, Instant, When

_FORMS: tuple[tuple[Any, Callable[[str], str]], ...] = (
    (Day, date_form),
    (When, date_form),
    (Clock, clock_form),
    (Instant, instant_form),
)
_RESOLVE: Any = yaml.SafeLoader("").resolve
_STRING = "tag:yaml.org,2002:str"
# Numbers to the core schema of YAML 1.2 (https://yaml.org/spec/1.2.2/#1032-tag-resolution), and those of them that are
# written again as they were read.
_NUMBER = re.compile(
    r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?|0o[0-7]+|0x[0-9a-fA-F]+|[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)"
)
_LASTING = re.compile(r"-?(0|[1-9][0-9]*)(\.[0-9]*[1-9])?|[0-9]{4}-[0-9]{2}-[0-9]{2}")


@dataclass(frozen=True)
class _Field:
    """What a field of a model holds: records of a model, values of a form, or letters, which quotes may keep as such."""

    model: type[BaseModel] | None
    form: Any
    told: Callable[[str], str] | None
    letters: bool


def dates(text: str, node: Node, model: type[BaseModel]) -> str:
    """Every date and time that the model refuses and that can be told, in its form."""
    meant = ((scalar, _meant(scalar, field)) for scalar, field in _values(node, model, None))
    return _changed(text, [(s, f"{s.style}{form}{s.style}") for s, form in meant if form])


def _meant(scalar: Scalar, field: _Field) -> str:
    """The form of the date or time that is meant; nothing where the value has it, or is none."""
    form = field.told(scalar.value) if field.told and scalar.style in ("", "'", '"') else ""
    wrong = form not in ("", scalar.value) and not _accepts(field.form, scalar.value)
    return form if wrong and _accepts(field.form, form) else ""


def quotes(text: str, node: Node, model: type[BaseModel]) -> str:
    """Every value of letters that YAML 1.1 or 1.2 reads as another value, in quotes."""
    found = (scalar for scalar, field in _values(node, model, None) if not scalar.style and field.letters)
    return _changed(text, [(scalar, f'"{scalar.value}"') for scalar in found if _misread(scalar.value)])


def _changed(text: str, changes: Iterable[tuple[Scalar, str]]) -> str:
    for scalar, written in sorted(changes, key=lambda change: -change[0].start):
        text = text[: scalar.start] + written + text[scalar.end :]
    return text


def _values(node: Node, model: type[BaseModel], field: _Field | None) -> Iterator[tuple[Scalar, _Field]]:
    """Every value that stands in a field of the model, at any depth."""
    if isinstance(node, Scalar):
        if field:
            yield node, field
    elif isinstance(node, Sequence):
        for item in node.items:
            yield from _values(item, model, field)
    elif here := field.model if field else model:
        for key, value in node.entries:
            if inner := _fields(here).get(key.value):
                yield from _values(value, here, inner)


@cache
def _fields(model: type[BaseModel]) -> dict[str, _Field]:
    hints = typing.get_type_hints(model, include_extras=True)
    return {name: _field(hints[name]) for name in model.model_fields}


def _field(hint: Any) -> _Field:
    form, told = next((pair for pair in _FORMS if pair[0] in (hint, *get_args(hint))), (None, None))
    letters = form in (None, Clock) and not any(part in (bool, int, float) for part in types_in(hint))
    return _Field(next(iter(models_in(hint)), None), form, told, letters)


@cache
def _adapter(form: Any) -> TypeAdapter[Any]:
    return TypeAdapter(form)


def _accepts(form: Any, value: str) -> bool:
    try:
        _adapter(form).validate_python(value)
    except ValidationError:
        return False
    return True


def _misread(value: str) -> bool:
    """`10:30` is 630 to YAML 1.1, `no` is false, `1.10` is 1.1, `007` is 7 to 1.2; `2022` and `2022-12-07` last."""
    other = _RESOLVE(yaml.ScalarNode, value, (True, False)) != _STRING or _NUMBER.fullmatch(value)
    return bool(other and not _LASTING.fullmatch(value))
