"""Runs the site engine as a program and swaps its result in.

MkDocs empties `site/` before it builds and leaves it half done at an error, so it builds into a fresh folder
beside it; only what passed the gate takes the place of the last good site.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path

from builder.gate import check_site
from builder.problems import EngineFailed
from builder.sitemap import SITEMAP
from builder.views.sheet import Page

COMMAND = (sys.executable, "-m", "mkdocs")


def _environment() -> dict[str, str]:
    """What the engine is told: the door's environment as it is when the engine starts."""
    return os.environ | {"PYTHONUTF8": "1", "NO_MKDOCS_2_WARNING": "1"}


def build_site(
    root: Path, pages: Iterable[Page], gate: Callable[[Path, Iterable[Page]], None] = check_site
) -> None:
    """Builds `root/site` from `root/build/docs`. (Under --quiet MkDocs counts no warning, strict or not.)

    Raises EngineFailed or ProblemsFound, and then the site that was there before is there still, byte for byte.
    """
    fresh = Path(tempfile.mkdtemp(prefix="site-", dir=root / "build"))
    try:
        done = subprocess.run(
            [*COMMAND, "build", "--strict", "--site-dir", str(fresh)],
            cwd=root, env=_environment(), capture_output=True, encoding="utf-8", check=False,
        )  # fmt: skip
        if done.returncode:
            raise EngineFailed(done.stdout + done.stderr)
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


def _swap(fresh: Path, site: Path) -> None:
    """Puts `fresh` in the place of `site`; at a failure the old one is put back."""
    old = fresh.with_name(fresh.name + "-old")
    if site.exists():
        site.rename(old)
    try:
        fresh.rename(site)
    except OSError:
        if old.exists():
            old.rename(site)
        raise
    shutil.rmtree(old, ignore_errors=True)
