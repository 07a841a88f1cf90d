"""From the catalog to pages: one function a kind of page, prose and markup in templates/."""

from collections.abc import Callable, Iterable

from builder.catalog import Catalog
from builder.views import home, incident, references, sessions
from builder.views.sheet import Desk, Page

VIEWS: tuple[Callable[[Desk], Iterable[Page]], ...] = (
    home.pages,
    sessions.pages,
    incident.pages,
    references.pages,
)


def pages(catalog: Catalog) -> tuple[Page, ...]:
    """Every page of the site that comes from `sessions/`; the same catalog gives the same bytes."""
    desk = Desk(catalog)
    return tuple(page for view in VIEWS for page in view(desk))
