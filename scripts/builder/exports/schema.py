"""The models as JSON Schema (draft 2020-12), one a kind of file, for the editor's completion and checks.

https://json-schema.org/draft/2020-12
"""

import json
from typing import Any

from builder.catalog import SHELVES, Shelf
from builder.models.base import Entry

DRAFT = "https://json-schema.org/draft/2020-12/schema"


def to_schemas() -> dict[str, str]:
    """File name -> text, as `{"cause.schema.json": "{...}"}`; the same models give the same bytes."""
    return {
        file_name(shelf): json.dumps(_schema(shelf), ensure_ascii=False, indent=1) + "\n" for shelf in SHELVES
    }


def file_name(shelf: Shelf) -> str:
    return f"{shelf.many or shelf.model.entity}.schema.json"


def _schema(shelf: Shelf) -> dict[str, Any]:
    made = shelf.model.model_json_schema()
    if shelf.many:
        parts = made.pop("$defs", {})
        return {
            "$schema": DRAFT, "type": "object", "additionalProperties": False, "required": [shelf.many],
            "properties": {shelf.many: {"type": "array", "items": made}}, "$defs": parts,
        }  # fmt: skip
    if issubclass(shelf.model, Entry):
        del made["properties"]["id"]
        made["required"].remove("id")
    return {"$schema": DRAFT, **made}
