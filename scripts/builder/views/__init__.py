"""From the catalog to pages: one function a kind of page, prose and markup in templates/."""

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from typing import TypeAlias

from builder.catalog import Catalog
from builder.views import (
    account,
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
from builder.views.desk import Desk
from builder.views.downloads import Downloads
from builder.views.sheet import Page

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
    account.pages,
)


Offer: TypeAlias = Callable[[], Downloads] | None


def pages(catalog: Catalog, today: date, downloads: Offer = None) -> tuple[Page, ...]:
    """Every page of the site that comes from `sessions/`; the same catalog, day and downloads give the same bytes.

    Without `downloads` there is no page of data.
    """
    return tuple(each_page(Desk(catalog, today, downloads)))


def each_page(desk: Desk) -> Iterator[Page]:
    """The same one by one, for whoever looks for one of them."""
    return (page for view in VIEWS for page in view(desk))
