"""The guide for contributors: its examples pass the check, what it names exists, its tables follow the code."""

import re
from pathlib import Path

import pytest

from builder.catalog import load_catalog
from builder.checks import CHECKS
from builder.problems import Problem, ProblemsFound
from builder.reference.fields import to_fields
from builder.reference.rules import Example, to_rules
from test_bad import BAD, place
from toy import ROOT

TABLES = ROOT / "docs" / "contribute"
WIDTH = 100


def shown(file: Path, problem: Problem) -> str:
    """The line at fault; where a whole file is, its path; where the line before matters, both."""
    lines = [line.split("#!")[0].rstrip() for line in file.read_text("utf-8").splitlines()]
    if problem.message.startswith(("아무 기록도", "목차 페이지")):
        return problem.path
    at = problem.line - 1
    line = lines[at].strip()
    if "앞줄" in problem.message and not lines[at - 1].startswith("#"):
        line = f"{lines[at - 1]} ⏎ {lines[at]}"
    return line if len(line) <= WIDTH else line[:WIDTH] + "…"


def wrong_files(folder: Path) -> tuple[dict[str, Example], list[Example]]:
    """What the files of tests/bad show: an example for each check by its name, and one for each message of reading.

    Of two files the one with fewer problems is the plainer example.
    """
    checks: dict[str, tuple[int, Example]] = {}
    mistakes: dict[str, Example] = {}
    for file in BAD:
        path = place(file, folder / file.stem)
        try:
            catalog = load_catalog(folder / file.stem)
            read = sorted(catalog.problems)
        except ProblemsFound as faults:
            catalog, read = None, list(faults.problems)
        for problem in read:
            said = re.sub(
                r"^\w+: |\(찾은 값: .*?\)|\d+|'[^']*' 인가요.*|쓸 수 있는.*|precision이 \w+",
                "",
                problem.message,
            )
            mistakes.setdefault(said, Example(shown(file, problem), problem.message))
        for check in CHECKS:
            found = sorted(p for p in check(catalog) if p.path == path) if catalog else []
            if found and len(found) < checks.get(check.__name__, (99,))[0]:
                checks[check.__name__] = (len(found), Example(shown(file, found[0]), found[0].message))
    return {name: example for name, (_, example) in checks.items()}, list(mistakes.values())


def test_the_tables_follow_the_code(tmp_path: Path, request: pytest.FixtureRequest) -> None:
    made = {"fields.md": to_fields(), "rules.md": to_rules(*wrong_files(tmp_path))}
    for name, text in made.items():
        if request.config.getoption("--bless"):
            (TABLES / name).write_text(text, "utf-8")
        assert (TABLES / name).read_text("utf-8") == text, f"make bless writes docs/contribute/{name} anew"
