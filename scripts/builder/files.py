"""Writes files so that a reader sees the old one or the new one, never half of either."""

import os
import tempfile
from collections.abc import Mapping
from pathlib import Path

from builder.problems import NotUnderstood


def write_file(path: Path, content: bytes) -> bool:
    """Writes by rename and says whether anything changed; an unchanged file keeps its time."""
    if path.is_file() and path.read_bytes() == content:
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    _staged(path, content).replace(path)
    return True


def write_files(root: Path, files: Mapping[str, bytes]) -> None:
    """Writes all the files or none: {"sessions/programme/x.yml": b"..."}, paths from `root`.

    All are written beside their places first, so that a full disk or a folder without permission is met before the
    first one changes. Raises NotUnderstood where the machine does not let them, and then everything is as it was.
    """
    made: list[Path] = []
    staged: dict[Path, Path] = {}
    before = {path: path.read_bytes() for name in files if (path := root / name).is_file()}
    moved: list[Path] = []
    try:
        _make_folders(root, files, made)
        for name, content in files.items():
            staged[root / name] = _staged(root / name, content)
        for path, trial in staged.items():
            trial.replace(path)
            moved.append(path)
    except BaseException as error:
        for path in moved:
            if path in before:
                _staged(path, before[path]).replace(path)
            else:
                path.unlink()
        for trial in staged.values():
            trial.unlink(missing_ok=True)
        for folder in reversed(made):
            folder.rmdir()
        if isinstance(error, OSError):
            wrong = f"파일을 쓸 수 없어 아무것도 바꾸지 않았습니다: {error.filename} ({error.strerror})"
            raise NotUnderstood(f"{wrong}. 그 자리와 권한을 살펴 주세요") from None
        raise


def _make_folders(root: Path, files: Mapping[str, bytes], made: list[Path]) -> None:
    """Adds the folders that were not there to `made`, outermost first."""
    for name in files:
        for folder in [root / parent for parent in reversed(Path(name).parents)]:
            if folder != root and folder.is_symlink():
                raise NotUnderstood(
                    f"{folder.relative_to(root)} 는 링크라서 그 안에 쓰지 않습니다. 폴더로 바꿔 주세요"
                )
            if not folder.exists():
                folder.mkdir()
                made.append(folder)


def _staged(path: Path, content: bytes) -> Path:
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".writing-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        Path(name).chmod(0o644)
    except BaseException:
        Path(name).unlink()
        raise
    return Path(name)
