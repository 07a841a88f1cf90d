"""The front page: the summary block, three questions, the talks, what must be seen of the timeline, the promises."""

from collections import Counter
from collections.abc import Iterator
from typing import get_args

from builder.models.incident import Named
from builder.models.measures import Evidence, Measure, Status
from builder.models.references import Figure
from builder.views import pictures
from builder.views.desk import Desk
from builder.views.marks import strip
from builder.views.sessions import tracks_of_day
from builder.views.sheet import CONFERENCE, INCIDENT, Page, Sheet

LATEST = 5


def pages(desk: Desk) -> Iterator[Page]:
    yield front_page(desk)


def front_page(desk: Desk) -> Page:
    catalog = desk.catalog
    incident = catalog.incident
    measures = catalog.of(Measure).values()
    parties = owners(desk)
    counts = Counter((measure.status, measure.owner) for measure in measures)
    rows = [(status, [counts[status, party.id] for party in parties]) for status in get_args(Status)]
    return desk.page(
        "home", "",
        title=incident.name if incident else catalog.conference.site.name,
        description=desk.plain(incident.lead if incident else catalog.conference.text),
        edit=catalog.path(INCIDENT if incident else CONFERENCE),
        incident=incident,
        days=() if incident else [(day, tracks_of_day(desk, day)) for day in catalog.conference.days],
        wide=True,
        figures=[catalog.of(Figure)[name] for name in (incident.figures if incident else ())],
        latest=latest(desk),
        frames=pictures.frames(desk, incident),
        highlights=[event for event in catalog.timeline if event.significance == "3"],
        strip=strip(desk, Sheet(catalog, "").href),
        event_count=len(catalog.timeline),
        measure_count=len(measures),
        parties=parties,
        status_counts=[(status, [*row, sum(row)]) for status, row in rows if sum(row)],
    )  # fmt: skip


def latest(desk: Desk) -> list[tuple[Measure, Evidence]]:
    """The newest findings about what became of the measures."""
    found = [(m, e) for m in desk.catalog.of(Measure).values() for e in m.evidence if e.sources]
    return sorted(found, key=lambda pair: (pair[1].date, pair[0].id), reverse=True)[:LATEST]


def owners(desk: Desk) -> list[Named]:
    """The parties that have a measure to carry out, in the order of the incident file."""
    has = {measure.owner for measure in desk.catalog.of(Measure).values()}
    incident = desk.catalog.incident
    return [party for party in incident.parties if party.id in has] if incident else []
