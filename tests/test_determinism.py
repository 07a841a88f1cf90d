"""The same commit gives the same bytes of every file of the site, wherever, whenever and by whichever Python it is built."""

import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from toy import CLOCK, ENVIRONMENT, ROOT, door, files, real_project, toy_project

Told = dict[str, str]
PYTHONS = ("3.11", "3.12", "3.13", "3.14")
# What a folder lists first is the file system's affair. (os.walk, Path.iterdir and glob all ask one of these two.)
DISORDER = """
import os, random

def mixed(listed):
    def listing(*place):
        found = list(listed(*place))
        random.Random(8).shuffle(found)
        return found
    return listing

class Mixed:
    def __init__(self, found): self.found = iter(found)
    def __iter__(self): return self.found
    def __next__(self): return next(self.found)
    def __enter__(self): return self
    def __exit__(self, *_): pass
    def close(self): pass

scan = mixed(os.scandir)
os.scandir = lambda *place: Mixed(scan(*place))
os.listdir = mixed(os.listdir)
"""


def differing(built: Path, root: Path) -> list[str]:
    """The paths of the files that two sites do not have alike."""
    before, after = files(built / "site"), files(root / "site")
    return [path for path in sorted(before.keys() | after.keys()) if before.get(path) != after.get(path)]


def disorder(root: Path) -> Told:
    library = root / "lib"
    library.mkdir()
    (library / "sitecustomize.py").write_text(DISORDER, encoding="utf-8")
    return {"PYTHONPATH": str(library)}


def made_backwards(root: Path) -> Told:
    for path in sorted((p for p in root.parents[1].rglob("*") if p.is_file()), reverse=True):
        content = path.read_bytes()
        path.unlink()
        path.write_bytes(content)
    return {}


def from_windows(root: Path) -> Told:
    """As an editor there leaves what is written by hand: CRLF, and a byte order mark before it."""
    for path in (*root.glob("sessions/**/*.yml"), *root.glob("docs/**/*.md")):
        path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
    return {}


def as_it_is(told: Told) -> Callable[[Path], Told]:
    return lambda _: told


WAYS: dict[str, Callable[[Path], Told]] = {
    "another folder": as_it_is({}),
    "another time zone": as_it_is({"TZ": "Pacific/Kiritimati"}),
    "another locale": as_it_is({"LC_ALL": "POSIX", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}),
    "another hash seed": as_it_is({"PYTHONHASHSEED": "7"}),
    "another order of listing": disorder,
    "files made in another order": made_backwards,
    "CRLF by an editor": from_windows,
}


@pytest.mark.parametrize("way", WAYS)
def test_the_site_has_the_same_bytes(way: str, built: Path, tmp_path: Path) -> None:
    root = toy_project(tmp_path / "elsewhere, with a long name")
    done = door(root, "build", umask=-1, **WAYS[way](root))
    assert done.returncode == 0, done.stdout + done.stderr
    assert differing(built, root) == []


def test_neither_does_the_umask_show(built: Path, tmp_path: Path) -> None:
    root = toy_project(tmp_path)
    assert door(root, "build", umask=0o077).returncode == 0
    assert differing(built, root) == []
    assert door(root, "ledger", umask=0o077).returncode == 0
    assert (root / "sessions/addresses.txt").stat().st_mode & 0o777 == 0o644


def test_what_another_commit_left_in_the_workshop_does_not_show(rebuilt: Path, built: Path) -> None:
    kept = files(rebuilt / "sessions")
    (rebuilt / "sessions/programme/braces.yml").rename(rebuilt / "sessions/programme/other.yml")
    (rebuilt / "sessions/addresses.txt").write_bytes(b"")
    for path in (rebuilt / "sessions/incident/causes").glob("*.yml"):
        path.write_bytes(path.read_bytes().replace("물".encode(), "불".encode()))
    assert door(rebuilt, "build").returncode == 0
    assert "sessions/other/index.html" in differing(built, rebuilt)
    (rebuilt / "sessions/programme/other.yml").unlink()
    for name, content in kept.items():
        (rebuilt / "sessions" / name).write_bytes(content)
    assert door(rebuilt, "build").returncode == 0
    assert differing(built, rebuilt) == []


def test_a_checkout_with_crlf_and_no_clock_but_the_commit_s(published: Path, tmp_path: Path) -> None:
    """`.gitattributes` says LF, so Git for Windows checks out LF; without it even the style sheet would differ."""
    whole = published.parents[1]
    shutil.copy(ROOT / ".gitattributes", published)
    moment = {"GIT_COMMITTER_DATE": f"{CLOCK} +0900", "GIT_AUTHOR_DATE": f"{CLOCK} +0900"}
    commit = ["-c", "user.name=t", "-c", "user.email=t@t", "commit", "-qm", "t"]
    for arguments in (["add", "."], commit):
        subprocess.run(["git", *arguments], cwd=published, env=os.environ | moment, check=True)
    roots = []
    for crlf in ("false", "true"):
        above = tmp_path / f"crlf-{crlf}"
        shutil.copytree(whole / "theme", above / "theme")
        shutil.copy(whole / "mkdocs.yml", above)
        root = above / published.relative_to(whole)
        root.parent.mkdir()
        command = ["git", "-c", f"core.autocrlf={crlf}", "clone", "-q", str(published), str(root)]
        subprocess.run(command, check=True)
        roots.append(root)
        done = door(root, "build", SOURCE_DATE_EPOCH="", SITE_URL="https://naru.example.org/")
        assert done.returncode == 0, done.stdout + done.stderr
    assert differing(*roots) == []
    assert b'"data_version": "2032-03-10 ' in (roots[0] / "site/data/v1/all.json").read_bytes()


@pytest.fixture(scope="session", params=PYTHONS)
def other_python(request: pytest.FixtureRequest) -> Path:
    """Another Python of this machine, with all that a build needs."""
    version: str = request.param
    found = shutil.which(f"python{version}")
    works = found and subprocess.run([found, "-c", ""], capture_output=True, check=False).returncode == 0
    if not works:
        pytest.skip(f"this machine has no python{version}")
    folder = ROOT / f".venv-{version}"
    ways = {"PYTHON": str(found), "PATH": f"{ROOT / '.venv/bin'}:{os.environ['PATH']}"}
    made = subprocess.run(
        [str(ROOT / ".ci" / "venv"), str(folder), "requirements.txt"],
        cwd=ROOT, env=os.environ | ways, capture_output=True, encoding="utf-8", check=False,
    )  # fmt: skip
    if made.returncode:
        pytest.skip(f"python{version} gets no packages: {made.stderr.strip()[-300:]}")
    return folder / "bin" / "python"


def test_every_python_gives_the_same_bytes(other_python: Path, built: Path, tmp_path: Path) -> None:
    root = toy_project(tmp_path)
    command = [str(other_python), "scripts/sessions.py", "build"]
    done = subprocess.run(
        command, cwd=root, env=ENVIRONMENT, capture_output=True, encoding="utf-8", check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert differing(built, root) == []


def test_the_real_site_has_the_same_bytes(real_site: Path, tmp_path: Path) -> None:
    """Everything at once; its exports stand in it."""
    root = real_project(tmp_path / "elsewhere")
    told = disorder(root) | made_backwards(root) | from_windows(root)
    told |= {"TZ": "Pacific/Kiritimati", "LC_ALL": "POSIX", "PYTHONHASHSEED": "7"}
    done = door(root, "build", umask=-1, DATA_VERSION="2032-03-10 a1b2c3d", **told)
    assert done.returncode == 0, done.stdout + done.stderr
    assert differing(real_site, root) == []
