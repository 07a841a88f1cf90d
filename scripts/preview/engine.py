"""MkDocs, one page at a time: the same configuration, theme and Markdown as a build, without reading the other pages.

A build makes everything again, whatever was changed; a page alone needs the navigation (whose titles stand in
mkdocs.yml) and its own text. That the result is byte for byte that of a build is what tests/test_serve.py proves.
"""

import logging
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from pathlib import Path
from urllib.parse import urlsplit

from mkdocs.commands.build import get_context
from mkdocs.config import load_config
from mkdocs.exceptions import MkDocsException
from mkdocs.structure.files import File, Files, set_exclusions
from mkdocs.structure.nav import Navigation, get_navigation

from builder.problems import EngineFailed


class Engine:
    """The engine as `root/mkdocs.yml` and `root/theme` now set it up; made anew when either changes."""

    def __init__(self, root: Path) -> None:
        logging.getLogger("mkdocs").setLevel(logging.ERROR)  # what a build warns of, a preview passes over
        try:
            config = load_config(str(root / "mkdocs.yml"), docs_dir=str(root / "docs"), site_dir=_nowhere())
        except MkDocsException as wrong:
            raise EngineFailed(str(wrong)) from None
        config.plugins.on_startup(command="serve", dirty=False)
        self.config = config.plugins.on_config(config)
        self.environment = (
            config.plugins.on_env(config.theme.get_env(), config=config, files=Files([]))
            or config.theme.get_env()
        )

    @cached_property
    def assets(self) -> Mapping[str, Path]:
        """The theme's own files by their address: "assets/stylesheets/main.css"."""
        files = Files([])
        files.add_files_from_theme(self.environment, self.config)
        return {file.dest_uri: Path(file.abs_src_path) for file in files if file.abs_src_path}

    def html(self, path: str, markdown: str, known: Iterable[str] = ()) -> str:
        """The page of the tree's file `path`; its Markdown links may lead to the `known` files and those of the navigation."""
        files, nav = self._files({*known, path}, {path: markdown})
        page = files.src_uris[path].page
        assert page is not None
        page.read_source(self.config)
        page.render(self.config, files)
        page.active = True
        template = self.environment.get_template(page.meta.get("template", "main.html"))
        return template.render(get_context(nav, files, self.config, page))

    def missing(self) -> str:
        """The page for an address that there is not."""
        files, nav = self._files((), {})
        base = urlsplit(self.config.site_url or "/").path
        template = self.environment.get_template("404.html")
        return template.render(get_context(nav, files, self.config, base_url=base))

    def _files(self, paths: Iterable[str], texts: Mapping[str, str]) -> tuple[Files, Navigation]:
        names = sorted({*paths, *_leaves(self.config.nav)})
        files = Files([File.generated(self.config, name, content=texts.get(name, "")) for name in names])
        set_exclusions(files, self.config)
        return files, get_navigation(files, self.config)


def _nowhere() -> str:
    """A folder name that no build uses: nothing is ever written there."""
    return str(Path(tempfile.gettempdir()) / "no-site")


def _leaves(nav: object) -> Iterator[str]:
    """The files a navigation names."""
    if isinstance(nav, str):
        yield nav
    elif isinstance(nav, (list, dict)):
        for part in nav.values() if isinstance(nav, dict) else nav:
            yield from _leaves(part)
