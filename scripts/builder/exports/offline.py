"""Which pages a reader's browser keeps unasked, beside those of the navigation, for reading without a network."""

import json

from builder.catalog import Catalog

LEFT = ("print/",)  # in the navigation and not kept: as large as all that it is made of


def to_offline(catalog: Catalog) -> bytes:
    """The pages of the readers' ways: `{"keep": ["causes/", "incident/"], "leave": ["print/"]}`."""
    doors = catalog.incident.doors if catalog.incident else ()
    pages = sorted({step.to.partition("#")[0] for door in doors for step in door.steps})
    return json.dumps({"keep": pages, "leave": LEFT if catalog.incident else ()}).encode()
