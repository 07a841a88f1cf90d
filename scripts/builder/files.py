"""Writes files so that a reader sees the old one or the new one, never half of either; several of them all or none.

Several are got ready in a folder of their own first, with the old ones and a plan. Whatever then goes wrong is undone
by the plan: at once where it is an error or Ctrl+C, by the next command where the process was killed.
(What no plan helps against is a power cut: the file system itself may then lose the last seconds.)
"""

import fcntl
import json
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from hashlib import sha256
from pathlib import Path

from builder.problems import NotUnderstood, reason

WRITING = ".writing"  # at the project's root: a write of several files that is not done yet
_PLAN = "plan.json"
_NO_PLAN = (
    ValueError,
    LookupError,
    TypeError,
    AttributeError,
)  # what reading one that is none of ours ends in


def write_file(path: Path, content: bytes) -> bool:
    """Writes by rename and says whether anything changed; an unchanged file keeps its time."""
    if path.is_file() and path.read_bytes() == content:
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f"{WRITING}-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        Path(name).chmod(0o644)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    return True


def clear(folder: Path) -> None:
    """Removes what writes that were killed left below a folder."""
    for left in folder.rglob(f"{WRITING}-*"):
        left.unlink()


@contextmanager
def turn(folder: Path, waits: Callable[[], None] = lambda: None) -> Iterator[None]:
    """One process at a time; whoever comes second calls `waits` and waits. A process that ends, however, gives its turn up.

    A program that is started with `close_fds=False` shares the turn: it lasts until both have ended.
    """
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.set_inheritable(handle, True)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            waits()
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def write_files(root: Path, files: Mapping[str, bytes]) -> None:
    """Writes all the files or none: {"sessions/programme/x.yml": b"..."}, paths from `root`.

    Raises NotUnderstood where the machine does not let them be written, and then everything is as it was.
    """
    try:
        with turn(root):
            _undo(root)
            changed = {name: content for name, content in files.items() if not _holds(root / name, content)}
            if not changed:
                return
            try:
                _prepare(root, changed)
                for i, name in enumerate(changed):
                    (root / WRITING / f"{i}.new").replace(root / name)
                (root / WRITING / _PLAN).unlink()
            finally:
                _undo(root)
    except OSError as error:
        wrong = f"파일을 쓸 수 없어 아무것도 바꾸지 않았습니다: {reason(error)}"
        raise NotUnderstood(f"{wrong}. 그 자리와 권한을 살펴 주세요") from None


def settle(root: Path) -> None:
    """Undoes what a killed write left half done; waits for one that is still at work."""
    if (root / WRITING).exists():
        with turn(root):
            _undo(root)


def _holds(path: Path, content: bytes) -> bool:
    return path.is_file() and path.read_bytes() == content


def _prepare(root: Path, files: Mapping[str, bytes]) -> None:
    """Writes new and old files into WRITING, then the plan, then makes the folders that are missing."""
    for name in files:
        if link := next((p for p in _parents(root, name) if p.is_symlink()), None):
            raise NotUnderstood(
                f"{link.relative_to(root)} 는 링크라서 그 안에 쓰지 않습니다. 폴더로 바꿔 주세요"
            )
    (root / WRITING).mkdir()
    for i, (name, content) in enumerate(files.items()):
        staged = root / WRITING / f"{i}.new"
        staged.write_bytes(content)
        staged.chmod(0o644)
        if (root / name).is_file():
            shutil.copy2(root / name, root / WRITING / f"{i}.old")
    folders = list(dict.fromkeys(p for name in files for p in _parents(root, name) if not p.exists()))
    plan = {
        "files": {name: sha256(content).hexdigest() for name, content in files.items()},
        "folders": [folder.relative_to(root).as_posix() for folder in folders],
    }
    write_file(root / WRITING / _PLAN, json.dumps(plan).encode())
    for folder in folders:
        folder.mkdir(exist_ok=True)


def _parents(root: Path, name: str) -> list[Path]:
    """The folders of a file below the root, outermost first."""
    return [root / parent for parent in reversed(Path(name).parents)][1:]


def _undo(root: Path) -> None:
    """Puts back by the plan what a write had changed, and removes WRITING.

    A file that holds anything but what that write put there has been changed since, and stays.
    """
    with suppress(FileNotFoundError, *_NO_PLAN):
        plan = json.loads((root / WRITING / _PLAN).read_bytes())
        for i, (name, digest) in enumerate(plan["files"].items()):
            path, old = _inside(root, name), root / WRITING / f"{i}.old"
            if not path.is_file() or sha256(path.read_bytes()).hexdigest() != digest:
                continue
            if old.is_file():
                old.replace(path)
            else:
                path.unlink()
        for name in reversed(plan["folders"]):
            with suppress(OSError):  # not made yet, or something else is in it by now
                _inside(root, name).rmdir()
        (root / WRITING / _PLAN).unlink()
    shutil.rmtree(root / WRITING, ignore_errors=True)  # without a plan it is nothing


def _inside(root: Path, name: str) -> Path:
    """The path below the root that a plan names. Raises ValueError where it leads out: a plan may come with a checkout."""
    path = root / name
    if path.is_symlink() or not path.parent.resolve().is_relative_to(root.resolve()):
        raise ValueError(name)
    return path
