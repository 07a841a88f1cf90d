"""Charts of causes, counts, diagrams and talks: few crossings, no label on another, the same in words on the page."""

import re
from collections.abc import Iterator
from datetime import date
from html import unescape
from itertools import pairwise
from pathlib import Path

import pytest

from builder.catalog import Catalog
from builder.charts import bars, causes, chain, diagram, talks
from builder.charts.graph import arranged, centres, layered
from builder.charts.svg import Canvas
from builder.coverage import coverage
from builder.models.causes import Cause
from builder.models.conference import Session
from builder.models.diagrams import Diagram
from builder.models.incident import Incident
from builder.models.references import Source
from builder.reading import load_catalog
from builder.views import pictures
from builder.views.desk import Desk
from builder.views.home import owners
from toy import ROOT

GOLDEN = ROOT / "tests" / "golden_charts"
DAY = date(2031, 6, 1)
CROSSINGS = 2  # of the real overview; a smaller number found is written here
HOSTILE = '"><script>alert(1)</script>&'
ESCAPED = "&#34;&gt;&lt;script&gt;alert(1)&lt;/script&gt;&amp;"


@pytest.fixture(scope="module")
def real() -> Desk:
    return Desk(load_catalog(ROOT), DAY)


@pytest.fixture(scope="module")
def toy(toy_catalog: Catalog) -> Desk:
    return Desk(toy_catalog, DAY)


def incident(desk: Desk) -> Incident:
    assert desk.catalog.incident
    return desk.catalog.incident


def plan(desk: Desk) -> chain.Plan:
    found = incident(desk)
    return chain.overview_plan(desk.catalog.of(Cause), found.overview, found.questions)


def canvases(desk: Desk) -> Iterator[Canvas]:
    """Every chart of this family on the desk's data, before it becomes a figure."""
    catalog, setting = desk.catalog, pictures.setting(desk, "causes/")
    yield causes.overview_canvas(plan(desk), catalog.of(Cause), setting)
    for cause in catalog.of(Cause).values():
        yield causes.near_canvas(cause, catalog.back(cause, Cause), catalog.of(Cause), setting)
    for entry in catalog.of(Diagram).values():
        yield diagram.diagram_canvas(entry, desk.words)
        yield diagram.diagram_canvas(entry, desk.words, diagram.NARROW)
    yield bars.bars_canvas("status", pictures.status_rows(desk, parties(desk)))
    yield bars.bars_canvas("coverage", pictures.coverage_rows(desk, coverage(catalog)), shares=True)
    columns, rows = pictures.talk_rows(desk, incident(desk))
    yield talks.talks_canvas(columns, rows, desk.words, setting.href)


def parties(desk: Desk) -> list[pictures.Owned]:
    return pictures.by_owner(pictures.by_promise(desk), owners(desk))


def figure(canvas: Canvas) -> str:
    return canvas.to_figure("그림", "그림의 설명")


def test_the_real_overview_crosses_no_more_than_recorded(real: Desk) -> None:
    found = plan(real)
    assert found.layers.crossings <= CROSSINGS
    said = real.words["chart"]["causes"]["about"].format(
        nodes=len(incident(real).overview), edges=len(found.ties), crossings=found.layers.crossings
    )
    chart = causes.overview_chart(found, real.catalog.of(Cause), pictures.setting(real, "causes/"))
    assert f"{said}</desc>" in chart
    assert len(incident(real).overview) <= 25


def test_every_edge_of_the_overview_runs_between_shown_causes_and_rests_on_the_records(real: Desk) -> None:
    records = real.catalog.of(Cause)
    for tie in plan(real).ties:
        way = (tie.start, *tie.through, tie.end)
        steps = [next(edge for edge in records[a].leads_to if edge.cause == b) for a, b in pairwise(way)]
        assert tie.inferred == any(step.inferred for step in steps)
        assert not set(tie.through) & set(incident(real).overview)


def test_no_label_stands_on_another(real: Desk, toy: Desk) -> None:
    drawn = [*canvases(real), *canvases(toy)]
    assert len(drawn) > 80
    assert [(canvas.name, canvas.overlaps()) for canvas in drawn if canvas.overlaps()] == []


def test_every_label_lies_inside_its_chart(real: Desk) -> None:
    for canvas in canvases(real):
        for box, said in canvas.labels:
            assert box.x >= 0, (canvas.name, said)
            assert box.x + box.width <= canvas.width, (canvas.name, said)
            assert box.y >= 0, (canvas.name, said)
            assert box.y + box.height <= canvas.height, (canvas.name, said)


def test_no_text_is_smaller_than_twelve_px(real: Desk) -> None:
    for canvas in canvases(real):
        sizes = [float(size) for size in re.findall(r'font-size="([\d.]+)"', figure(canvas))]
        assert sizes
        assert min(sizes) >= 12, canvas.name


def test_the_same_records_give_the_same_bytes() -> None:
    first, second = (Desk(load_catalog(ROOT), DAY) for _ in range(2))
    assert [figure(c) for c in canvases(first)] == [figure(c) for c in canvases(second)]


def test_charts_are_as_blessed(toy: Desk, request: pytest.FixtureRequest) -> None:
    drawn = {canvas.name: figure(canvas) + "\n" for canvas in canvases(toy)}
    for name, made in drawn.items():
        path = GOLDEN / f"{name}.svg"
        if request.config.getoption("--bless"):
            path.parent.mkdir(exist_ok=True)
            path.write_text(made, encoding="utf-8")
        assert path.read_text(encoding="utf-8") == made, f"{name}: --bless takes it as right"


def test_a_hostile_label_is_only_text(toy: Desk) -> None:
    catalog = toy.catalog
    entry = next(iter(catalog.of(Diagram).values()))
    box = entry.boxes[0].model_copy(update={"label": HOSTILE})
    group = entry.groups[0].model_copy(update={"label": HOSTILE})
    arrow = entry.arrows[0].model_copy(update={"label": HOSTILE})
    changed = {"boxes": (box, *entry.boxes[1:]), "groups": (group,), "arrows": (arrow,), "title": HOSTILE}
    cause = next(iter(catalog.of(Cause).values())).model_copy(update={"title": HOSTILE})
    session = catalog.featured[0].model_copy(update={"title": HOSTILE})
    column = talks.Column(HOSTILE, HOSTILE, "cause")
    setting = pictures.setting(toy, "causes/")
    made = [
        diagram.diagram_chart(entry.model_copy(update=changed), toy.words),
        causes.near_chart(cause, (), catalog.of(Cause), setting),
        bars.bars_chart("x", [bars.Row(HOSTILE, HOSTILE, (bars.Part(HOSTILE, 3, "part", HOSTILE),), HOSTILE)],
                        {"title": HOSTILE, "about": HOSTILE, "caption": HOSTILE}),
        talks.talks_chart([column], [talks.Talk(session, (2,))], toy.words, setting.href),
    ]  # fmt: skip
    for chart in made:
        assert "<script" not in chart
        assert ESCAPED in chart or "&lt;script&gt;" in chart


def page(name: str, built: Path) -> str:
    return (built / "site" / name / "index.html").read_text(encoding="utf-8")


def test_every_chart_says_the_same_in_words_on_its_page(built: Path, toy: Desk) -> None:
    overview = page("causes", built)
    twin = overview[overview.index('class="twin"') :]
    titles = {name: unescape(toy.bare(cause.title)) for name, cause in toy.catalog.of(Cause).items()}
    for tie in plan(toy).ties:
        assert titles[tie.start] in unescape(twin)
        assert toy.words["chart"]["causes"]["ties"][tie.basis] in twin
    drawn = page("incident/diagrams", built)
    for entry in toy.catalog.of(Diagram).values():
        place = drawn[drawn.index(f'id="g-{entry.id}"') :]
        words = unescape(place[place.index('class="twin"') : place.index("</details>")])
        assert all(box.label in words for box in entry.boxes)
        assert all(arrow.label in words for arrow in entry.arrows if arrow.label)
        assert all(
            toy.words["chart"]["diagram"]["state"][b.state] in words
            for b in entry.boxes
            if b.state != "plain"
        )


def test_charts_are_left_out_of_the_search(built: Path) -> None:
    for name in ("causes", "measures", "incident/diagrams", "sources", "sessions"):
        assert re.findall(r'<figure class="chart"[^>]*>', page(name, built))
        assert all(
            "data-search-exclude" in found
            for found in re.findall(r'<figure class="chart"[^>]*>', page(name, built))
        )


def test_rows_are_ordered_so_that_edges_need_not_cross() -> None:
    columns = [["a", "b", "c"], ["d", "e", "f"], ["g", "h"]]
    edges = [("a", "f"), ("b", "e"), ("c", "d"), ("a", "h"), ("d", "g"), ("f", "h")]
    tangled = layered(columns, edges)
    assert tangled.crossings > 0
    assert arranged(tangled).crossings == 0


def test_rows_keep_their_distance() -> None:
    graph = layered([["a", "b"], ["c"]], [("a", "c"), ("b", "c")])
    at = centres(graph, {"a": 40, "b": 60, "c": 40}, 10)
    assert at["b"] - at["a"] == pytest.approx(60)
    assert min(at["a"] - 20, at["c"] - 20) == pytest.approx(0)


def test_coverage_counts_every_fact_once(real: Desk) -> None:
    rows = {row.kind: row for row in coverage(real.catalog)}
    points = sum(len(session.points) for session in real.catalog.of(Session).values())
    assert rows["point"].total == points
    assert rows["cause"].total == len(real.catalog.of(Cause))
    assert any(source.derived_from for source in real.catalog.of(Source).values())
