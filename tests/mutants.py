"""Breaks the reader, the models and the checks a little at a time, and says which breaks no test sees.

`make mutants` tries each mutant in a process of its own, with the tests of TESTS that run the broken function, the
likeliest to fail first. What stands outside of functions is broken by importing everything anew. Verdicts are kept in
build/mutants.json, so that a run may be stopped and goes on where it was; `--again` tries the survivors anew,
`--minutes 5` stops by itself, `--every 3` takes a third of them.
"""

import argparse
import ast
import contextlib
import copy
import gc
import hashlib
import importlib.abc
import importlib.util
import json
import os
import pickle
import select
import signal
import sys
import zlib
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from importlib.machinery import ModuleSpec
from pathlib import Path
from time import perf_counter
from types import CodeType, FrameType, FunctionType, ModuleType
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parent.parent
SCRIPTS = ROOT / "scripts"
STORE = ROOT / "build" / "mutants.json"
ROOMS = ("document", "syntax", "models", "catalog", "reading", "checks")
# Everything that sees a fault of these rooms in this very process, without a browser or a site to build.
TESTS = (
    "tests/test_bad.py::test_messages_are_as_blessed", "tests/test_reading.py", "tests/test_yaml_suite.py",
    "tests/test_hostile.py::test_a_hostile_file_is_refused_at_its_line",
    "tests/test_text.py", "tests/test_catalog.py", "tests/test_rules.py", "tests/test_door.py::test_schemas_follow_the_models",
    "tests/test_site.py::test_the_views_alone_give_the_blessed_pages",
    "scripts/builder/document.py", "scripts/builder/problems.py", "scripts/builder/syntax.py", "scripts/builder/models",
)  # fmt: skip
LEFT_OUT = (
    "test_the_runner_gets_one_command_a_problem_and_none_of_the_data",
)  # runs the door in another process
OURS = (
    "builder",
    "commands",
    "preview",
    "sessions",
    "toy",
    "conftest",
    "auditing",
    "exported",
    "served",
    "test_",
)
QUIET = ("-q", "-x", "--no-header", "-p", "no:cacheprovider", "--capture=no")
# What is said of a field to people stands whole in schemas/ and docs/contribute/, and a test holds it there.
WORDS = ("Field", "Form")

COMPARED: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Eq: ast.NotEq, ast.NotEq: ast.Eq, ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt,
    ast.In: ast.NotIn, ast.NotIn: ast.In, ast.Is: ast.IsNot, ast.IsNot: ast.Is,
}  # fmt: skip
COUNTED: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.FloorDiv, ast.FloorDiv: ast.Mult, ast.Mod: ast.Mult,
    ast.BitOr: ast.BitAnd, ast.BitAnd: ast.BitOr,
}  # fmt: skip
Variant = tuple[str, ast.AST]
Place = tuple[ast.AST, str, int | None, ast.AST, int]
Ran = dict[str, set[tuple[str, int]]]


@dataclass(frozen=True)
class Mutant:
    """One break: the file, its place, what is done there; `function` is the first line of the outermost function, or 0."""

    path: str
    line: int
    column: int
    said: str
    function: int

    @property
    def name(self) -> str:
        return f"{self.path}:{self.line}:{self.column} {self.said}"

    @property
    def module(self) -> str:
        parts = Path(self.path).with_suffix("").parts[1:]
        return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def variants(node: ast.AST) -> Iterator[Variant]:
    """The ways to break a node: what is done, and the broken node."""
    match node:
        case ast.Compare(left=left, ops=ops, comparators=comparators):
            for i, op in enumerate(ops):
                other = COMPARED[type(op)]()
                compared = ast.Compare(left, [*ops[:i], other, *ops[i + 1 :]], comparators)
                yield f"{type(op).__name__} -> {type(other).__name__}", compared
        case ast.BoolOp(op=ast.And(), values=values):
            yield "and -> or", ast.BoolOp(ast.Or(), values)
        case ast.BoolOp(values=values):
            yield "or -> and", ast.BoolOp(ast.And(), values)
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            yield "without not", operand
        case ast.BinOp(left=left, op=op, right=right) if type(op) in COUNTED:
            counted = COUNTED[type(op)]()
            yield f"{type(op).__name__} -> {type(counted).__name__}", ast.BinOp(left, counted, right)
        case ast.Constant(value=value):
            yield from other_values(value)
        case _:
            yield from other_ways(node)


def other_values(value: object) -> Iterator[Variant]:
    if isinstance(value, bool):
        yield f"{value} -> {not value}", ast.Constant(not value)
    elif isinstance(value, int | float):
        yield f"{value} -> {value + 1}", ast.Constant(value + 1)
    elif isinstance(value, str):
        yield f"{value[:30]!r} -> 'XX'", ast.Constant("XX")


def other_ways(node: ast.AST) -> Iterator[Variant]:
    match node:
        case ast.If(test=test, body=body, orelse=orelse) if not simple(test):
            yield "if not", ast.If(ast.UnaryOp(ast.Not(), test), body, orelse)
        case ast.IfExp(test=test, body=body, orelse=orelse) if not simple(test):
            yield "else if", ast.IfExp(ast.UnaryOp(ast.Not(), test), body, orelse)
        case ast.comprehension(target=target, iter=items, ifs=ifs) if ifs:
            yield "without its if", ast.comprehension(target, items, [], 0)
        case ast.Return(value=value) if value and not isinstance(value, ast.Constant):
            yield "return None", ast.Return(ast.Constant(None))
        case ast.Expr(value=ast.Yield() | ast.YieldFrom() | ast.Call()) | ast.AugAssign() | ast.Raise():
            yield "pass", ast.Pass()
        case ast.Delete():
            yield "no del", ast.Pass()
        case ast.Continue():
            yield "break", ast.Break()
        case ast.Break():
            yield "continue", ast.Continue()


def simple(test: ast.expr) -> bool:
    """Whether the condition itself is broken in the same way."""
    return isinstance(test, ast.UnaryOp) or (isinstance(test, ast.Compare) and len(test.ops) == 1)


def children(node: ast.AST) -> Iterator[tuple[str, int | None, ast.AST]]:
    """The nodes inside, with where they hang; annotations, docstrings and what is said to people are no code."""
    said = isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in WORDS
    for name, value in ast.iter_fields(node):
        for i, item in enumerate(value) if isinstance(value, list) else [(None, value)]:
            doc = isinstance(item, ast.Expr) and isinstance(item.value, ast.Constant)
            word = said and isinstance(getattr(item, "value", None), str | ast.Constant | ast.JoinedStr)
            number = word and isinstance(item, ast.keyword) and item.arg != "description"
            code = name not in ("annotation", "returns") and not doc and (number or not word)
            if isinstance(item, ast.AST) and code:
                yield name, i, item


def places(node: ast.AST, function: int = 0) -> Iterator[Place]:
    """Every place of a tree where a break can stand, with its function (0: none, it runs at the import)."""
    for name, i, child in children(node):
        inside = function
        if isinstance(node, ast.FunctionDef) and name == "body" and not function:
            inside = min([node.lineno, *(decorator.lineno for decorator in node.decorator_list)])
        yield node, name, i, child, inside
        yield from places(child, inside)


def mutants(path: Path) -> Iterator[tuple[Mutant, ast.Module]]:
    """Every mutant of a file, with the broken tree as long as it is looked at."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for parent, name, i, child, function in places(tree):
        for said, broken in variants(child):
            at = child if hasattr(child, "lineno") else getattr(child, "target", parent)
            line, column = getattr(at, "lineno", 0), getattr(at, "col_offset", 0)
            hold(parent, name, i, ast.fix_missing_locations(ast.copy_location(broken, at)))
            yield Mutant(path.relative_to(ROOT).as_posix(), line, column, said, function), tree
            hold(parent, name, i, child)


def hold(parent: ast.AST, name: str, i: int | None, child: ast.AST) -> None:
    if i is None:
        setattr(parent, name, child)
    else:
        getattr(parent, name)[i] = child


class Broken(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Imports one module from its broken code."""

    def __init__(self, mutant: Mutant, code: CodeType) -> None:
        self.mutant = mutant
        self.code = code

    def find_spec(self, name: str, *_: object) -> ModuleSpec | None:
        path = ROOT / self.mutant.path
        package = [str(path.parent)] if path.name == "__init__.py" else None
        return (
            importlib.util.spec_from_file_location(name, path, loader=self, submodule_search_locations=package)
            if name == self.mutant.module
            else None
        )  # fmt: skip

    def exec_module(self, module: ModuleType) -> None:
        exec(self.code, module.__dict__)


def put_in(mutant: Mutant, code: CodeType) -> None:
    """Gives the living function the code it has in the broken module."""
    path = str(ROOT / mutant.path)

    def functions(code: CodeType) -> Iterator[CodeType]:
        for inner in code.co_consts:
            if isinstance(inner, CodeType):
                yield inner
                yield from functions(inner)

    broken = next(c for c in functions(code) if c.co_firstlineno == mutant.function and c.co_name[0] != "<")
    sign = (path, broken.co_firstlineno, broken.co_name)
    for living in gc.get_objects():
        if isinstance(living, FunctionType):
            code = living.__code__
            if (code.co_filename, code.co_firstlineno, code.co_name) == sign:
                living.__code__ = broken


class Chosen:
    """Runs only the chosen tests, in that order, and remembers the first that failed."""

    def __init__(self, order: Sequence[str]) -> None:
        self.order = {name: i for i, name in enumerate(order)}
        self.failed = ""

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        items[:] = sorted(
            (i for i in items if i.nodeid in self.order), key=lambda item: self.order[item.nodeid]
        )

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        self.failed = self.failed or (report.nodeid if report.failed else "")


class Trials:
    """Where pytest would run the tests once, tries all mutants with them, each in a child of this process."""

    def __init__(self, arguments: argparse.Namespace, verdicts: dict[str, str]) -> None:
        self.only: str = arguments.only
        self.every: int = arguments.every
        self.end = perf_counter() + arguments.minutes * 60
        self.verdicts = verdicts
        self.kills = Counter(verdicts.values())
        self.ran: Ran = defaultdict(set)
        self.times: dict[str, float] = defaultdict(float)
        self.failed = ""

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        self.times[report.nodeid] += report.duration
        self.failed = self.failed or (report.nodeid if report.failed else "")

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        items = {item.nodeid: item for item in session.items if item.name not in LEFT_OUT}
        observed = in_a_child(lambda: self.observe(list(items.values())), 600)
        assert observed, "the tests take too long"
        assert not observed[0], f"fails without a mutant too: {observed[0]}"
        _, self.ran, self.times = observed
        for path in (path for room in ROOMS for path in files_of(room) if self.only in str(path)):
            for mutant, tree in mutants(path):
                chosen = zlib.crc32(mutant.name.encode()) % self.every == 0
                if chosen and mutant.name not in self.verdicts and perf_counter() < self.end:
                    self.judge(mutant, copy.deepcopy(tree), items)
            keep(self.verdicts)
        return True

    def observe(self, items: list[pytest.Item]) -> tuple[str, Ran, dict[str, float]]:
        """Runs every test once: the first that fails, what each runs of ours, and how long it takes."""
        ours = str(SCRIPTS)
        for item in items:
            ran = self.ran[item.nodeid]

            def called(frame: FrameType, event: str, _: object, ran: set[tuple[str, int]] = ran) -> None:
                if event == "call" and frame.f_code.co_filename.startswith(ours):
                    ran.add((frame.f_code.co_filename[len(str(ROOT)) + 1 :], frame.f_code.co_firstlineno))

            sys.setprofile(called)
            item.config.hook.pytest_runtest_protocol(item=item, nextitem=None)
            sys.setprofile(None)
        return self.failed, dict(self.ran), dict(self.times)

    def judge(self, mutant: Mutant, tree: ast.Module, items: dict[str, pytest.Item]) -> None:
        code = compile(tree, str(ROOT / mutant.path), "exec")
        at = (mutant.path, mutant.function)
        order = [name for name in items if not mutant.function or at in self.ran[name]]
        order.sort(key=lambda name: -(self.kills[name] + 1) / (self.times[name] + 0.5))
        limit = 30 + 10 * sum(self.times[name] for name in order)
        swapped = partial(self.swapped, mutant, code, [items[name] for name in order])
        trial = swapped if mutant.function else partial(imported, mutant, code, order)
        told = in_a_child(trial, limit)
        self.verdicts[mutant.name] = "too long" if told is None else told
        self.kills[self.verdicts[mutant.name]] += 1

    def swapped(self, mutant: Mutant, code: CodeType, items: list[pytest.Item]) -> str:
        """Which test fails with the broken function, or nothing."""
        put_in(mutant, code)
        for item in items:
            item.config.hook.pytest_runtest_protocol(item=item, nextitem=None)
            if self.failed:
                break
        return self.failed


def imported(mutant: Mutant, code: CodeType, order: Sequence[str]) -> str:
    """Which test fails with the broken module, or nothing; a module that cannot be imported fails them all."""
    for name in [name for name in sys.modules if name.startswith(OURS)]:
        del sys.modules[name]
    sys.meta_path.insert(0, Broken(mutant, code))
    plugin = Chosen(order)
    done = pytest.main([*QUIET, *dict.fromkeys(name.partition("::")[0] for name in order)], plugins=[plugin])
    return plugin.failed or ("" if done == 0 else "the import")


def in_a_child(work: Callable[[], Any], seconds: float) -> Any:
    """What `work` gives in a process of its own; nothing where that dies or takes too long."""
    read, write = os.pipe()
    child = os.fork()
    if not child:
        with contextlib.suppress(BaseException), os.fdopen(write, "wb") as pipe:
            null = os.open(os.devnull, os.O_WRONLY)
            os.dup2(null, 1)
            os.dup2(null, 2)
            pickle.dump(work(), pipe)
        os._exit(0)
    os.close(write)
    with os.fdopen(read, "rb") as pipe:
        if not select.select([pipe], [], [], seconds)[0]:
            os.kill(child, signal.SIGKILL)
        said = pipe.read()
    os.waitpid(child, 0)
    return pickle.loads(said) if said else None


def files_of(room: str) -> list[Path]:
    folder = SCRIPTS / "builder" / room
    return sorted(folder.rglob("*.py")) if folder.is_dir() else [folder.with_suffix(".py")]


def stamp() -> str:
    """The code that the verdicts are of."""
    texts = [path.read_bytes() for room in ROOMS for path in files_of(room)]
    return hashlib.sha256(b"".join(texts)).hexdigest()


def known(*, again: bool) -> dict[str, str]:
    """The verdicts so far on this very code; to try again are those that no test has killed."""
    stored: dict[str, Any] = json.loads(STORE.read_text(encoding="utf-8")) if STORE.exists() else {}
    verdicts: dict[str, str] = stored["verdicts"] if stored.get("code") == stamp() else {}
    return {name: by for name, by in verdicts.items() if by or not again}


def keep(verdicts: dict[str, str]) -> None:
    STORE.parent.mkdir(exist_ok=True)
    STORE.write_text(json.dumps({"code": stamp(), "verdicts": verdicts}, indent=0), encoding="utf-8")


def report(verdicts: dict[str, str]) -> None:
    rooms: dict[str, list[bool]] = defaultdict(list)
    for name, by in verdicts.items():
        for room in (name.split("/")[2].split(".")[0], "all"):
            rooms[room].append(bool(by))
        if not by:
            print(name)
    for room, killed in rooms.items():
        print(f"{room:12} {sum(killed):5} of {len(killed):5} killed, {sum(killed) / len(killed):.1%}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=600)
    parser.add_argument("--again", action="store_true", help="try the survivors anew")
    parser.add_argument(
        "--every", type=int, default=1, help="only about one in so many, the same ones each time"
    )
    parser.add_argument("--only", default="", help="only files whose path holds this")
    arguments = parser.parse_args()
    os.chdir(ROOT)
    verdicts = known(again=arguments.again)
    code = pytest.main([*QUIET, *TESTS], plugins=[Trials(arguments, verdicts)])
    report(verdicts)
    sys.exit(code)


if __name__ == "__main__":
    main()
