"""The one shape in which names are compared, and the names that two catalogs have: records and gaps."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from builder.catalog import ANY, Catalog
from builder.gaps import find_gaps
from builder.words import EDITORS, words_of


@dataclass(frozen=True)
class Change:
    """Names that are there only after, and names that were there only before; both sorted."""

    new: tuple[str, ...] = ()
    lost: tuple[str, ...] = ()


def change(before: Iterable[str], after: Iterable[str]) -> Change:
    """
    >>> change(["a", "b"], ["b", "c"])
    Change(new=('c',), lost=('a',))
    """
    old, now = set(before), set(after)
    return Change(tuple(sorted(now - old)), tuple(sorted(old - now)))


def records_changed(before: Catalog, after: Catalog) -> Change:
    """Records by key ("cause/no-control-tower"); one that could not be read on either side is neither new nor lost."""
    unread = before.unread | after.unread
    known = (
        {key for key, _ in catalog.models if not unread & {key, (key[0], ANY)}} for catalog in (before, after)
    )
    return change(*(map("/".join, keys) for keys in known))


def gaps_changed(before: Catalog, after: Catalog, day: date) -> Change:
    """Gaps by kind and record ("근거가 없는 대책: measure/x"). Both catalogs must be without problems."""
    return change(_gaps(before, day), _gaps(after, day))


def _gaps(catalog: Catalog, day: date) -> Iterator[str]:
    kinds = words_of(EDITORS)["gap"]
    for gap in find_gaps(catalog, day):
        yield f"{kinds[gap.kind]['title']}: {'/'.join(gap.entry.key) if gap.entry else gap.word}"
