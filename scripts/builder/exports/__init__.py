"""What the site says as data: every file of it that is not a page, by its path."""

from collections.abc import Callable, Iterator, Mapping

from builder.catalog import Catalog
from builder.edition import Edition
from builder.exports.bibliography import bibliography
from builder.exports.calendars import calendars
from builder.exports.database import to_sqlite
from builder.exports.documents import FOLDER, documents, head, schemas
from builder.exports.feeds import feeds
from builder.exports.offline import to_offline
from builder.exports.press import Press
from builder.exports.published import published
from builder.exports.schedule import schedule
from builder.exports.schema import to_schemas
from builder.exports.scripts import scripts
from builder.exports.spreadsheets import spreadsheets
from builder.exports.tables import tables
from builder.words import EDITORS

Files = Mapping[str, bytes]  # {"schemas/cause.schema.json": b"{...}"}
Export = Callable[[Press], Iterator[tuple[str, bytes]]]


def input_schemas(press: Press) -> Iterator[tuple[str, bytes]]:
    """The schemas of the records, which speak to editors: a site in another language leaves them in the repository."""
    if press.catalog.conference.language != EDITORS:
        return iter(())
    return ((f"schemas/{name}", text.encode()) for name, text in to_schemas().items())


def data(press: Press) -> Iterator[tuple[str, bytes]]:
    """The published form in each of its formats."""
    records = published(press)
    rows = tables(records)
    yield from documents(press, records)
    yield from schemas(press, records)
    yield from spreadsheets(table for table in rows if table.rows or press.catalog.incident)
    yield f"{FOLDER}/all.sqlite", to_sqlite(rows, head(press))


def offline(press: Press) -> Iterator[tuple[str, bytes]]:
    yield "offline.json", to_offline(press.catalog)


EXPORTS: tuple[Export, ...] = (
    input_schemas,
    data,
    bibliography,
    calendars,
    schedule,
    feeds,
    offline,
    scripts,
)


def exports(catalog: Catalog, edition: Edition) -> Files:
    """Every file; the same catalog and edition give the same bytes."""
    press = Press(catalog, edition)
    return {path: content for export in EXPORTS for path, content in export(press)}
