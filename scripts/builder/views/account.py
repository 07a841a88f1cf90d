"""The whole account as one document to print: its sources numbered once, its links leading to places in itself."""

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import Any, get_args

from markupsafe import Markup

from builder.catalog import Catalog
from builder.models.causes import Cause
from builder.models.conference import Session
from builder.models.incident import Incident
from builder.models.measures import Answers, Measure
from builder.models.references import Discrepancy, Figure, Term
from builder.models.services import Curve, Service
from builder.views import pictures, recovery, timeline
from builder.views.desk import Desk
from builder.views.home import owners
from builder.views.incident import by_role, by_topic, differs
from builder.views.sheet import INCIDENT, Page

ADDRESS = "print/"
# The pages that stand in it as a chapter, with the chapter's id; the places of such a page keep their ids.
CHAPTERS = {
    "incident/": "story",
    "causes/": "causes",
    "incident/timeline/": "timeline",
    "measures/": "measures",
    "incident/services/": "services",
    "sessions/": "talks",
    "incident/figures/": "figures",
    "sources/discrepancies/": "differs",
    "glossary/": "terms",
}


def pages(desk: Desk) -> Iterator[Page]:
    if desk.catalog.incident:
        yield account_page(desk, desk.catalog.incident)


def places(catalog: Catalog) -> Mapping[str, str]:
    """Address of a record or a page -> the id of what says the same here: {"causes/no-standby/": "cause-no-standby"}."""
    entries = (*catalog.of(Cause).values(), *catalog.of(Measure).values(), *catalog.featured)
    questions = catalog.incident.questions if catalog.incident else ()
    return (
        CHAPTERS
        | {f"causes/#{question.id}": f"q-{question.id}" for question in questions}
        | {entry.address: f"{entry.entity}-{entry.id}" for entry in entries}
    )


def account_page(desk: Desk, incident: Incident) -> Page:
    catalog = desk.catalog
    start = catalog.markers.get("impact-begins")
    told = contents(desk)
    return desk.list_page(
        "account", ADDRESS, INCIDENT,
        wide=True,
        boost=0,
        places=places(catalog),
        incident=incident,
        start=start,
        frames=pictures.frames(desk, incident),
        charts=partial(charts, desk, incident),
        questions=[(q, [c for c in told["causes"] if c.question == q.id]) for q in incident.questions],
        answers={cause.id: answers(catalog, cause) for cause in told["causes"]},
        groups=timeline.stretches(desk, start, catalog.timeline),
        services=recovery.in_groups(told["services"]).items(),
        curves=[(curve, [recovery.shown(curve, r) for r in curve.readings]) for curve in catalog.of(Curve).values()],
        differs={name: differs(desk, told[name]) for name in ("timeline", "services", "figures")},
        topics=by_topic(desk),
        chapters=[name for name in desk.words["page"]["account"]["chapter"] if told.get(name, True)],
        told=told,
    )  # fmt: skip


def contents(desk: Desk) -> Mapping[str, Sequence[Any]]:
    """What the chapters tell of, by their id; a chapter that has nothing is left out."""
    catalog = desk.catalog
    return {
        "causes": by_role(catalog.of(Cause).values()),
        "timeline": catalog.timeline,
        "measures": measures(desk),
        "services": list(catalog.of(Service).values()),
        "talks": programme(catalog),
        "figures": list(catalog.of(Figure).values()),
        "differs": by_kind(catalog),
        "terms": sorted(catalog.of(Term).values(), key=lambda t: (t.ko, t.id)),
    }


def charts(desk: Desk, incident: Incident) -> Mapping[str, Markup]:
    """The charts that a sheet of paper can hold, by name; drawn only when the page is written."""
    page = pictures.setting(desk, ADDRESS, places(desk.catalog))
    drawn = dict(recovery.pictures(desk, list(desk.catalog.of(Service).values()), page.href))
    if overview := pictures.overview(desk, incident, page):
        drawn["overview"] = overview.chart
    if parties := measures(desk):
        drawn["status"] = pictures.status_bars(desk, parties)
    return drawn


def answers(catalog: Catalog, cause: Cause) -> list[tuple[Measure, Answers]]:
    return [(m, a) for m in catalog.back(cause, Measure) for a in m.causes if a.cause == cause.id]


def measures(desk: Desk) -> list[pictures.Owned]:
    """The measures by who has to carry them out, the earliest first."""
    return pictures.by_owner(pictures.by_promise(desk), owners(desk))


def programme(catalog: Catalog) -> list[tuple[str, list[Session]]]:
    """Every session by the days of the conference."""
    days = (
        (day.title, [s for s in catalog.programme if s.date == day.date]) for day in catalog.conference.days
    )
    return [(title, found) for title, found in days if found]


def by_kind(catalog: Catalog) -> list[tuple[str, list[Discrepancy]]]:
    kinds = get_args(Discrepancy.model_fields["kind"].annotation)
    found = ((kind, [d for d in catalog.of(Discrepancy).values() if d.kind == kind]) for kind in kinds)
    return [(kind, entries) for kind, entries in found if entries]
