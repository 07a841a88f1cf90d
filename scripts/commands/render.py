"""`render` and `build`: from `sessions/` to `build/docs/`, and on to `site/`."""

import argparse
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from builder.cards import cards
from builder.catalog import Catalog
from builder.checks import check_catalog
from builder.engine import build_site, clear_site
from builder.exports import exports
from builder.exports.offers import downloads
from builder.files import turn
from builder.finder import INDEX, search_index, written
from builder.gate import check_site
from builder.reading import load_catalog
from builder.sitemap import for_crawlers
from builder.tree import Changes, write_tree
from builder.views import each_page
from builder.views.desk import Desk
from builder.views.documents import document_pages, shared_files
from builder.views.sheet import Page
from commands import Parsers
from commands.git import edition, tell_engine


def add(parsers: Parsers) -> None:
    parsers.add_parser("render", help="sessions/와 docs/에서 build/docs/를 만듭니다").set_defaults(
        do=do_render
    )
    parsers.add_parser("build", help="site/를 만듭니다").set_defaults(do=do_build)


def render(root: Path) -> tuple[Catalog, tuple[Page, ...], Changes]:
    """sessions/ + docs/ -> build/docs, with what it was made of. Raises ProblemsFound with everything an editor has to mend."""
    catalog = load_catalog(root)
    check_catalog(catalog)
    told = edition(root)
    exported = exports(catalog, told)
    docs, tree = root / "docs", root / "build" / "docs"
    desk = Desk(catalog, told.day, partial(downloads, catalog, told, exported), told.site)
    made, by_hand = tuple(each_page(desk)), tuple(document_pages(desk, docs, catalog.handwritten))
    last: dict[str, Callable[[], bytes]] = {INDEX: lambda: search_index(desk, written(made, tree), by_hand)}
    last |= cards(desk, (*by_hand, *made), tree)
    last |= for_crawlers(told, (*by_hand, *made))
    return catalog, made, write_tree((*by_hand, *made), exported, docs, tree, last, shared_files())


@contextmanager
def alone(root: Path) -> Iterator[None]:
    """In this process's turn at `root/build`, without what builds that were killed left there."""

    def waits() -> None:
        print("이 폴더에서 도는 다른 build가 끝나기를 기다립니다.", file=sys.stderr, flush=True)

    (root / "build").mkdir(exist_ok=True)
    with turn(root / "build", waits):
        clear_site(root)
        yield


def do_render(root: Path, _: argparse.Namespace) -> None:
    with alone(root):
        _catalog, made, changes = render(root)
    print(f"build/docs: {len(made)}쪽, 바뀐 파일 {len(changes.written)}, 지운 파일 {len(changes.removed)}")


def do_build(root: Path, _: argparse.Namespace) -> None:
    print(f"site/: {len(build(root))}쪽")


def build(root: Path) -> tuple[Page, ...]:
    """sessions/ + docs/ -> site. Raises ProblemsFound or EngineFailed, and then the last site is there still."""
    with alone(root):
        catalog, made, _ = render(root)
        tell_engine(root)
        build_site(root, made, partial(check_site, language=catalog.conference.language))
    return made
