"""What the site says as data: every file of it that is not a page, by its path."""

from collections.abc import Callable, Mapping

from builder.catalog import Catalog
from builder.exports.schema import to_schemas

Files = Mapping[str, bytes]  # {"schemas/cause.schema.json": b"{...}"}


def schemas(_: Catalog) -> Files:
    return {f"schemas/{name}": text.encode() for name, text in to_schemas().items()}


EXPORTS: tuple[Callable[[Catalog], Files], ...] = (schemas,)


def exports(catalog: Catalog) -> Files:
    """Every file; the same catalog gives the same bytes."""
    return {path: content for export in EXPORTS for path, content in export(catalog).items()}
