"""From the catalog to pages: one function a kind of page, prose and markup in templates/."""

from collections.abc import Callable, Iterable, Iterator
from datetime import date

from builder.catalog import Catalog
from builder.views import (
    home,
    incident,
    pictures,
    record,
    recovery,
    redirects,
    references,
    sessions,
    timeline,
)
from builder.views.sheet import Desk, Page

VIEWS: tuple[Callable[[Desk], Iterable[Page]], ...] = (
    home.pages,
    sessions.pages,
    incident.pages,
    timeline.pages,
    recovery.pages,
    record.pages,
    pictures.pages,
    references.pages,
    redirects.pages,
)


def pages(catalog: Catalog, today: date) -> tuple[Page, ...]:
    """Every page of the site that comes from `sessions/`; the same catalog and day give the same bytes."""
    return tuple(each_page(catalog, today))


def each_page(catalog: Catalog, today: date) -> Iterator[Page]:
    """The same one by one, for whoever looks for one of them."""
    desk = Desk(catalog, today)
    return (page for view in VIEWS for page in view(desk))
