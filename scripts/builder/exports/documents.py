"""The published form as JSON: a file a list, one of everything, and a JSON Schema (draft 2020-12) for each.

https://www.rfc-editor.org/rfc/rfc8259, https://json-schema.org/draft/2020-12
"""

import json
from collections.abc import Iterator, Mapping
from types import GenericAlias
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, create_model
from pydantic.json_schema import GenerateJsonSchema

from builder.exports.press import Press
from builder.exports.published import FORM, LISTS, Data
from builder.exports.published.conference import Conference
from builder.exports.published.incident import Incident
from builder.words import EDITORS

FOLDER = f"data/{FORM}"
ALL = "all"
DRAFT = "https://json-schema.org/draft/2020-12/schema"


class Document(BaseModel):
    """What stands at the head of every file; the records follow under the name of their list."""

    model_config = ConfigDict(populate_by_name=True)

    schema_address: str = Field(alias="$schema", description="이 파일의 JSON Schema")
    form: str = Field(description="공개하는 꼴의 판. 같은 판 안에서 항목은 늘기만 하고 뜻이 바뀌지 않습니다")
    name: str = Field(description="이 기록의 이름")
    site: str | None = Field(description="누리집의 주소. 모르고 만들었으면 null")
    data_version: str | None = Field(description="자료의 판: 마지막 커밋의 날짜와 이름. 모르면 null")
    licence: str = Field(description="이용 허락")
    licence_url: str = Field(description="이용 허락의 주소")


class _Untitled(GenerateJsonSchema):
    """Without the titles that pydantic makes of the keys themselves."""

    def field_title_should_be_set(self, schema: Any) -> bool:  # noqa: ARG002 (the base class asks so)
        return False


_FRAMES: Mapping[str, Any] = {"conference": Conference, "incident": Incident | None}
_PARTS: Mapping[str, Any] = {
    **{name: (kind, Field(description=kind.__doc__)) for name, kind in _FRAMES.items()},
    **{
        name: (GenericAlias(tuple, (kind, ...)), Field(description=kind.__doc__))
        for name, kind in LISTS.items()
    },
}
DOCUMENTS: Mapping[str, type[Document]] = {
    **{name: create_model(name, __base__=Document, **{name: part}) for name, part in _PARTS.items()},
    ALL: create_model(ALL, __base__=Document, **_PARTS),
}


def head(press: Press) -> dict[str, str | None]:
    """What every file of data says of itself."""
    site, edition = press.catalog.conference.site, press.edition
    return {
        "form": FORM, "name": site.name, "site": edition.site or None, "data_version": edition.version or None,
        "licence": site.licence, "licence_url": site.licence_url,
    }  # fmt: skip


def documents(press: Press, data: Data) -> Iterator[tuple[str, bytes]]:
    """ "data/v1/sessions.json" and the others."""
    parts = {"conference": data.conference, "incident": data.incident, **data.lists}
    for name in offered(press, data):
        kind, path = DOCUMENTS[name], schema_path(name)
        address = press.edition.url(f"{FOLDER}/{path}") or path
        own = {key: parts[key] for key in kind.model_fields if key in parts}
        made = kind.model_validate({"$schema": address, **head(press), **own})
        yield f"{FOLDER}/{name}.json", made.model_dump_json(by_alias=True, indent=1).encode() + b"\n"


def offered(press: Press, data: Data) -> list[str]:
    """The names of the files; a site without an incident has none for what it has no record of."""
    held = {"conference": data.conference, "incident": data.incident, **data.lists}
    return [name for name in DOCUMENTS if name == ALL or held[name] or press.catalog.incident]


def schemas(press: Press, data: Data) -> Iterator[tuple[str, bytes]]:
    """ "data/v1/schemas/sessions.schema.json" and the others; they are described in the editors' language or not at all."""
    made = to_schemas()
    for name in offered(press, data):
        schema = made[name]
        if press.catalog.conference.language != EDITORS:
            schema = _undescribed(schema)
        path = f"{FOLDER}/{schema_path(name)}"
        whole = press.edition.url(path)
        named = {"$schema": DRAFT, **({"$id": whole} if whole else {}), **schema}
        yield path, json.dumps(named, ensure_ascii=False, indent=1).encode() + b"\n"


def _undescribed(schema: Any) -> Any:
    """A schema without its descriptions; a property may well have that name."""
    if isinstance(schema, list):
        return [_undescribed(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    return {
        key: {name: _undescribed(part) for name, part in value.items()}
        if key in ("properties", "$defs")
        else _undescribed(value)
        for key, value in schema.items()
        if key != "description"
    }


def to_schemas() -> dict[str, dict[str, Any]]:
    """The published form itself, by the name of its file: what `tests/published/` keeps."""
    return {
        name: kind.model_json_schema(by_alias=True, mode="serialization", schema_generator=_Untitled)
        for name, kind in DOCUMENTS.items()
    }


def schema_path(name: str) -> str:
    return f"schemas/{name}.schema.json"
