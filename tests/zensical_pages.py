"""Counts the pages that Zensical built (`make zensical`) against those it was given: it drops pages in silence."""

import sys
from pathlib import Path

GIVEN, BUILT = Path("build/docs"), Path("build/zensical")


def main() -> int:
    """The exit status: 0 if every page of the tree was built."""
    given = sum(path.suffix in {".md", ".html"} for path in GIVEN.rglob("*"))
    built = sum(path.name != "404.html" for path in BUILT.rglob("*.html"))
    print(f"zensical: {built} pages built of {given} in {GIVEN}")
    return int(built != given)


if __name__ == "__main__":
    sys.exit(main())
