"""Compares the pages that Zensical built (`make zensical`) with those of the tree: it may drop a page in silence."""

import sys
from pathlib import Path, PurePosixPath

GIVEN, BUILT = Path("build/docs"), Path("build/zensical")


def built_from(path: PurePosixPath) -> str:
    """Where a file of the tree is found on the site.

    >>> built_from(PurePosixPath("causes/index.md")), built_from(PurePosixPath("offline.md"))
    ('causes/index.html', 'offline/index.html')
    """
    if path.suffix == ".html" or path.name == "index.md":
        return path.with_suffix(".html").as_posix()
    return (path.with_suffix("") / "index.html").as_posix()


def main() -> int:
    """The exit status: 0 if the pages of both are the same."""
    files = (PurePosixPath(path.relative_to(GIVEN).as_posix()) for path in GIVEN.rglob("*.*"))
    given = {built_from(path) for path in files if path.suffix in {".md", ".html"}} | {"404.html"}
    built = {path.relative_to(BUILT).as_posix() for path in BUILT.rglob("*.html")}
    for path in sorted(given ^ built):
        print(f"zensical: {'missing' if path in given else 'not of the tree'}: {path}")
    print(f"zensical: {len(built)} pages built, {len(given)} in {GIVEN}")
    return int(built != given)


if __name__ == "__main__":
    sys.exit(main())
