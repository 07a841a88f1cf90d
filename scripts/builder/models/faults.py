"""Turns what pydantic says of a file into Korean problems, each at its line."""

import re
from collections.abc import Iterable, Iterator
from typing import Any, get_args, get_origin

from pydantic import BaseModel, ValidationError

from builder.document import Document, Loc
from builder.models.values import FORMS, Misfit
from builder.problems import Problem, near, say

_NUMBER = ("숫자여야 합니다", "숫자로 적어 주세요")
_SAID = {
    "string_type": (
        "글자여야 합니다",
        "'['나 '{'로 시작하는 글이면 큰따옴표로 감싸고, 아니면 한 값만 적어 주세요",
    ),
    "tuple_type": ("목록이어야 합니다", "'[값, 값]'으로 묶거나 줄마다 '- '를 붙여 적어 주세요"),
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


def meanings(words: Iterable[str], description: str) -> dict[str, str]:
    """What a description says of each word, where it says it of every one.

    >>> meanings(["printed", "unknown"], "printed 적혀 있음, unknown 모름")
    {'printed': '적혀 있음', 'unknown': '모름'}
    >>> meanings(["minute", "day"], "어디까지 아는가: minute, day")
    {}
    """
    any_word = "|".join(map(re.escape, words))
    said = dict(re.findall(rf"\b({any_word}) ([^,].*?)(?=, (?:{any_word})\b|$)", description))
    return said if len(said) == len(any_word.split("|")) else {}


def _problem(model: type[BaseModel], document: Document, loc: Loc, fault: dict[str, Any]) -> Problem:
    inner: Loc = tuple(fault["loc"])
    error = fault.get("ctx", {}).get("error")
    if isinstance(error, Misfit) and error.at:
        inner, fault = (*inner, error.at), fault | {"input": fault["input"].get(error.at)}
    name = next((key for key in reversed(inner) if isinstance(key, str)), "")
    if not loc and inner == ("id",) and inner not in document.values:
        name = "파일 이름(id)"
    elif inner[-1:] == ("id",) and fault["type"] != "missing":
        name = document.key_of((*loc, *inner))  # of a bare id, the list it stands in
    message = _say(model, inner, name, fault, whole=not loc)
    return document.problem((*loc, *inner), message, of_key=fault["type"] == "extra_forbidden")


def _say(model: type[BaseModel], inner: Loc, name: str, fault: dict[str, Any], *, whole: bool) -> str:
    """The message; a record that is the whole file has its id from the file's name."""
    kind, value, context = fault["type"], fault["input"], fault.get("ctx", {})
    if kind == "missing":
        description = _model_at(model, inner[:-1]).model_fields[name].description
        return say(name, "꼭 있어야 합니다", f"'{name}: …'를 더해 주세요({description})")
    if kind == "extra_forbidden":
        fields = _model_at(model, inner[:-1]).model_fields
        known = [field for field in fields if field != "id" or inner[:-1] or not whole]
        hint = near(name, known) or f"쓸 수 있는 항목: {', '.join(known)}."
        return say(name, "모르는 항목입니다", f"{hint} 이름을 고치거나 지워 주세요")
    if kind == "literal_error":
        return say(name, "정해진 낱말이 아닙니다", _words(model, inner, context["expected"], value), value)
    if kind == "value_error":
        wrong = context["error"]
        return say(name, wrong.wrong, wrong.mend, None if isinstance(value, dict | list) else value)
    if kind in ("model_type", "model_attributes_type"):
        first = next(iter(_model_at(model, inner).model_fields))
        mend = f"'{first}: …'처럼 항목마다 이름을 붙여 적어 주세요"
        return say(name, "'항목: 값' 묶음이어야 합니다", mend, value)
    return say(name, *_shape(kind, context), _shown(kind, value))


def _words(model: type[BaseModel], inner: Loc, expected: str, value: object) -> str:
    """The words that may stand there, with their meanings where no one of them is near."""
    words = re.findall(r"'([^']*)'", expected)
    if hint := near(str(value), words):
        return f"{hint} 쓸 수 있는 낱말 가운데 하나로 적어 주세요: {', '.join(words)}"
    name = next(i for i in reversed(range(len(inner))) if isinstance(inner[i], str))
    description = _model_at(model, inner[:name]).model_fields[str(inner[name])].description or ""
    said = meanings(words, description)
    listed = ", ".join(f"{word} ({said[word]})" if said else word for word in words)
    return f"쓸 수 있는 낱말 가운데 하나로 적어 주세요: {listed}"


def _shown(kind: str, value: Any) -> object:
    """What of the value is shown to the editor: nothing of an empty one, of a long list how long it is."""
    if kind == "too_long":
        return f"{len(value)}개"
    return None if kind.endswith("too_short") else value


def _shape(kind: str, context: dict[str, Any]) -> tuple[str, str]:
    """What is wrong with the shape of a value, and the mend."""
    count = "자" if kind.startswith("string") else "개"
    if kind.endswith("too_long"):
        long = "깁니다" if kind.startswith("string") else "많습니다"
        return f"너무 {long}", f"{context['max_length']}{count} 안으로 줄여 주세요"
    if kind.endswith("too_short"):
        return "비어 있습니다", f"{context['min_length']}{count} 이상 적어 주세요"
    if kind == "string_pattern_mismatch":
        return "정해진 모양이 아닙니다", FORMS[context["pattern"]]
    if kind in _BOUNDS:
        key, word = _BOUNDS[kind]
        return f"{context[key]:g}{word} 합니다", "그 안의 숫자로 고쳐 주세요"
    return _SAID.get(kind, ("값의 모양이 맞지 않습니다", "값을 고쳐 주세요"))


def _model_at(model: type[BaseModel], loc: Loc) -> type[BaseModel]:
    """The model inside the model at `loc`: ("points", 0) -> Point."""
    for key in loc:
        if isinstance(key, str):
            model = models_in(model.model_fields[key].annotation)[0]
    return model
