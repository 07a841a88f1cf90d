"""The models as JSON Schema (draft 2020-12), one a kind of file, for the editor's completion and checks.

It refuses nothing that `check` accepts. To YAML 1.2, which editors and schema checkers read, `2022` is a number, and so a
field of letters takes numbers too. What a schema cannot say (whether an id leads anywhere) is left to `check`.

https://json-schema.org/draft/2020-12; `patternErrorMessage` and `enumDescriptions` are said to the editor by its
language server: https://github.com/redhat-developer/yaml-language-server
"""

import json
import re
import typing
from collections.abc import Iterator
from types import UnionType
from typing import Any, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core import core_schema

from builder.models.base import Entry
from builder.models.faults import meanings, models_in
from builder.models.values import (
    CLOCK,
    FORMS,
    TIME_ZONE,
    URL,
    VIDEO_PLACE,
    Clock,
    Code,
    Day,
    Instant,
    Line,
    Quote,
    Sentence,
    TimeZone,
    Title,
    Url,
    VideoPlace,
    When,
)
from builder.shelves import SHELVES, Shelf
from builder.words import EDITORS, words_of

DRAFT = "https://json-schema.org/draft/2020-12/schema"
Schema = dict[str, Any]

_LINE = {"pattern": r"^\s*[^\n]*\s*$", "patternErrorMessage": "한 줄로 적어 주세요"}
# What is said of a type beyond what pydantic knows of it.
SHAPES: tuple[tuple[Any, Schema], ...] = (
    (Line, _LINE),
    (Sentence, _LINE),
    (Quote, _LINE),
    (
        Title,
        {
            "pattern": r"^(?![\s\S]*\[=)\s*[^\n]*\s*$",
            "patternErrorMessage": "한 줄로, 수치 표시([=id]) 없이 적어 주세요",
        },
    ),
    (
        Url,
        {
            "type": "string",
            "pattern": rf"^(?={URL}$)https?://([\w-]+\.)+[A-Za-z][\w-]+(:\d+)?([/?#].*)?$",
            "patternErrorMessage": "http:// 나 https:// 로 시작하는 주소를 ASCII로만 적어 주세요",
            "examples": ["https://www.example.org/1"],
        },
    ),
    (
        Clock,
        {
            "type": "string",
            "pattern": f"^{CLOCK}$",
            "patternErrorMessage": "24시간제 '11:00' 모양으로 적어 주세요",
            "examples": ["11:00"],
        },
    ),
    (
        VideoPlace,
        {
            "type": "string",
            "pattern": f"^{VIDEO_PLACE}$",
            "patternErrorMessage": "분:초 '12:30'이나 시:분:초 '1:02:30' 모양으로 적어 주세요",
            "examples": ["12:30", "1:02:30"],
        },
    ),
    (Code, {"minLength": 4}),
    (
        TimeZone,
        {
            "type": "string",
            "pattern": f"^({TIME_ZONE})$",
            "patternErrorMessage": "'Asia/Seoul'처럼 IANA 이름으로 적어 주세요",
            "examples": ["Asia/Seoul"],
        },
    ),
    (
        Day,
        {
            "pattern": r"^\d{4}-\d\d-\d\d$",
            "patternErrorMessage": "'2022-12-07' 모양으로 적어 주세요",
            "examples": ["2022-12-07"],
        },
    ),
    (
        When,
        {
            "type": ["string", "integer"],
            "maximum": 9999,
            "patternErrorMessage": "'2022-12-07', '2024-01', '2016' 가운데 한 모양으로 적어 주세요",
            "examples": ["2022-12-07", "2024-01", "2016"],
        },
    ),
    (
        Instant,
        {
            "patternErrorMessage": "'2022-10-15T15:19+09:00' 모양으로 적어 주세요",
            "examples": ["2022-10-15T15:19+09:00"],
        },
    ),
)


class _Generator(GenerateJsonSchema):
    """What pydantic says of the models, as a file of YAML can say it: there is no null, and a field has no title but its key."""

    def nullable_schema(self, schema: core_schema.NullableSchema) -> JsonSchemaValue:
        return self.generate_inner(schema["schema"])

    def default_schema(self, schema: core_schema.WithDefaultSchema) -> JsonSchemaValue:
        made = super().default_schema(schema)
        if made.get("default", 0) in (None, []):
            del made["default"]
        return made

    def field_title_should_be_set(self, schema: object) -> bool:  # noqa: ARG002
        return False

    def model_schema(self, schema: core_schema.ModelSchema) -> JsonSchemaValue:
        """The names of classes and their docstrings are not for editors."""
        made = super().model_schema(schema)
        unsaid = ("description", "title" if made["title"] == schema["cls"].__name__ else "")
        return {key: said for key, said in made.items() if key not in unsaid}

    def str_schema(self, schema: core_schema.StringSchema) -> JsonSchemaValue:
        """Where letters may be digits alone, plain ones are a number to the reader."""
        made = super().str_schema(schema)
        if "pattern" not in made:
            return made | {"type": ["string", "number"]}
        digits = {"type": ["string", "integer"]} if re.fullmatch(made["pattern"], "1") else {}
        return made | digits | {"patternErrorMessage": FORMS[made["pattern"]]}

    def int_schema(self, schema: core_schema.IntSchema) -> JsonSchemaValue:
        return super().int_schema(schema) | {"type": ["integer", "string"], "pattern": r"^-?\d+$"}

    def float_schema(self, schema: core_schema.FloatSchema) -> JsonSchemaValue:
        return super().float_schema(schema) | {"type": ["number", "string"], "pattern": r"^-?\d+(\.\d+)?$"}

    def bool_schema(self, schema: core_schema.BoolSchema) -> JsonSchemaValue:
        return super().bool_schema(schema) | {"type": ["boolean", "string"], "pattern": "^(true|false)$"}

    def literal_schema(self, schema: core_schema.LiteralSchema) -> JsonSchemaValue:
        made = super().literal_schema(schema)
        numbers = [int(word) for word in made.get("enum", ()) if word.isdecimal()]
        return {"enum": [*made["enum"], *numbers]} if numbers else made


def to_schemas() -> dict[str, str]:
    """File name -> text, as `{"cause.schema.json": "{...}"}`; the same models give the same bytes."""
    return {
        file_name(shelf): json.dumps(_schema(shelf), ensure_ascii=False, indent=1) + "\n" for shelf in SHELVES
    }


def file_name(shelf: Shelf) -> str:
    return f"{shelf.many or shelf.model.entity}.schema.json"


def _schema(shelf: Shelf) -> Schema:
    made = shelf.model.model_json_schema(schema_generator=_Generator)
    parts: dict[str, Schema] = made.pop("$defs", {})
    for model in _models(shelf.model):
        _complete(model, parts.get(model.__name__, made))
    if issubclass(shelf.model, Entry) and not shelf.many:
        del made["properties"]["id"]
        made["required"].remove("id")
    name = words_of(EDITORS)["entity"][shelf.model.entity]
    head = {"$schema": DRAFT, "title": name, "description": f"sessions/{shelf.pattern}"}
    if shelf.many:
        listed = {"type": "array", "items": made, "description": f"{name}의 목록"}
        made = {
            "type": "object",
            "additionalProperties": False,
            "properties": {shelf.many: listed},
            "required": [shelf.many],
        }
    return head | made | ({"$defs": parts} if parts else {})


def _models(model: type[BaseModel]) -> Iterator[type[BaseModel]]:
    """The model and those inside it, at any depth."""
    yield model
    for field in model.model_fields.values():
        for inner in models_in(field.annotation):
            yield from _models(inner)


def _complete(model: type[BaseModel], schema: Schema) -> None:
    """Adds to the fields of a model what their types say of themselves, and to each word its meaning."""
    hints = typing.get_type_hints(model, include_extras=True)
    for name, field in schema["properties"].items():
        place = field.get("items", field)
        place.update(next((shape for kind, shape in SHAPES if kind in _parts(hints[name])), {}))
        words = [str(word) for word in field.get("enum", ())]
        if words and (said := meanings(dict.fromkeys(words), field["description"])):
            field["enumDescriptions"] = [said[word] for word in words]


def _parts(hint: Any) -> tuple[Any, ...]:
    """The types a field may have: `Day | None` and `tuple[Day, ...]` hold Day."""
    return (hint, *get_args(hint)) if get_origin(hint) in (tuple, Union, UnionType) else (hint,)
