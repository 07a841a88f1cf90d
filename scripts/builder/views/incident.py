"""What happened, why, what was promised; the matrix that joins them and shows its gaps."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import get_args

from builder.models.base import Entry
from builder.models.causes import Cause, Comparison
from builder.models.conference import Session
from builder.models.diagrams import Diagram
from builder.models.incident import Event, Incident, Named
from builder.models.measures import Measure, Status
from builder.models.references import Discrepancy, Figure
from builder.models.services import Service
from builder.views import pictures
from builder.views.desk import Desk
from builder.views.home import owners
from builder.views.sheet import INCIDENT, Page


@dataclass(frozen=True)
class Gaps:
    causes: Sequence[Cause]
    measures: Sequence[Measure]
    sessions: Sequence[Session]


def pages(desk: Desk) -> Iterator[Page]:
    incident = desk.catalog.incident
    if not incident:
        return
    yield incident_index(desk, incident)
    if desk.catalog.of(Figure):
        yield figures_page(desk)
    yield causes_index(desk, incident)
    yield from (cause_page(desk, cause) for cause in desk.catalog.of(Cause).values())
    yield measures_index(desk)
    yield matrix_page(desk, incident)
    yield from (measure_page(desk, measure) for measure in desk.catalog.of(Measure).values())


def differs(desk: Desk, entries: Sequence[Entry]) -> dict[str, tuple[Discrepancy, ...]]:
    """For each entry's id the discrepancies about it."""
    return {entry.id: desk.catalog.back(entry, Discrepancy) for entry in entries}


def incident_index(desk: Desk, incident: Incident) -> Page:
    catalog = desk.catalog
    return desk.list_page(
        "incident_index",
        "incident/",
        INCIDENT,
        incident=incident,
        services=catalog.of(Service),
        figures=catalog.of(Figure),
        has_then=any(event.known_then for event in catalog.timeline),
        comparisons=catalog.of(Comparison),
        diagrams=catalog.of(Diagram),
        frames=pictures.frames(desk, incident),
    )


def figures_page(desk: Desk) -> Page:
    figures = list(desk.catalog.of(Figure).values())
    return desk.list_page(
        "figures", "incident/figures/", INCIDENT, topics=by_topic(desk), differs=differs(desk, figures)
    )


def by_topic(desk: Desk) -> list[tuple[Named | None, list[Figure]]]:
    """The figures under their topics, in the order of the incident file; before them those that have none."""
    incident = desk.catalog.incident
    topics: list[Named | None] = [None, *(incident.topics if incident else ())]
    figures = desk.catalog.of(Figure).values()
    groups = [(topic, [f for f in figures if f.topic == (topic.id if topic else None)]) for topic in topics]
    return [(topic, found) for topic, found in groups if found]


def causes_index(desk: Desk, incident: Incident) -> Page:
    catalog = desk.catalog
    causes = by_role(catalog.of(Cause).values())
    questions = [
        (question, [
            (layer, found)
            for layer in incident.layers
            if (found := [(c, len(catalog.back(c, Measure))) for c in causes if (c.question, c.layer) == (question.id, layer.id)])
        ])
        for question in incident.questions
    ]  # fmt: skip
    overview = pictures.overview(desk, incident, pictures.setting(desk, "causes/"))
    return desk.list_page(
        "causes_index", "causes/", INCIDENT, questions=questions, overview=overview, wide=True
    )


def by_role(causes: Iterable[Cause]) -> list[Cause]:
    """From the trigger to its effects, as the model orders the kinds."""
    order = get_args(Cause.model_fields["kind"].annotation)
    return sorted(causes, key=lambda cause: (order.index(cause.kind), cause.id))


def cause_page(desk: Desk, cause: Cause) -> Page:
    catalog = desk.catalog
    before = catalog.back(cause, Cause)
    answering = catalog.back(cause, Measure)
    return desk.entry_page(
        cause,
        title=cause.title,
        description=desk.bare(cause.summary),
        near=pictures.near(desk, cause, before),
        before=[(other, edge) for other in before for edge in other.leads_to if edge.cause == cause.id],
        answers=[
            (measure, answer)
            for measure in answering
            for answer in measure.causes
            if answer.cause == cause.id
        ],
        sessions=featured_first(desk, catalog.back(cause, Session)),
        events=in_time(desk, catalog.back(cause, Event)),
        discrepancies=catalog.back(cause, Discrepancy),
    )


def measure_page(desk: Desk, measure: Measure) -> Page:
    catalog = desk.catalog
    return desk.entry_page(
        measure,
        title=measure.title,
        description=f"{measure.title}. {desk.words['status'][measure.status]}. {desk.plain(measure.promised[0].text)}",
        replaced_by=catalog.back(measure, Measure),
        sessions=featured_first(desk, catalog.back(measure, Session)),
        events=in_time(desk, catalog.back(measure, Event)),
        discrepancies=catalog.back(measure, Discrepancy),
    )


def featured_first(desk: Desk, sessions: Sequence[Session]) -> list[Session]:
    order = {session.id: i for i, session in enumerate((*desk.catalog.featured, *desk.catalog.programme))}
    return sorted(sessions, key=lambda session: order[session.id])


def in_time(desk: Desk, events: Sequence[Event]) -> list[Event]:
    return sorted(events, key=desk.catalog.timeline.index)


def measures_index(desk: Desk) -> Page:
    measures = list(desk.catalog.of(Measure).values())
    counts = [(status, sum(m.status == status for m in measures)) for status in get_args(Status)]
    parties = [(party, [m for m in measures if m.owner == party.id]) for party in owners(desk)]
    for _, found in parties:
        found.sort(key=lambda m: (m.promised[0].date, m.id))
    return desk.list_page(
        "measures_index",
        "measures/",
        INCIDENT,
        parties=parties,
        bars=pictures.status_bars(desk, parties) if parties else None,
        status_counts=pictures.status_counts(parties),
        statuses=[(status, count) for status, count in counts if count],
    )


def matrix_page(desk: Desk, incident: Incident) -> Page:
    """Every contributing factor with the measures that answer it and the talks that speak of it.

    What a factor led to (`effect`) and what worked (`barrier_held`) asks for no measure and is left out.
    """
    catalog = desk.catalog
    factors = [c for c in by_role(catalog.of(Cause).values()) if c.asks_for_measure]
    rows = {
        c.id: (c, catalog.back(c, Measure), featured_first(desk, catalog.back(c, Session))) for c in factors
    }
    gaps = Gaps(
        causes=[cause for cause, measures, _ in rows.values() if not measures],
        measures=[measure for measure in catalog.of(Measure).values() if not measure.causes],
        sessions=[
            s for s in catalog.featured if not any(point.causes or point.measures for point in s.points)
        ],
    )
    questions = [(q, [row for row in rows.values() if row[0].question == q.id]) for q in incident.questions]
    grids = {
        q.id: pictures.grid(desk, q, [(cause, sessions) for cause, _, sessions in found], owners(desk))
        for q, found in questions
        if any(measures for _, measures, _ in found)
    }
    unlinked = pictures.by_owner([m for m in pictures.by_promise(desk) if not m.causes], owners(desk))
    return desk.list_page(
        "matrix",
        "measures/matrix/",
        INCIDENT,
        questions=questions,
        gaps=gaps,
        grids=grids,
        unlinked=unlinked,
        wide=True,
    )
