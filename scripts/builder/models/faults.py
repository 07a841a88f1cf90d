"""Turns what pydantic says of a file into Korean problems, each at its line."""

import re
from collections.abc import Iterator
from typing import Any, get_args, get_origin

from pydantic import BaseModel, ValidationError

from builder.document import Document, Loc
from builder.models.values import FORMS
from builder.problems import Problem, found, near, say

_GROUP = ("'항목: 값' 묶음이어야 합니다", "들여 써서 항목마다 적어 주세요")
_YES_NO = ("true나 false여야 합니다", "true나 false로 적어 주세요")
_NUMBER = ("숫자여야 합니다", "숫자로 적어 주세요")
_SAID = {
    "string_type": ("글자여야 합니다", "한 값으로 적어 주세요"),
    "tuple_type": ("목록이어야 합니다", "[값, 값]으로 적거나 '- 값'을 줄마다 적어 주세요"),
    "model_type": _GROUP,
    "model_attributes_type": _GROUP,
    "bool_parsing": _YES_NO,
    "bool_type": _YES_NO,
    "int_parsing": _NUMBER,
    "int_type": _NUMBER,
    "float_parsing": _NUMBER,
    "float_type": _NUMBER,
}
_BOUNDS = {
    "greater_than": ("gt", "보다 커야"),
    "greater_than_equal": ("ge", " 이상이어야"),
    "less_than_equal": ("le", " 이하여야"),
}


def to_problems(
    model: type[BaseModel], document: Document, loc: Loc, error: ValidationError
) -> Iterator[Problem]:
    """Every fault of the part of a document at `loc`; a list whose items are at fault is not called short as well."""
    faults = error.errors()
    places = [fault["loc"] for fault in faults]
    for fault in faults:
        place = fault["loc"]
        inside = any(len(other) > len(place) and other[: len(place)] == place for other in places)
        if fault["type"] != "too_short" or not inside:
            yield _problem(model, document, loc, dict(fault))


def types_in(hint: Any) -> Iterator[Any]:
    """The bare types inside an annotation: `tuple[Point, ...] | None` -> Point, Ellipsis, None."""
    if get_origin(hint) is None:
        yield hint
    else:
        for part in get_args(hint):
            yield from types_in(part)


def models_in(hint: Any) -> list[type[BaseModel]]:
    """The models inside an annotation: `tuple[Point, ...]` -> [Point]."""
    return [part for part in types_in(hint) if isinstance(part, type) and issubclass(part, BaseModel)]


def _problem(model: type[BaseModel], document: Document, loc: Loc, fault: dict[str, Any]) -> Problem:
    inner: Loc = tuple(fault["loc"])
    name = next((key for key in reversed(inner) if isinstance(key, str)), "")
    of_key = fault["type"] == "extra_forbidden"
    return document.problem((*loc, *inner), _say(model, inner, name, fault), of_key=of_key)


def _say(model: type[BaseModel], inner: Loc, name: str, fault: dict[str, Any]) -> str:
    kind, value, context = fault["type"], fault["input"], fault.get("ctx", {})
    if kind == "missing":
        return say(name, "꼭 있어야 합니다", "이 항목을 적어 주세요")
    if kind == "extra_forbidden":
        known = _fields(model, inner[:-1])
        hint = near(name, known) or f"쓸 수 있는 항목: {', '.join(known)}."
        return say(name, "모르는 항목입니다", f"{hint} 이름을 고치거나 지워 주세요")
    if kind == "literal_error":
        words = re.findall(r"'([^']*)'", context["expected"])
        hint = near(str(value), words)
        return say(
            name,
            "정해진 낱말이 아닙니다",
            f"{hint + ' ' if hint else ''}쓸 수 있는 값: {', '.join(words)}",
            value,
        )
    if kind == "value_error":
        told = say(name, str(context["error"]), "").removesuffix(". ")
        return told if _whole(value) else f"{told} {found(value)}"
    unsaid = kind.endswith("too_short") or (kind.endswith("too_long") and _whole(value))
    return say(name, *_shape(kind, context), None if unsaid else value)


def _whole(value: object) -> bool:
    """Whether the value is a record or a list, of which a message can show nothing."""
    return isinstance(value, dict | list | tuple)


def _shape(kind: str, context: dict[str, Any]) -> tuple[str, str]:
    """What is wrong with the shape of a value, and the mend."""
    count = "자" if kind.startswith("string") else "개"
    if kind.endswith("too_long"):
        return "너무 깁니다", f"{context['max_length']}{count} 안으로 줄여 주세요"
    if kind.endswith("too_short"):
        return "비어 있습니다", f"{context['min_length']}{count} 이상 적어 주세요"
    if kind == "string_pattern_mismatch":
        return "정해진 모양이 아닙니다", FORMS[context["pattern"]]
    if kind in _BOUNDS:
        key, word = _BOUNDS[kind]
        return f"{context[key]:g}{word} 합니다", "값을 고쳐 주세요"
    return _SAID.get(kind, ("값의 모양이 맞지 않습니다", "값을 고쳐 주세요"))


def _fields(model: type[BaseModel], loc: Loc) -> list[str]:
    """The keys that may stand at `loc` inside the model."""
    here = model
    for key in loc:
        if isinstance(key, str):
            here = models_in(here.model_fields[key].annotation)[0]
    return [name for name in here.model_fields if name != "id" or loc]
