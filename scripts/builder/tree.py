"""Writes the tree that the engine builds: the pages, the exported files and everything of `docs/`.

Only what changed is written and what is stale is removed, so that watchers see true changes and file times.
"""

import os
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from types import MappingProxyType

from builder.addresses import address_of
from builder.files import clear, write_file
from builder.problems import Problem, ProblemsFound, say
from builder.views.sheet import Page


@dataclass(frozen=True)
class Changes:
    """What a write changed, as paths in the tree."""

    written: tuple[str, ...]
    removed: tuple[str, ...]


def write_tree(
    pages: Iterable[Page],
    exported: Mapping[str, bytes],
    docs: Path,
    target: Path,
    last: Mapping[str, Callable[[], bytes]] = MappingProxyType({}),
    shared: Mapping[str, Path] = MappingProxyType({}),
) -> Changes:
    """Makes `target` hold exactly the pages, the exported files and those of `docs` that are no pages; what is made of these comes `last`.

    A file that is `shared` by all sites stands there where `docs` has none of its name.

    Raises ProblemsFound, with nothing written, where two of them would have one address.
    """
    files: dict[str, Callable[[], bytes]] = {
        path: partial(bytes, content) for path, content in exported.items()
    }
    taken = {address_of(path): path for path in (*exported, *last)}
    problems = []
    own = _below(docs)
    made = [
        (path, f"{docs.name}/{path}", (docs / path).read_bytes) for path in own if not path.endswith(".md")
    ]
    made += [(path, path, file.read_bytes) for path, file in shared.items() if path not in own]
    made += [(page.path, page.edit_path, partial(_encoded, page)) for page in pages]
    for path, origin, content in made:
        address = address_of(path)
        if address in taken:
            wrong = f"파일의 주소가 {taken[address]} 와 겹칩니다"
            problems.append(Problem(origin, 1, 1, say("", wrong, "한쪽의 이름을 바꿔 주세요", f"/{address}")))
        taken[address] = origin
        files[path] = content
    if problems:
        raise ProblemsFound(problems)

    clear(target)
    old = set(_below(target))
    makers = [*sorted(files.items()), *last.items()]
    written = tuple(sorted(path for path, make in makers if write_file(target / path, make())))
    stale = tuple(sorted(old - dict(makers).keys()))
    for path in stale:
        (target / path).unlink()
    _remove_empty(target)
    return Changes(written, stale)


def _encoded(page: Page) -> bytes:
    return page.markdown.encode()


def _below(folder: Path) -> list[str]:
    paths = (
        Path(place, name) for place, _, names in os.walk(folder) for name in names if not name.startswith(".")
    )
    return sorted(path.relative_to(folder).as_posix() for path in paths if not path.is_symlink())


def _remove_empty(folder: Path) -> None:
    for place, _, _ in os.walk(folder, topdown=False):
        if Path(place) != folder and not any(Path(place).iterdir()):
            Path(place).rmdir()
