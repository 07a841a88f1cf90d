"""The exported files as the data page offers them."""

from builder.catalog import Catalog
from builder.edition import Edition
from builder.exports import Files
from builder.exports.bibliography import BIBLIOGRAPHY
from builder.exports.calendars import SCHEDULE, TIMELINE, day_path
from builder.exports.documents import ALL, DOCUMENTS, FOLDER, schema_path
from builder.exports.feeds import ALL as ALL_NEWS
from builder.exports.feeds import KINDS, feed_path
from builder.exports.published import FORM, LISTS
from builder.views.downloads import Downloads, File, List, calendar_of
from builder.views.sessions import track_address


def downloads(catalog: Catalog, edition: Edition, files: Files) -> Downloads:
    """What the data page shows of `exports(catalog, edition)`."""
    names = [name for name in DOCUMENTS if name != ALL and f"{FOLDER}/{name}.json" in files]
    return Downloads(
        form=FORM,
        site=edition.url("data/") or "",
        version=edition.version,
        whole=[_file(files, f"{FOLDER}/{ALL}.{ending}") for ending in ("json", "sqlite")],
        lists=[_list(catalog, files, name) for name in names],
        citations=_file(files, f"{FOLDER}/citations.csv"),
        calendars={name: _file(files, path) for name, path in _calendars(catalog).items()},
        schedule=[_file(files, f"schedule/schedule.{ending}") for ending in ("json", "xml")],
        feeds={kind: _file(files, path) for kind in (ALL_NEWS, *KINDS) if (path := feed_path(kind)) in files},
        bibliography=[_file(files, path) for path in BIBLIOGRAPHY],
    )


def _list(catalog: Catalog, files: Files, name: str) -> List:
    records = len(catalog.entries.get(LISTS[name].entity, {})) if name in LISTS else 1
    tables = [path for path in files if path.startswith(f"{FOLDER}/{name}_") and path.endswith(".csv")]
    return List(
        name,
        records if name != "incident" or catalog.incident else 0,
        _file(files, f"{FOLDER}/{name}.json"),
        _file(files, f"{FOLDER}/{schema_path(name)}"),
        [_file(files, path) for path in (f"{FOLDER}/{name}.csv", *sorted(tables)) if path in files],
    )


def _calendars(catalog: Catalog) -> dict[str, str]:
    conference = catalog.conference
    made = {conference.name: SCHEDULE}
    made |= {f"{conference.name}: {day.title}": day_path(day.date) for day in conference.days}
    made |= {
        f"{conference.name}: {track.name}": calendar_of(track_address(track)) for track in conference.tracks
    }
    return made | ({catalog.incident.name: TIMELINE} if catalog.incident and catalog.timeline else {})


def _file(files: Files, path: str) -> File:
    return File(path, len(files[path]))
