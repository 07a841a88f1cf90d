"""The published schemas, by a schema checker of others: every record passes, a wrong file fails where `check` says.

check-jsonschema reads YAML as editors' language servers do (YAML 1.2).
"""

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from builder.document import Loc, read_document
from builder.exports.schema import file_name
from builder.problems import ProblemsFound
from builder.reading import shelved
from builder.shelves import SHELVES, Shelf
from test_bad import BAD, place
from toy import ROOT, TOY, problems_of

TOOL = Path(sys.executable).with_name("check-jsonschema")
Places = set[tuple[int, int]]


def validate(schema: str, paths: list[Path]) -> list[dict[str, Any]]:
    """What the tool finds in files: [{"filename": ..., "path": "$.points[0].text", "message": ...}]."""
    options = ["--schemafile", f"{ROOT}/schemas/{schema}", "--output-format", "json"]
    command = [str(TOOL), *options, *map(str, paths)]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=False)
    told = json.loads(done.stdout)
    assert not told.get("parse_errors")
    assert done.returncode == (0 if told["status"] == "ok" else 1), done.stderr
    found: list[dict[str, Any]] = told.get("errors", [])
    return found


@cache
def files_of(shelf: Shelf) -> tuple[Path, ...]:
    return tuple(root / path for root in (ROOT, TOY) for path, other in shelved(root) if other is shelf)


def test_the_schemas_are_schemas() -> None:
    schemas = sorted((ROOT / "schemas").iterdir())
    done = subprocess.run(
        [TOOL, "--check-metaschema", *schemas], capture_output=True, encoding="utf-8", check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert len(schemas) == len(SHELVES)


@pytest.mark.parametrize("shelf", SHELVES, ids=file_name)
def test_every_record_is_in_order(shelf: Shelf) -> None:
    assert files_of(shelf)
    found = validate(file_name(shelf), list(files_of(shelf)))
    assert not found, found[:5]


def fields(schema: Any) -> Iterator[dict[str, Any]]:
    """Every property of every record in a schema."""
    if isinstance(schema, dict):
        if schema.get("additionalProperties") is False:
            yield from schema["properties"].values()
        for part in schema.values():
            yield from fields(part)


@pytest.mark.parametrize("shelf", SHELVES, ids=file_name)
def test_an_editor_is_told_what_every_field_is(shelf: Shelf) -> None:
    schema = json.loads((ROOT / "schemas" / file_name(shelf)).read_text(encoding="utf-8"))
    assert re.search("[가-힣]", schema["title"])
    assert schema["description"] == f"sessions/{shelf.pattern}"
    for field in fields(schema):
        assert re.search("[가-힣]", field["description"]), field
        assert "null" not in json.dumps(field)
        told = field.get("enumDescriptions")
        assert told is None or len(told) == len(field["enum"])
        place = field.get("items", field)
        assert ("pattern" in place) == ("patternErrorMessage" in place or place.get("type") in NUMBERS), field


NUMBERS = (["integer", "string"], ["number", "string"], ["boolean", "string"])


def loc_of(path: str) -> Loc:
    """'$.points[0].text' -> ("points", 0, "text")."""
    parts = re.findall(r"\.(\w+)|\[(\d+)\]", path)
    return tuple(name or int(number) for name, number in parts)


def places(root: Path, path: str, found: list[dict[str, Any]]) -> Places:
    """Line and column of each; of a key that is not known, those of the key."""
    document = read_document(root, path)
    told = set()
    for error in found:
        loc = loc_of(error["path"])
        assert error["path"].removeprefix("$") == "".join(
            f"[{part}]" if isinstance(part, int) else f".{part}" for part in loc
        )
        names = re.search(
            r"^Additional properties are not allowed \((.*) (?:was|were) unexpected", error["message"]
        )
        for name in re.findall(r"'([^']*)'", names[1]) if names else [""]:
            place = document.place((*loc, name), of_key=True) if name else document.place(loc)
            told.add(place[:2])
    return told


def seen(file: Path, folder: Path) -> tuple[Places, Places]:
    """Where the schema finds faults in a wrong file, and where the check does."""
    path = place(file, folder)
    shelf = next(shelf for at, shelf in shelved(folder) if at == path)
    problems = {(p.line, p.column) for p in problems_of(folder) if p.path == path}
    return places(folder, path, validate(file_name(shelf), [folder / path])), problems


SAME = [
    "keys",  # unknown and missing ones, at two depths
    "words",
    "id-form",
    "clocks",
    "dates-3",
    "record-form",
    "source-language",
    "urls",
    "urls-2",
    "urls-3",
    "urls-4",
    "numbers",
    "types",
    "empty-text",
    "line-break",
    "figure-mark",
    "too-many-points",
    "overview",
    "long-quotation-field",
    "list-file",
    "list-file-2",
    "id-repeated",
    "unnamed-person",
    "source-without-link",
]
SOME = ["dates", "dates-2", "instants"]  # no schema knows the calendar


@pytest.mark.parametrize("name", SAME)
def test_a_schema_sees_what_the_check_sees(name: str, tmp_path: Path) -> None:
    by_schema, by_check = seen(ROOT / "tests" / "bad" / f"{name}.yml", tmp_path)
    assert by_schema == by_check != set()


@pytest.mark.parametrize("name", SOME)
def test_a_schema_sees_as_much_as_it_can(name: str, tmp_path: Path) -> None:
    by_schema, by_check = seen(ROOT / "tests" / "bad" / f"{name}.yml", tmp_path)
    assert set() != by_schema < by_check


def test_a_schema_refuses_nothing_that_the_check_accepts(tmp_path: Path) -> None:
    """Of all wrong files that can be read: where the schema finds a fault, there is one."""
    by_shelf: dict[Shelf, dict[Path, Path]] = {}
    for file in BAD:
        folder = tmp_path / file.stem
        path = place(file, folder)
        try:
            read_document(folder, path)
        except ProblemsFound:
            shutil.rmtree(folder)
            continue
        shelf = next(shelf for at, shelf in shelved(folder) if at == path)
        by_shelf.setdefault(shelf, {})[folder / path] = folder
    for shelf, bad in by_shelf.items():
        for wrong in {Path(error["filename"]) for error in validate(file_name(shelf), list(bad))}:
            assert any(bad[wrong] / problem.path == wrong for problem in problems_of(bad[wrong])), wrong
    assert sum(map(len, by_shelf.values())) > 50


def test_the_workbench_knows_the_schema_of_every_file() -> None:
    """`.vscode/settings.json` as the YAML extension reads it: the last pattern that fits decides, `!` takes out."""
    settings = json.loads((ROOT / ".vscode" / "settings.json").read_text(encoding="utf-8"))

    def fits(path: str, patterns: list[str]) -> bool:
        told = [pattern for pattern in patterns if path_fits(path, pattern.removeprefix("!"))]
        return bool(told) and not told[-1].startswith("!")

    for path, shelf in [*shelved(ROOT), *shelved(TOY)]:
        given = [schema for schema, patterns in settings["yaml.schemas"].items() if fits(path, patterns)]
        assert given == [f"./schemas/{file_name(shelf)}"], path
    assert len(settings["yaml.schemas"]) == len(SHELVES)
    told = json.loads((ROOT / ".vscode" / "extensions.json").read_text(encoding="utf-8"))
    assert told["recommendations"] == ["redhat.vscode-yaml"]


def path_fits(path: str, pattern: str) -> bool:
    parts, wanted = path.split("/"), pattern.split("/")
    return len(parts) == len(wanted) and all(map(fnmatchcase, parts, wanted))
