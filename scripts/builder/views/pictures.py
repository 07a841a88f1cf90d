"""The charts of causes, measures, sources and talks as their pages show them, each with what says the same in words."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import get_args

from markupsafe import Markup

from builder.charts import bars, causes, chain, diagram, talks
from builder.coverage import Coverage, coverage
from builder.models.causes import Cause
from builder.models.conference import Session
from builder.models.diagrams import Arrow, Box, Diagram
from builder.models.incident import Incident, Named, Question
from builder.models.measures import Measure, Status
from builder.views.desk import Desk
from builder.views.sheet import Page, Sheet
from builder.words import filled

DIAGRAMS = "incident/diagrams/"
Owned = tuple[Named, Sequence[Measure]]  # who has to carry measures out, and which
STATUS_STYLES = {
    "done_reported": "full",
    "done_stated": "most",
    "progress_stated": "under-way",
    "partly": "part",
    "changed": "other",
    "not_pursued": "off",
    "announced": "said",
    "no_evidence": "none",
}
COVERAGE_STYLES = ("part", "under-way", "full")
# Where facts of each kind are listed; what has no page of its own is not linked.
FACT_PAGES = {
    "event": "incident/timeline/",
    "cause": "causes/",
    "measure": "measures/",
    "point": "sessions/",
    "figure": "incident/figures/",
}


def pages(desk: Desk) -> Iterator[Page]:
    if desk.catalog.of(Diagram):
        yield diagrams_page(desk)


# Causes


def setting(desk: Desk, address: str, places: Mapping[str, str] | None = None) -> causes.Setting:
    """What a chart on the page at `address` needs; `places` is what stands on that page and otherwise elsewhere."""
    return causes.Setting(desk.words, Sheet(desk.catalog, address, places=places or {}).href, desk.bare)


@dataclass(frozen=True)
class Overview:
    """The cause graph and its edges, for the list that says them in words."""

    chart: Markup
    ties: Sequence[chain.Tie]


def overview(desk: Desk, incident: Incident, page: causes.Setting) -> Overview | None:
    if not incident.overview:
        return None
    found = desk.catalog.of(Cause)
    plan = chain.overview_plan(found, incident.overview, incident.questions)
    return Overview(causes.overview_chart(plan, found, page), plan.ties)


def near(desk: Desk, cause: Cause, before: Sequence[Cause]) -> Markup | None:
    """The picture of one cause, if anything stands around it."""
    if not (before or cause.leads_to):
        return None
    return causes.near_chart(cause, before, desk.catalog.of(Cause), setting(desk, cause.address))


# Measures


def status_bars(desk: Desk, parties: Sequence[Owned]) -> Markup:
    """A bar an owner, its measures by the evidence for them."""
    return bars.bars_chart("measures-by-status", status_rows(desk, parties), desk.words["chart"]["status"])


def status_rows(desk: Desk, parties: Sequence[Owned]) -> list[bars.Row]:
    said = desk.words["chart"]["status"]
    return [
        bars.Row(
            party.name,
            filled(said["total"], count=len(measures)),
            tuple(_status_parts(desk, Counter(measure.status for measure in measures))),
            f"#party-{party.id}",
        )
        for party, measures in parties
    ]


def _status_parts(desk: Desk, counts: Counter[Status]) -> Iterator[bars.Part]:
    for status, style in STATUS_STYLES.items():
        if count := next((n for key, n in counts.items() if key == status), 0):
            yield bars.Part(desk.words["status"][status], count, style, f"#status-{status.replace('_', '-')}")


def status_counts(parties: Sequence[Owned]) -> list[tuple[Status, list[int]]]:
    """The same counts as a table: for each status those of each owner, then all."""
    rows = [
        (status, [sum(m.status == status for m in found) for _, found in parties])
        for status in get_args(Status)
    ]
    return [(status, [*row, sum(row)]) for status, row in rows if sum(row)]


@dataclass(frozen=True)
class GridRow:
    """A cause, what says that each measure answers it ("stated", "inferred" or nothing), and the talks that name it."""

    cause: Cause
    marks: Sequence[str | None]
    sessions: Sequence[tuple[int, Session]]

    @property
    def count(self) -> int:
        return sum(mark is not None for mark in self.marks)


@dataclass(frozen=True)
class Grid:
    """The causes of one question by the measures that answer any of them, grouped by who has to carry them out."""

    question: Question
    groups: Sequence[Owned]
    rows: Sequence[GridRow]

    @property
    def answered(self) -> list[int]:
        """For each measure how many of the rows it answers."""
        return [sum(row.marks[i] is not None for row in self.rows) for i in range(len(self.rows[0].marks))]


def grid(
    desk: Desk,
    question: Question,
    factors: Sequence[tuple[Cause, Sequence[Session]]],
    parties: Iterable[Named],
) -> Grid:
    asked = {cause.id for cause, _ in factors}
    answering = [m for m in by_promise(desk) if any(answer.cause in asked for answer in m.causes)]
    groups = by_owner(answering, parties)
    ordered = [measure for _, measures in groups for measure in measures]
    numbers = {session.id: i for i, session in enumerate(desk.catalog.featured, 1)}
    rows = [
        GridRow(
            cause,
            [next((a.basis for a in measure.causes if a.cause == cause.id), None) for measure in ordered],
            [(numbers[session.id], session) for session in sessions if session.id in numbers],
        )
        for cause, sessions in factors
    ]
    return Grid(question, groups, rows)


def by_promise(desk: Desk) -> list[Measure]:
    return sorted(desk.catalog.of(Measure).values(), key=lambda m: (m.promised[0].date, m.id))


def by_owner(measures: Sequence[Measure], parties: Iterable[Named]) -> list[Owned]:
    groups = [(party, [m for m in measures if m.owner == party.id]) for party in parties]
    return [(party, found) for party, found in groups if found]


# Sources


@dataclass(frozen=True)
class CoverageView:
    chart: Markup
    rows: Sequence[Coverage]


def coverage_view(desk: Desk) -> CoverageView | None:
    found = coverage(desk.catalog)
    if not found:
        return None
    rows = coverage_rows(desk, found)
    return CoverageView(
        bars.bars_chart("coverage", rows, desk.words["chart"]["coverage"], shares=True), found
    )


def coverage_rows(desk: Desk, found: Sequence[Coverage]) -> list[bars.Row]:
    said = desk.words["chart"]["coverage"]
    href = Sheet(desk.catalog, "sources/").href
    return [
        bars.Row(
            said["kind"][row.kind],
            filled(said["total"], count=row.total),
            tuple(_depths(said["depth"], row, href("sources/gaps/#gap-single-source"))),
            href(FACT_PAGES[row.kind]),
        )
        for row in found
    ]


def _depths(words: Sequence[str], row: Coverage, single: str) -> Iterator[bars.Part]:
    """The parts of a bar; facts on one source that the page of gaps lists are linked to that list."""
    for i, (word, count, style) in enumerate(zip(words, row.counts, COVERAGE_STYLES, strict=True)):
        if count:
            listed = i == 0 and row.kind in ("event", "cause", "figure")
            yield bars.Part(word, count, style, single if listed else "")


# Diagrams


@dataclass(frozen=True)
class Spelled:
    """A diagram as picture and in words: its boxes with where they stand, its arrows with their ends."""

    diagram: Diagram
    chart: Markup
    boxes: Sequence[tuple[Box, str]]
    arrows: Sequence[tuple[Arrow, str, str]]


def spelled(desk: Desk, entry: Diagram, scale: diagram.Scale = diagram.WIDE, height: float = 0) -> Spelled:
    labels = {box.id: box.label for box in entry.boxes}
    return Spelled(
        entry,
        diagram.diagram_chart(entry, desk.words, scale, height),
        [(box, " › ".join(rooms(entry, box))) for box in entry.boxes],
        [(arrow, labels[arrow.start], labels[arrow.end]) for arrow in entry.arrows],
    )


def rooms(entry: Diagram, box: Box) -> list[str]:
    """The names of the frames a box stands in, the largest first."""
    around = [group for group in entry.groups if group.holds(box)]
    return [group.label for group in sorted(around, key=lambda g: -g.cols * g.rows)]


def frames(desk: Desk, incident: Incident | None) -> list[Spelled]:
    """The few scenes of the incident, narrow and equally high, to stand side by side."""
    found = [desk.catalog.of(Diagram)[name] for name in (incident.frames if incident else ())]
    height = max((diagram.box_height(entry, diagram.NARROW) for entry in found), default=0)
    return [spelled(desk, entry, diagram.NARROW, height) for entry in found]


def diagrams_page(desk: Desk) -> Page:
    entries = list(desk.catalog.of(Diagram).values())
    scenes = frames(desk, desk.catalog.incident)
    shown = [scene.diagram for scene in scenes]
    return desk.list_page(
        "diagrams",
        DIAGRAMS,
        entries[0].key,
        frames=scenes,
        drawn=[spelled(desk, entry) for entry in entries if entry not in shown],
    )


# Talks


@dataclass(frozen=True)
class TalkStrip:
    chart: Markup
    columns: Sequence[talks.Column]
    rows: Sequence[talks.Talk]


def talk_strip(desk: Desk) -> TalkStrip | None:
    incident = desk.catalog.incident
    if not incident or not desk.catalog.featured:
        return None
    columns, rows = talk_rows(desk, incident)
    if not columns:
        return None
    href = Sheet(desk.catalog, "sessions/").href
    return TalkStrip(talks.talks_chart(columns, rows, desk.words, href), columns, rows)


def talk_rows(desk: Desk, incident: Incident) -> tuple[list[talks.Column], list[talks.Talk]]:
    """What the featured talks cover; layers that none of them names have no column."""
    columns = [*_cause_columns(desk, incident), *_measure_columns(desk, incident)]
    counts = {session.id: Counter(_covered(desk, incident, session)) for session in desk.catalog.featured}
    used = [column for column in columns if any(found[column] for found in counts.values())]
    return used, [
        talks.Talk(session, tuple(counts[session.id][column] for column in used))
        for session in desk.catalog.featured
    ]


def _cause_columns(desk: Desk, incident: Incident) -> list[talks.Column]:
    block = desk.words["chart"]["talks"]["causes_of"]
    return [
        talks.Column(filled(block, question=question.short), layer.name, "cause")
        for question in incident.questions
        for layer in incident.layers
    ]


def _measure_columns(desk: Desk, incident: Incident) -> list[talks.Column]:
    block = desk.words["chart"]["talks"]["measures_of"]
    return [talks.Column(block, layer.name, "measure") for layer in incident.layers]


def _covered(desk: Desk, incident: Incident, session: Session) -> Iterator[talks.Column]:
    """The column of each cause and each measure that a talk names, once each."""
    layers = {layer.id: layer.name for layer in incident.layers}
    questions = {question.id: question.short for question in incident.questions}
    said = desk.words["chart"]["talks"]
    for name in dict.fromkeys(name for point in session.points for name in point.causes):
        cause = desk.catalog.of(Cause)[name]
        block = filled(said["causes_of"], question=questions[cause.question])
        yield talks.Column(block, layers[cause.layer], "cause")
    for name in dict.fromkeys(name for point in session.points for name in point.measures):
        measure = desk.catalog.of(Measure)[name]
        yield talks.Column(said["measures_of"], layers[measure.layer], "measure")
