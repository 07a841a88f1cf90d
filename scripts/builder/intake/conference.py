"""What an import teaches conference.yml: tracks and days, put into its lists; the rest stays as an editor wrote it."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from builder.catalog import Catalog, Origin
from builder.document import parse_document
from builder.models.base import Model
from builder.models.conference import Conference, ConferenceDay, Track
from builder.scaffold.lists import with_items
from builder.scaffold.text import item_lines

KEY = ("conference", "conference")


def extended(
    catalog: Catalog, text: str, tracks: Mapping[str, str], days: Iterable[str]
) -> tuple[Catalog, str]:
    """The catalog and the text of conference.yml with the tracks (id -> name) and days; a day's title is its date."""
    path = catalog.path(KEY)
    known = sorted(str(day.date) for day in catalog.conference.days)
    for day in sorted(days):
        at = sum(other < day for other in known)
        text = with_items(path, text, "days", at, [_item(ConferenceDay, {"date": day, "title": day})])
        known.insert(at, day)
    items = [_item(Track, {"id": name, "name": said}) for name, said in tracks.items()]
    if items:
        text = with_items(path, text, "tracks", len(catalog.conference.tracks), items)
    document = parse_document(path, text)
    conference = Conference.from_document(document, document.data)
    return replace(
        catalog, conference=conference, origins={**catalog.origins, KEY: Origin(document, ())}
    ), text


def _item(model: type[Model], data: Mapping[str, str]) -> list[str]:
    return list(item_lines(model, data))
