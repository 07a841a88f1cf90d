"""Runs the site engine as a program and swaps its result in.

MkDocs empties `site/` before it builds and leaves it half done at an error, so it builds into a fresh folder
beside it; only what passed the gate takes the place of the last good site, in one step where the system knows one.
"""

import ctypes
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path

from builder.gate import check_site
from builder.problems import EngineFailed, why
from builder.sitemap import SITEMAP
from builder.views.sheet import Page

COMMAND = (sys.executable, "-m", "mkdocs")
# The engine's way to its own fault tells an editor nothing; what the fault is stands below it.
_TRACEBACK = re.compile(
    r"(?:\n.* exception.*:\n\n)?Traceback \(most recent call last\):\n(?:[ \t].*\n|\n)*", re.MULTILINE
)
_REFUSED = re.compile(r"\[Errno (\d+)\]")  # what the machine did not let it do
_HERE, _SWAP = -100, 2  # AT_FDCWD, RENAME_EXCHANGE of Linux; RENAME_SWAP of macOS is 2 too


def _environment() -> dict[str, str]:
    """What the engine is told: the door's environment as it is when the engine starts."""
    return os.environ | {"PYTHONUTF8": "1", "NO_MKDOCS_2_WARNING": "1"}


def build_site(
    root: Path, pages: Iterable[Page], gate: Callable[[Path, Iterable[Page]], None] = check_site
) -> None:
    """Builds `root/site` from `root/build/docs`. (Under --quiet MkDocs counts no warning, strict or not.)

    Raises EngineFailed, ProblemsFound or OSError, and then the site that was there before is there still, byte for byte.
    """
    fresh = Path(tempfile.mkdtemp(prefix="site-", dir=root / "build"))
    try:
        # Shares the door's turn: should the door be killed, the next build waits for the end of this one's engine.
        done = subprocess.run(
            [*COMMAND, "build", "--strict", "--site-dir", str(fresh)],
            cwd=root, env=_environment(), capture_output=True, encoding="utf-8", errors="replace", check=False, close_fds=False,
        )  # fmt: skip
        if done.returncode:
            raise EngineFailed(_said(done))
        # The engine's own index and its stemmers, 4 MB that no page asks for: finder.py makes the index that is searched.
        for unasked in ("search", "assets/javascripts/lunr"):
            shutil.rmtree(fresh / unasked, ignore_errors=True)
        _map(root / "build" / "docs" / SITEMAP, fresh)
        gate(fresh, pages)
        fresh.chmod(0o755)
        _swap(fresh, root / "site")
    finally:
        shutil.rmtree(fresh, ignore_errors=True)


def _map(ours: Path, site: Path) -> None:
    """Our site map for the engine's, which knows neither true days nor what is not listed; none where we have none."""
    for name in (SITEMAP, f"{SITEMAP}.gz"):
        (site / name).unlink(missing_ok=True)
    if ours.is_file():
        shutil.copyfile(ours, site / SITEMAP)


def clear_site(root: Path) -> None:
    """Removes what builds that were killed left in `root/build`; the last site among it goes back to its place."""
    for left in (root / "build").glob("site-*"):
        if left.name.endswith("-old") and not (root / "site").exists():
            left.rename(root / "site")
        else:
            shutil.rmtree(left)


def _said(done: subprocess.CompletedProcess[str]) -> str:
    if done.returncode < 0:
        return f"엔진이 도중에 멈춰졌습니다(신호 {-done.returncode}). 메모리가 모자라지 않은지 살펴 주세요"
    said = _TRACEBACK.sub("", done.stdout + done.stderr)
    refused = _REFUSED.search(said)
    return f"{said.rstrip()}\n{why(OSError(int(refused[1]), refused[0]))}" if refused else said


def _swap(fresh: Path, site: Path) -> None:
    """Puts `fresh` in the place of `site`; at a failure the old one is put back."""
    if site.exists() and _exchanged(fresh, site):
        return
    old = fresh.with_name(fresh.name + "-old")
    if site.exists():
        site.rename(old)
    try:
        fresh.rename(site)
    except BaseException:
        if old.exists():
            old.rename(site)
        raise
    shutil.rmtree(old, ignore_errors=True)


def _exchanged(one: Path, other: Path) -> bool:
    """Lets two folders change places in one step; says whether the system could.

    https://man7.org/linux/man-pages/man2/rename.2.html
    """
    system = ctypes.CDLL(None)
    names = os.fsencode(one), os.fsencode(other)
    if hasattr(system, "renameat2"):
        return bool(system.renameat2(_HERE, names[0], _HERE, names[1], _SWAP) == 0)
    if hasattr(system, "renamex_np"):
        return bool(system.renamex_np(*names, _SWAP) == 0)
    return False
