"""`summary`: what changes on the site since a revision of git, for the people who review the change."""

import argparse
import os
import subprocess
import sys
import tempfile
from dataclasses import replace
from pathlib import Path

from builder.checks import check_catalog
from builder.differences.change import gaps_changed, records_changed
from builder.differences.site import compare_sites
from builder.differences.summary import Summary, to_summary
from builder.files import write_file
from builder.problems import EngineFailed, NotUnderstood, ProblemsFound
from builder.reading import load_catalog
from commands import Parsers
from commands.check import owed
from commands.git import changed_files, commit, git, published, take_out, today
from commands.render import build


def add(parsers: Parsers) -> None:
    summary = parsers.add_parser(
        "summary", help="git의 한 판 뒤로 사이트에서 달라진 것을 적습니다(site/도 만듭니다)"
    )
    summary.add_argument("--since", metavar="REV", required=True, help="견줄 판. 그 판의 코드를 돌립니다")
    summary.add_argument("--output", metavar="FILE", type=Path, default=Path("build/summary.md"))
    summary.set_defaults(do=run)


def run(root: Path, arguments: argparse.Namespace) -> None:
    """Builds and compares, and writes the summary whatever comes of it; ends as `check --since` and `build` would."""
    base = commit(root, arguments.since)
    if not base:
        raise NotUnderstood(
            f"git에서 '{arguments.since}'를 찾지 못했습니다. 견줄 판을 --since (make summary BASE=…)로 알려 주세요"
        )
    found = Summary(base[:12], changed_files(root, base))
    failed: Exception | None = None
    try:
        found = compare(root, base, found)
    except ProblemsFound as faults:
        failed, found = faults, replace(found, problems=faults.problems)
    except EngineFailed as fault:
        failed, found = fault, replace(found, failure=str(fault))
    put(root / arguments.output, to_summary(found).encode())
    print(f"{arguments.output} 에 달라진 것을 적었습니다.")
    if failed or found.problems:
        raise failed or ProblemsFound(found.problems)


def put(target: Path, text: bytes) -> None:
    """A file is replaced as a whole; what is none (/dev/stdout) is written to."""
    if target.exists() and not target.is_file():
        target.write_bytes(text)
    else:
        write_file(target, text)


def compare(root: Path, base: str, found: Summary) -> Summary:
    # One day for both sites, so that nothing is different only because time went by.
    os.environ.setdefault("SOURCE_DATE_EPOCH", git(root, "log", "-1", "--format=%ct"))
    build(root)
    found = compare_catalogs(root, base, found)
    with tempfile.TemporaryDirectory() as folder:
        take_out(root, base, Path(folder))
        if fault := build_apart(Path(folder)):
            return replace(found, fault=fault)
        return replace(found, site=compare_sites(Path(folder, "site"), root / "site"))


def compare_catalogs(root: Path, base: str, found: Summary) -> Summary:
    """Both read by the code of today, so what it cannot read of the earlier records is not compared."""
    now = load_catalog(root)
    try:
        before = published(root, base)
    except ProblemsFound:
        return found
    found = replace(found, problems=owed(before, now), records=records_changed(before, now))
    try:
        check_catalog(before)
    except ProblemsFound:
        return found
    return replace(found, gaps=gaps_changed(before, now, today(root)))


def build_apart(folder: Path) -> str:
    """Builds the site of the project in a folder by its own code; what it said when it could not."""
    done = subprocess.run(
        [sys.executable, "scripts/sessions.py", "build"],
        cwd=folder, env=os.environ | {"GITHUB_ACTIONS": ""}, capture_output=True, encoding="utf-8", errors="replace",
        check=False,
    )  # fmt: skip
    if done.returncode == 0 and (folder / "site").is_dir():
        return ""
    said = f"{done.stdout}{done.stderr}".replace(str(folder), ".").strip()
    return said or "build가 아무 말 없이 끝났습니다."
