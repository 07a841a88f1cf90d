"""The house stands: imports go one way, the engine is not in the builder, and nothing of ours is in the engine."""

import ast
from collections.abc import Iterator
from functools import cache
from graphlib import TopologicalSorter
from pathlib import Path
from typing import Any

import pytest
import yaml

from toy import ROOT

SCRIPTS = ROOT / "scripts"
# A room may import from the rows above its own, and from itself.
ROOMS = (
    {"problems", "edition"},
    {"syntax"},
    {"document", "files"},
    {"quoting", "words", "markup"},
    {"models"},
    {"shelves"},
    {"catalog"},
    {"reading"},
    {"addresses"},
    {"checks", "gaps", "history", "coverage", "charts"},
    {"views"},
    {"exports"},
    {"mend", "scaffold", "tree", "gate", "differences", "reference", "finder", "cards", "sitemap"},
    {"intake"},
    {"engine"},
    {"preview", "links"},
    {"commands"},
    {"sessions"},
)
FLOOR = {room: floor for floor, rooms in enumerate(ROOMS) for room in rooms}
MODULES = sorted((SCRIPTS / "builder").rglob("*.py"))
# The clock, the network and the engine come in by the door alone.
OUTSIDE = {"mkdocs", "material", "requests", "urllib.request", "http", "socket", "time", "random", "locale"}
CLOCKS = {"now", "utcnow", "today"}


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def name_of(path: Path) -> str:
    """The dotted name of a module: "builder.views.text", "builder.views"."""
    parts = path.relative_to(SCRIPTS).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imports(path: Path) -> Iterator[str]:
    """Every module a file imports, by its full name; `from builder import gate` is "builder.gate"."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}:{node.lineno}: imports are absolute"
            base = node.module or ""
            known = {name_of(module) for module in MODULES}
            yield from {f"{base}.{a.name}" if f"{base}.{a.name}" in known else base for a in node.names}


def room(module: str) -> str:
    """The room of a module: "builder.views.text" -> "views"."""
    parts = module.split(".")
    return parts[1] if parts[0] == "builder" and len(parts) > 1 else parts[0]


def test_every_room_has_its_floor() -> None:
    rooms = {room(name_of(path)) for path in MODULES} - {"builder"}
    assert rooms <= FLOOR.keys(), f"name the floor of {rooms - FLOOR.keys()} in ROOMS"


@pytest.mark.parametrize("path", sorted(SCRIPTS.rglob("*.py")), ids=name_of)
def test_imports_go_one_way(path: Path) -> None:
    here = room(name_of(path))
    for module in imports(path):
        if module.startswith(("builder.", "commands", "preview", "links")):
            there = room(module)
            assert there == here or FLOOR[there] < FLOOR[here], f"{here} imports {module}"


def test_no_module_imports_itself_in_a_circle() -> None:
    graph = {name_of(path): {m for m in imports(path) if m.startswith("builder")} for path in MODULES}
    TopologicalSorter(graph).prepare()


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_the_builder_knows_neither_engine_nor_clock_nor_network(path: Path) -> None:
    for module in imports(path):
        assert not any(module == name or module.startswith(name + ".") for name in OUTSIDE), module
    asked = {node.attr for node in ast.walk(tree(path)) if isinstance(node, ast.Attribute)}
    assert not asked & CLOCKS


def test_meaning_and_yaml_are_apart() -> None:
    rooms = {room(name_of(path)) for path in MODULES if "yaml" in set(imports(path))}
    assert rooms <= {"document", "mend", "views", "scaffold"}  # the last two write it, and mend moves it


class Tolerant(yaml.SafeLoader):
    """Reads `!ENV [NAME, default]` as its list."""


def _env(loader: yaml.SafeLoader, node: yaml.Node) -> Any:
    return loader.construct_sequence(node) if isinstance(node, yaml.SequenceNode) else None


Tolerant.add_constructor("!ENV", _env)


def test_the_engine_has_no_code_of_ours() -> None:
    config = yaml.load((ROOT / "mkdocs.yml").read_text(encoding="utf-8"), Loader=Tolerant)
    assert [plugin if isinstance(plugin, str) else next(iter(plugin)) for plugin in config["plugins"]] == [
        "search"
    ]
    assert "hooks" not in config
    assert config["strict"] is True
    assert not {"extra_javascript", "repo_url"} & config.keys()
    assert config["theme"]["font"] is False
    assert not [str(e) for e in config["markdown_extensions"] if "snippets" in str(e) or "emoji" in str(e)]
