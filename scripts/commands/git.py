"""What the repository knows: the day of its last commit, the address it came from, how it stood at a revision."""

import io
import os
import subprocess
import tempfile
import zipfile
from collections.abc import Mapping
from datetime import UTC, date, datetime
from pathlib import Path

from builder.catalog import Catalog
from builder.edition import Edition
from builder.problems import NotUnderstood, printable
from builder.reading import load_catalog


def today(root: Path) -> date:
    """The day of the build: that of SOURCE_DATE_EPOCH, else of the last commit, else of the clock (UTC).

    https://reproducible-builds.org/specs/source-date-epoch/
    """
    return told_day() or day_of(git(root, "log", "-1", "--format=%ct")) or datetime.now(UTC).date()


def told_day() -> date | None:
    """That of SOURCE_DATE_EPOCH (UTC), where it is set. Raises NotUnderstood where it is no time."""
    told = os.environ.get("SOURCE_DATE_EPOCH", "")
    try:
        return day_of(told)
    except (ValueError, OverflowError, OSError):
        raise NotUnderstood(
            f"SOURCE_DATE_EPOCH는 1970년부터 센 초여야 합니다: {printable(told)}. 고치거나 지워 주세요"
        ) from None


def day_of(seconds: str) -> date | None:
    return datetime.fromtimestamp(int(seconds), UTC).date() if seconds else None


def edition(root: Path) -> Edition:
    """The build: its day, the address it is for (SITE_URL), the version of its data (DATA_VERSION, else the last commit)."""
    return Edition(today(root), os.environ.get("SITE_URL", ""), data_version(root), last_changes(root))


def last_changes(root: Path) -> Mapping[str, date]:
    """The day of the last commit that changed each file of sessions/ and docs/: {"docs/about/index.md": date(2026, 11, 22)}.

    Where a clone is shallow, its oldest commits seem to have made every file; what they alone tell of is left out.
    """
    oldest = root / git(root, "rev-parse", "--git-path", "shallow")
    cut = set(oldest.read_text("ascii").split()) if oldest.is_file() else set()
    told = git(
        root, "log", "--relative", "-z", "--name-only", "--format=%x00%H %cs", "--", "sessions", "docs"
    )
    found: dict[str, date] = {}
    for commit in told.split("\0\0")[::-1]:
        head, *files = commit.strip("\0").split("\0")
        name, _, day = head.partition(" ")
        if day and name not in cut:
            found |= {path.lstrip("\n"): date.fromisoformat(day) for path in files}
    return found


def published(root: Path, revision: str) -> Catalog:
    """The catalog as it stood at a git revision; faults it may have had are passed over."""
    with tempfile.TemporaryDirectory() as folder:
        take_out(root, revision, Path(folder), "sessions", "docs")
        return load_catalog(Path(folder))


def take_out(root: Path, revision: str, folder: Path, *parts: str) -> None:
    """Writes the project as it stood at a git revision into `folder`: the parts named, or everything."""
    command = ["git", "archive", "--format=zip", "--end-of-options", revision, *parts]
    try:
        archive = subprocess.run(command, cwd=root, capture_output=True, check=False)
    except FileNotFoundError:
        raise NotUnderstood("git이 없습니다. git을 설치한 뒤 다시 실행해 주세요") from None
    if archive.returncode:
        named = " ".join(f"{part}/" for part in parts) or "파일"
        raise NotUnderstood(
            f"git에서 '{revision}'의 {named}를 찾지 못했습니다: {archive.stderr.decode(errors='replace').strip()}"
        )
    with zipfile.ZipFile(io.BytesIO(archive.stdout)) as files:
        files.extractall(folder)


def commit(root: Path, revision: str) -> str:
    """The hash of a revision ("origin/main", "HEAD^1"), or nothing where git knows no such commit."""
    return git(root, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")


def changed_files(root: Path, revision: str) -> tuple[str, ...]:
    """Every file below the project that is not as it was at a revision, those git does not follow yet among them."""
    changed = git(root, "diff", "--name-only", "--no-renames", "--relative", "-z", revision)
    new = git(root, "ls-files", "--others", "--exclude-standard", "-z")
    return tuple(sorted(path for path in f"{changed}\0{new}".split("\0") if path))


def repository(root: Path) -> str:
    """The web address of the repository this clone came from, or nothing."""
    told = git(root, "remote", "get-url", "origin").removesuffix(".git")
    if told.startswith("git@github.com:"):
        return "https://github.com/" + told.removeprefix("git@github.com:")
    return told if told.startswith("https://github.com/") else ""


def data_version(root: Path) -> str:
    """What DATA_VERSION says, else the last commit as date and short hash: '2026-11-22 1a2b3c4', or nothing outside git."""
    return os.environ.get("DATA_VERSION") or git(root, "log", "-1", "--format=%cs %h")


def tell_engine(root: Path) -> None:
    """Puts what the theme prints of the repository into the environment, where the engine's configuration reads it.

    And the clock: without one the engine writes the hour of the build into the site.
    """
    if clock := os.environ.pop("SOURCE_DATE_EPOCH", "") or git(root, "log", "-1", "--format=%ct"):
        os.environ["SOURCE_DATE_EPOCH"] = clock
    os.environ.setdefault("REPO_URL", repository(root))
    os.environ["DATA_VERSION"] = data_version(root)


def git(root: Path, *arguments: str) -> str:
    try:
        done = subprocess.run(
            ["git", *arguments],
            cwd=root,
            capture_output=True,
            encoding="utf-8",
            errors="replace",
            check=False,
        )
    except FileNotFoundError:
        return ""
    return done.stdout.strip() if done.returncode == 0 else ""
