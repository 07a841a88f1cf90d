"""What the preview shows: the records as they are on disk now, or the last ones that were right and what is wrong since.

Every question begins by looking at the disk, so an answer is never older than the files. What has not changed is
not read again, and of the pages only the one that is asked for is written.
"""

import os
import stat
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from threading import Lock

from builder.addresses import tree_path
from builder.cards import cards
from builder.catalog import Catalog
from builder.checks import check_catalog
from builder.edition import Edition
from builder.exports import exports
from builder.exports.offers import downloads
from builder.finder import INDEX, search_index
from builder.problems import Problem, ProblemsFound
from builder.reading import Memory, load_catalog
from builder.sitemap import ROBOTS, SITEMAP, for_crawlers
from builder.views import each_page
from builder.views.desk import Desk
from builder.views.documents import document_page, document_pages, shared_files
from builder.views.downloads import Downloads
from builder.views.sheet import CARD, Page
from preview.engine import Engine

WATCHED = ("sessions", "docs", "theme", "scripts", "mkdocs.yml")
Stamps = Mapping[str, tuple[int, int, int]]


def stamps(root: Path) -> Stamps:
    """Every watched file below the project's root with its time of change (nanoseconds), size and inode."""
    return {
        path: (status.st_mtime_ns, status.st_size, status.st_ino)
        for name in WATCHED
        for path, status in _below(os.path.join(root, name))  # noqa: PTH118 (a Path for each of thousands is slow)
    }


def _below(place: str) -> Iterator[tuple[str, os.stat_result]]:
    try:
        if not os.path.isdir(place):  # noqa: PTH112
            yield place, os.stat(place)  # noqa: PTH116
            return
        with os.scandir(place) as found:
            for item in found:
                if item.is_dir(follow_symlinks=False):
                    if item.name != "__pycache__":
                        yield from _below(item.path)
                elif not item.name.startswith("."):
                    yield item.path, item.stat(follow_symlinks=False)
    except FileNotFoundError:  # gone while we looked
        return


def _is_file(path: str) -> bool:
    try:
        return stat.S_ISREG(os.lstat(path).st_mode)
    except FileNotFoundError:  # gone since we looked
        return False


class Preview:
    """The site at `root`, as of one edition; asked from many threads, it answers one at a time.

    `version` grows with each change of a file; `problems` are those of the files as they are now.
    """

    def __init__(self, root: Path, edition: Edition) -> None:
        self.root = root
        self.edition = edition
        self.version = 0
        self.problems: tuple[Problem, ...] = ()
        self._lock = Lock()
        self._memory = Memory()
        self._seen: Stamps = {}
        self._catalog: Catalog | None = None
        self._desk: Desk | None = None
        self._engine: Engine | None = None
        self._pages: dict[str, Page] = {}
        self._more: Iterator[Page] = iter(())
        self._exported: Mapping[str, bytes] | None = None
        self._searched: bytes | None = None

    def look(self) -> int:
        """Takes in what changed on the disk since the last look; returns the version."""
        with self._lock:
            self._look()
            return self.version

    def html(self, address: str) -> str | None:
        """The page at an address ("causes/x/"), or nothing where there is none or no records were ever right."""
        with self._lock:
            self._look()
            if self._catalog is None:
                return None
            for path in (
                f"{address}index.md",
                f"{address.removesuffix('/')}.md",
                f"{address}index.html",
            ):
                if (text := self._written(path)) is not None:
                    if path.endswith(".html"):
                        return text
                    return self.engine.html(path, text, self._known() if path in self._docs() else ())
            return None

    def file(self, address: str) -> bytes | None:
        """A file that is no page: of `docs/`, of the theme, of what the records give, of which the exports cost the most."""
        with self._lock:
            self._look()
            if address in self._docs():
                return (self.root / "docs" / self._docs()[address]).read_bytes()
            if address in shared_files():
                return shared_files()[address].read_bytes()
            if self._desk and address == INDEX:
                return self._index(self._desk)
            if theme := self.engine.assets.get(address):
                return theme.read_bytes()
            if self._desk and address.rpartition("/")[2] in (CARD, SITEMAP, ROBOTS):
                maker = self._of_pages(self._desk).get(address)
                return maker() if maker else None
            return self._files(self._catalog).get(address) if self._catalog else None

    def missing(self) -> str:
        with self._lock:
            return self.engine.missing()

    @property
    def was_right(self) -> bool:
        """Whether there is a page to show at all."""
        return self._catalog is not None

    @property
    def engine(self) -> Engine:
        if self._engine is None:
            self._engine = Engine(self.root)
        return self._engine

    def code(self) -> Stamps:
        """The builder's own files as they were at the last look: when they change, this process is of the past."""
        return {path: stamp for path, stamp in self._seen.items() if path.endswith(".py")}

    def _look(self) -> None:
        now = stamps(self.root)
        changed = {path for path, _ in now.items() ^ self._seen.items()}
        if not changed:
            return
        self._seen = now
        self._searched = None
        self.version += 1
        if any(self._is_of_engine(path) for path in changed):
            self._engine = None
        try:
            catalog = load_catalog(self.root, memory=self._memory)
            check_catalog(catalog)
        except ProblemsFound as faults:
            self.problems = faults.problems
            return
        self.problems = ()
        self._catalog, self._exported = catalog, None
        self._begin()

    def _begin(self) -> None:
        assert self._catalog
        self._desk = Desk(self._catalog, self.edition.day, self._offer, self.edition.site)
        self._pages, self._more = {}, each_page(self._desk)

    def _offer(self) -> Downloads:
        assert self._catalog
        return downloads(self._catalog, self.edition, self._files(self._catalog))

    def _files(self, catalog: Catalog) -> Mapping[str, bytes]:
        """The exports of the records, made when the first of them is asked for."""
        if self._exported is None:
            self._exported = exports(catalog, self.edition)
        return self._exported

    def _is_of_engine(self, path: str) -> bool:
        return Path(path).relative_to(self.root).parts[0] in ("theme", "mkdocs.yml")

    def _docs(self) -> Mapping[str, str]:
        """The files of docs/ by their path in the tree; to read what is none (a pipe) might never end."""
        start = os.path.join(self.root, "docs", "")  # noqa: PTH118
        found = (path.removeprefix(start) for path in self._seen if path.startswith(start) and _is_file(path))
        return {tree_path(path): path for path in found}

    def _written(self, path: str) -> str | None:
        if path in self._docs():
            assert self._desk
            return document_page(self._desk, self.root / "docs", self._docs()[path]).markdown
        try:
            while path not in self._pages and (page := next(self._more, None)):
                self._pages[page.path] = page
        except Exception:  # a fault of the builder; the way through the pages begins anew
            self._begin()
            raise
        return self._pages[path].markdown if path in self._pages else None

    def _index(self, desk: Desk) -> bytes:
        """What the search box searches; made once a version, for it takes every page."""
        if self._searched is None:
            self._known()
            self._searched = search_index(desk, self._pages.values(), self._by_hand(desk))
        return self._searched

    def _of_pages(self, desk: Desk) -> Mapping[str, Callable[[], bytes]]:
        """What makes the cards, the site map and the like, by path."""
        self._known()
        made = (*self._by_hand(desk), *self._pages.values())
        return {**cards(desk, made, self.root / "build" / "docs"), **for_crawlers(self.edition, made)}

    def _by_hand(self, desk: Desk) -> Iterator[Page]:
        return document_pages(desk, self.root / "docs", desk.catalog.handwritten)

    def _known(self) -> frozenset[str]:
        self._pages |= {page.path: page for page in self._more}
        return frozenset({*self._pages, *self._docs()})
