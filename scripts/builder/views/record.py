"""The record about the record: it as data, what was believed when, other incidents read by the same factors."""

from collections.abc import Iterator
from functools import partial

from builder.models.causes import Cause, Comparison
from builder.models.incident import Incident
from builder.views import citing
from builder.views.desk import Desk
from builder.views.downloads import Downloads
from builder.views.sheet import CONFERENCE, INCIDENT, Page


def pages(desk: Desk) -> Iterator[Page]:
    if desk.downloads:
        yield desk.list_page(
            "data", "data/", CONFERENCE, offer=desk.downloads, work=partial(work, desk), wide=True
        )
    incident = desk.catalog.incident
    if not incident:
        return
    if any(event.known_then for event in desk.catalog.timeline):
        yield then_and_now_page(desk)
    if desk.catalog.of(Comparison):
        yield comparison_page(desk, incident)


def work(desk: Desk, offer: Downloads) -> citing.Work:
    """The record as it is cited."""
    return citing.record(desk.catalog, offer.version, offer.site)


def then_and_now_page(desk: Desk) -> Page:
    events = [event for event in desk.catalog.timeline if event.known_then]
    return desk.list_page("then_and_now", "incident/then-and-now/", INCIDENT, events=events)


def comparison_page(desk: Desk, incident: Incident) -> Page:
    """A row a factor, in the order of the causes page; a column an incident, this one first."""
    others = sorted(desk.catalog.of(Comparison).values(), key=lambda other: other.date)
    named = {factor.cause for other in others for factor in other.factors}
    order = [question.id for question in incident.questions]
    causes = [cause for cause in desk.catalog.of(Cause).values() if cause.id in named]
    causes.sort(key=lambda cause: (order.index(cause.question), cause.id))
    rows = [
        (cause, [[f for f in other.factors if f.cause == cause.id] for other in others]) for cause in causes
    ]
    return desk.list_page(
        "comparison", "incident/comparison/", INCIDENT, others=others, rows=rows, incident=incident, wide=True
    )
