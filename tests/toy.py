"""Puts projects together in temporary folders and runs the door in them as an editor does.

The toy site keeps its place below its parent (`tests/site/` inherits `../../mkdocs.yml`), so that the
configuration under test is the repository's own.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterable
from functools import partial
from pathlib import Path

import yaml

from builder.checks import check_catalog
from builder.problems import Problem, ProblemsFound
from builder.reading import Memory, load_catalog
from builder.views.sheet import Page

ROOT = Path(__file__).resolve().parent.parent
TOY = ROOT / "tests" / "site"
CLOCK = "1962489600"  # 2032-03-10, the day of every build here
ENVIRONMENT = os.environ | {
    "SOURCE_DATE_EPOCH": CLOCK, "NO_MKDOCS_2_WARNING": "1", "PYTHONUTF8": "1", "GITHUB_ACTIONS": "",
}  # fmt: skip


def toy_project(folder: Path) -> Path:
    """A full copy of the toy site in `folder` with the repository's code and theme; returns its root."""
    root = project(folder, TOY)
    shutil.copy(ROOT / "mkdocs.yml", folder)
    shutil.copytree(ROOT / "theme", folder / "theme")
    for part in ("assets", "contribute"):  # the style sheet, and the pages of the builder's own making
        shutil.copytree(ROOT / "docs" / part, root / "docs" / part)
    shutil.copy(ROOT / "docs" / "sw.js", root / "docs")
    return root


def real_project(folder: Path) -> Path:
    """The same for the repository's own site."""
    root = project(folder, ROOT)
    shutil.copytree(ROOT / "theme", root / "theme")
    return root


def project(folder: Path, source: Path) -> Path:
    root = folder / source.relative_to(ROOT)
    for part in ("sessions", "docs"):
        shutil.copytree(source / part, root / part)
    shutil.copytree(ROOT / "scripts", root / "scripts", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(source / "mkdocs.yml", root)
    return root


def door(
    root: Path, *arguments: str, umask: int = -1, **environment: str
) -> subprocess.CompletedProcess[str]:
    """Runs the project's `scripts/sessions.py` in a process of its own."""
    return subprocess.run(
        command(arguments), cwd=root, env=ENVIRONMENT | environment, umask=umask, capture_output=True, encoding="utf-8", check=False,
    )  # fmt: skip


def door_started(root: Path, *arguments: str) -> subprocess.Popen[str]:
    """The same, running; what it prints comes in one stream."""
    return subprocess.Popen(
        command(arguments), cwd=root, env=ENVIRONMENT, encoding="utf-8", stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    )  # fmt: skip


def command(arguments: Iterable[str]) -> list[str]:
    return [sys.executable, "scripts/sessions.py", *arguments]


def files(folder: Path) -> dict[str, bytes]:
    """Every file below a folder, hidden ones too: its path and its bytes."""
    return {
        p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()
    }


def pages_in(root: Path) -> list[Page]:
    """The pages of `build/docs` that come from records: the rest is `docs/` as it stands.

    The finished ones are those of addresses that moved.
    """
    texts = {
        path: content.decode()
        for path, content in files(root / "build" / "docs").items()
        if path.endswith(".md")
    }
    heads = {path: front_matter(text) for path, text in texts.items()}
    pages = [
        Page(path, partial(texts.__getitem__, path), head["source_file"])
        for path, head in heads.items()
        if "kind" in head
    ]
    moved = [path for path in files(root / "build" / "docs") if path.endswith(".html")]
    return pages + [
        Page(path, partial((root / "build/docs" / path).read_text, "utf-8"), "sessions/redirects.yml")
        for path in moved
    ]


def front_matter(text: str) -> dict[str, str]:
    """What stands above a page, between its two lines of `---`."""
    read: dict[str, str] = yaml.safe_load(text.split("---\n")[1])
    return read


def problems_of(root: Path, memory: Memory | None = None) -> list[Problem]:
    """Everything that is wrong in a project's sessions/."""
    try:
        check_catalog(load_catalog(root, memory=memory))
    except ProblemsFound as caught:
        return list(caught.problems)
    return []


def hold_to(blessed: Path, told: list[str], *, bless: bool) -> None:
    """Holds lines to a file of such lines; `make bless` takes them as they are now."""
    if bless:
        blessed.write_text("".join(f"{line}\n" for line in told), "utf-8")
    before = blessed.read_text("utf-8").splitlines()
    assert told == before, f"make bless takes these lines of {blessed.name} as right"


def whole(problem: Problem) -> str:
    """All of a problem: as it is printed, and how wide its mark is."""
    return f"{problem}  [{problem.width}]"
