"""Two built sites compared: pages by their words, everything else by its bytes."""

from dataclasses import dataclass
from difflib import unified_diff
from functools import cached_property
from itertools import islice
from pathlib import Path

from builder.differences.change import Change, change
from builder.differences.text import Reading, read_page

# Beyond so many lines of both sides together the comparison itself could take minutes.
COMPARABLE = 20_000
BIGGEST = 5


@dataclass(frozen=True)
class PageChange:
    """A page that is new or says something else: its address ("/causes/x/"), its title, its lines before and after."""

    address: str
    title: str
    before: tuple[str, ...]
    after: tuple[str, ...]

    @cached_property
    def difference(self) -> tuple[str, ...]:
        """The lines of a unified difference, without line numbers; nothing for a page too long to compare."""
        if len(self.before) + len(self.after) > COMPARABLE:
            return ()
        lines = islice(unified_diff(self.before, self.after, lineterm="", n=1), 2, None)
        return tuple("@@" if line.startswith("@@") else line for line in lines)

    @property
    def changed(self) -> tuple[str, ...]:
        """The lines that came and went, which pages may have in common."""
        return tuple(line for line in self.difference if line[0] in "+-")


@dataclass(frozen=True)
class SiteChange:
    """`pages` and `anchors` are addresses; `texts` are the new pages and those whose words changed, `reworked` those
    whose words are the same in other markup; `files` and `altered` is everything that is no page. Sizes are bytes.
    """

    pages: Change
    texts: tuple[PageChange, ...]
    reworked: tuple[str, ...]
    anchors: Change
    files: Change
    altered: tuple[str, ...]
    size_before: int
    size_after: int
    biggest: tuple[tuple[str, int], ...]


def compare_sites(before: Path, after: Path) -> SiteChange:
    old, now = _sizes(before), _sizes(after)
    changed = sorted(path for path in old.keys() & now.keys() if _differs(before / path, after / path))
    came = sorted(path for path in now.keys() - old.keys() if _is_page(path))
    read = {path: (_read(before / path), _read(after / path)) for path in changed if _is_page(path)}
    read |= {path: (Reading("", (), frozenset()), _read(after / path)) for path in came}
    return SiteChange(
        pages=change(*(map(address, filter(_is_page, sizes)) for sizes in (old, now))),
        texts=tuple(
            PageChange(address(path), new.title, was.lines, new.lines)
            for path, (was, new) in read.items()
            if was.lines != new.lines or path in came
        ),
        reworked=tuple(
            address(path) for path, (was, new) in read.items() if was.lines == new.lines and path not in came
        ),
        anchors=change(*(_anchors({p: read[p][side] for p in read if p not in came}) for side in (0, 1))),
        files=change(*((address(path) for path in sizes if not _is_page(path)) for sizes in (old, now))),
        altered=tuple(address(path) for path in changed if not _is_page(path)),
        size_before=sum(old.values()),
        size_after=sum(now.values()),
        biggest=tuple(
            sorted(((f"/{path}", size) for path, size in now.items()), key=lambda file: (-file[1], file[0]))[
                :BIGGEST
            ]
        ),
    )


def address(path: str) -> str:
    """
    >>> address("causes/x/index.html"), address("index.html"), address("404.html")
    ('/causes/x/', '/', '/404.html')
    """
    return f"/{path}".removesuffix("index.html") if f"/{path}".endswith("/index.html") else f"/{path}"


def _is_page(path: str) -> bool:
    return path.endswith(".html")


def _sizes(site: Path) -> dict[str, int]:
    paths = sorted(path for path in site.rglob("*") if path.is_file())
    return {path.relative_to(site).as_posix(): path.stat().st_size for path in paths}


def _differs(before: Path, after: Path) -> bool:
    return before.read_bytes() != after.read_bytes()


def _read(path: Path) -> Reading:
    return read_page(path.read_text(encoding="utf-8", errors="replace"))


def _anchors(pages: dict[str, Reading]) -> list[str]:
    return [f"{address(path)}#{anchor}" for path, page in pages.items() for anchor in page.anchors]
