"""One wrong file a rule: each of `tests/bad/` beside the toy site gives exactly the problems its `#!` comments name.

The first line says where the file belongs (`# at: incident/causes/x.yml`, below sessions/); a wrong line ends in
`#! a part of the message`, once for each of its problems.
"""

import re
import shutil
from collections.abc import Iterator
from itertools import zip_longest
from pathlib import Path

import pytest

from builder.catalog import Catalog
from builder.checks import CHECKS
from builder.problems import Problem, ProblemsFound
from builder.reading import Memory, load_catalog
from toy import ROOT, TOY, problems_of, whole

MESSAGES = ROOT / "tests" / "golden_messages.txt"
BAD = sorted((ROOT / "tests" / "bad").iterdir())
Expected = tuple[str, int, str]


def place(file: Path, root: Path) -> str:
    """Puts the file where its first line says, into a copy of the toy's sessions/; returns its path."""
    if not root.joinpath("sessions").exists():
        shutil.copytree(TOY / "sessions", root / "sessions")
    first = file.read_text(encoding="utf-8").splitlines()[0]
    path = "sessions/" + first.removeprefix("# at: ")
    shutil.copy(file, root / path)
    return path


def expected(file: Path, path: str) -> list[Expected]:
    lines = file.read_text(encoding="utf-8").splitlines()
    return [
        (path, number, said.strip())
        for number, line in enumerate(lines, 1)
        for said in re.split(r"#! ?", line)[1:]
    ]


def unmatched(problems: list[Problem], wanted: list[Expected]) -> list[Problem | Expected]:
    """What was found and not wanted, and what was wanted and not found."""
    left = list(problems)
    missing: list[Expected] = []
    for path, line, said in wanted:
        hit = next((p for p in left if (p.path, p.line) == (path, line) and said in p.message), None)
        if hit:
            left.remove(hit)
        else:
            missing.append((path, line, said))
    return [*left, *missing]


@pytest.mark.parametrize("file", BAD, ids=lambda file: file.stem)
def test_a_wrong_file_gives_exactly_its_problems(file: Path, tmp_path: Path) -> None:
    wanted = expected(file, place(file, tmp_path))
    problems = problems_of(tmp_path)
    assert wanted
    assert unmatched(problems, wanted) == [], "\n".join(map(str, problems))
    assert all("\n" not in str(problem) for problem in problems)
    assert all(re.search(r"\. .*주세요", problem.message) for problem in problems), (
        "each tells how to mend it"
    )


def told(root: Path) -> Iterator[str]:
    """What each wrong file gives, as it is printed, with the width of each mark; all in one copy of the toy's sessions/."""
    memory = Memory()
    for file in BAD:
        path = root / place(file, root)
        yield from (f"{file.name} {whole(p)}\n" for p in problems_of(root, memory))
        right = TOY / path.relative_to(root)
        if right.exists():
            shutil.copy(right, path)
        else:
            path.unlink()


def test_messages_are_as_blessed(tmp_path: Path, request: pytest.FixtureRequest) -> None:
    """Every message as a whole: where it stands, how much it marks, each word of it."""
    if request.config.getoption("--bless"):
        MESSAGES.write_text("".join(told(tmp_path)), "utf-8")
    blessed = MESSAGES.read_text("utf-8").splitlines(keepends=True)
    for now, before in zip_longest(told(tmp_path), blessed):
        assert now == before, "make bless takes the messages as they are now"


def catalogs(folder: Path) -> list[Catalog]:
    """The catalog with each wrong file, of those that can be read that far."""
    loaded = []
    for file in BAD:
        place(file, folder / file.stem)
        try:
            loaded.append(load_catalog(folder / file.stem))
        except ProblemsFound:
            continue
    return loaded


def test_every_check_and_every_kind_of_id_has_a_wrong_file(tmp_path: Path) -> None:
    read = catalogs(tmp_path)
    found = {check.__name__: [problem for catalog in read for problem in check(catalog)] for check in CHECKS}
    assert [name for name, problems in found.items() if not problems] == []
    said = " ".join(problem.message for problem in found["check_references"])
    kinds = load_catalog(TOY).known.keys()
    assert [kind for kind in kinds if f"없는 {kind}의 id" not in said] == []
