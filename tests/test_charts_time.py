"""The charts on a time axis: fixed values give the blessed drawing, real values give one whose labels keep apart."""

import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from xml.etree import ElementTree

import pytest

from builder.charts.axis import Axis, rows
from builder.charts.curve import Panel, Point, draw_curves
from builder.charts.marks import Mark, stacked
from builder.charts.recovery import Line, draw_recovery, plot
from builder.charts.states import Boundary, bars
from builder.charts.strip import draw_strip
from builder.charts.svg import MIN_SIZE, Canvas
from builder.charts.timeline import Lane, Stretch, draw_timeline
from builder.reading import load_catalog
from builder.views import home, recovery, timeline
from builder.views.desk import Desk
from builder.words import words_of
from toy import ROOT

GOLDEN = ROOT / "tests" / "golden_charts"
WORDS = words_of("ko")
KST = timezone(timedelta(hours=9))
HOSTILE = '"><script>alert(1)</script>&'


def at(day: int, hour: int = 0, minute: int = 0) -> datetime:
    return datetime(2031, 5, day, hour, minute, tzinfo=KST)


DAY = Stretch("the-day", "그날", at(3, 12), at(4))
DAYS = Stretch("days", "사흘", at(3, 12), at(6), finer=(DAY,))
LANES = (Lane("library", "도서관"), Lane("city", "나루시·소방"), Lane("empty", "빈 줄"))


def mark(name: str, since: datetime, **given: object) -> Mark:
    plain = Mark(name, f"#e-{name}", "library", since, since, "minute", f"{name}의 일")
    return replace(plain, **given)  # type: ignore[arg-type]


MARKS = (
    mark("leak", at(3, 14, 10), label="물이 샘", stamp="14:10 무렵", major=True),
    mark("claim", at(3, 14, 10), disputed=True),
    mark("hour", at(3, 15), precision="hour"),
    mark("lasting", at(3, 16), until=at(3, 19)),
    mark("evening", at(3, 18), until=at(4), precision="part_of_day", lane="city"),
    mark("late", at(3, 23, 50), label="끝에 선 긴 이름의 일", stamp="23:50", major=True, lane="city"),
)
LATER = (
    mark("whole-day", at(4), until=at(5), precision="day"),
    mark("back", at(5, 9), label="대출 재개", stamp="09:00", major=True),
)


def boundary(when: datetime, state: str, quality: str = "good", **given: bool) -> Boundary:
    return Boundary(when, state, quality, f"{state}가 됨", "#sv-x-1", **given)


LINES = (
    Line("대출", "#sv-loans", (boundary(at(3, 14), "down"), boundary(at(4, 9), "restored")), "4일 09:00"),
    Line(
        "아주 긴 이름을 가진 서비스의 한 기능·다른 기능",
        "#sv-long",
        (
            boundary(at(3, 14), "down", "medium"),
            boundary(at(3, 20), "down", "as_of", seen_late=True),
            boundary(at(4, 9), "partial", "contested", seen_late=True),
            boundary(at(5), "degraded", "weak"),
        ),
    ),
    Line(
        "반납",
        "#sv-returns",
        (boundary(at(3, 14), "degraded", from_later=True), boundary(at(3, 15), "restored")),
        "3일 15:00",
    ),
    Line("책 찾기", "#sv-catalogue", (), is_whole=True),
)
PANEL = Panel(
    "두 층의 전기",
    "#cu-power",
    100,
    ((0, "0%"), (50, "50%"), (100, "100%")),
    (
        Point(at(3, 14), at(3, 14), 0, 0, "0%", "0이 됨", "#cu-power-1"),
        Point(at(4), at(5), 40, 40, "40%", "하루", "#cu-power-2"),
        Point(at(5, 9), at(5, 9), 60, 80, "60~80%", "갈림", "#cu-power-3"),
        Point(at(5, 10), at(5, 10), 100, 100, "100%", "다", "#cu-power-4"),
    ),
)
AXIS = plot(at(3, 14), at(6))


def drawings() -> dict[str, Canvas]:
    both = [*MARKS, replace(LATER[1], stamp="5일 09:00")]
    shown = [m for m in both if m.label]
    return {
        "timeline-hours": draw_timeline(DAY, LANES, MARKS, at(3, 14, 10), WORDS),
        "timeline-days": draw_timeline(DAYS, LANES, LATER, at(3, 14, 10), WORDS),
        "strip": draw_strip([at(3, 12), at(4), at(6)], shown, WORDS),
        "recovery": draw_recovery([("창구", LINES[:2]), ("누리집", LINES[2:])], AXIS, at(3, 14), WORDS),
        "curves": draw_curves([PANEL], AXIS, at(3, 14), WORDS),
    }


@pytest.mark.parametrize("name", drawings())
def test_a_drawing_is_as_blessed(name: str, request: pytest.FixtureRequest) -> None:
    made = "\n<".join(drawings()[name].to_figure(name, "설명").split("<")) + "\n"
    path = GOLDEN / f"{name}.svg"
    if request.config.getoption("--bless"):
        path.parent.mkdir(exist_ok=True)
        path.write_text(made, encoding="utf-8")
    assert made == path.read_text(encoding="utf-8")
    assert made == "\n<".join(drawings()[name].to_figure(name, "설명").split("<")) + "\n"


@pytest.fixture(scope="module")
def real() -> list[Canvas]:
    """Every canvas that the pages with time charts draw from the repository's own data."""
    drawn: list[Canvas] = []
    finish = Canvas.to_figure

    def note(canvas: Canvas, title: str, description: str, caption: str = "") -> object:
        drawn.append(canvas)
        return finish(canvas, title, description, caption)

    desk = Desk(load_catalog(ROOT), date(2026, 1, 1))
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(Canvas, "to_figure", note)
        for pages in (home.pages, timeline.pages, recovery.pages):
            assert list(pages(desk))
    return drawn


def test_labels_of_the_real_charts_keep_apart_and_inside(real: list[Canvas]) -> None:
    assert len(real) >= 6
    for canvas in real:
        assert canvas.overlaps() == [], canvas.name
        outside = [said for box, said in canvas.labels if box.x < 0 or box.x + box.width > canvas.width]
        assert outside == [], canvas.name
        sizes = [float(size) for size in re.findall(r'font-size="([\d.]+)"', "".join(canvas.parts))]
        assert min(sizes) >= MIN_SIZE


def test_each_real_event_is_marked_once_and_its_entry_leads_back(real: list[Canvas]) -> None:
    parts = "".join(part for canvas in real for part in canvas.parts)
    names = re.findall(r'id="m-([^"]+)"', parts)
    desk = Desk(load_catalog(ROOT), date(2026, 1, 1))
    page = next(timeline.pages(desk)).markdown
    first = min(scale.since for scale in desk.catalog.incident.scales) if desk.catalog.incident else at(1)
    assert sorted(names) == sorted(event.id for event in desk.catalog.timeline if event.at >= first)
    assert sorted(re.findall(r'href="#m-([^"]+)"', page)) == sorted(names)


def test_marks_of_one_moment_do_not_hide_each_other() -> None:
    same = [mark(f"m{i}", at(3, 15)) for i in range(5)]
    spots = stacked(same, Axis(DAY.since, DAY.until, 100, 900), 1000)
    assert [spot.row for spot in spots] == [0, 1, 2, 3, 4]


def test_a_hostile_label_is_shown_and_does_nothing() -> None:
    hostile = replace(MARKS[0], id=HOSTILE, href=f"#{HOSTILE}", said=HOSTILE, label=HOSTILE, stamp=HOSTILE)
    line = Line(HOSTILE, f"#{HOSTILE}", (replace(LINES[0].boundaries[0], said=HOSTILE),), HOSTILE)
    point = replace(PANEL.points[0], label=HOSTILE, said=HOSTILE)
    canvases = [
        draw_timeline(
            replace(DAYS, title=HOSTILE), [Lane("library", HOSTILE)], [hostile], at(3, 14, 10), WORDS
        ),
        draw_strip([at(3, 12), at(4)], [hostile], WORDS),
        draw_recovery([(HOSTILE, [line])], AXIS, None, WORDS),
        draw_curves([replace(PANEL, name=HOSTILE, points=(point,))], AXIS, None, WORDS),
    ]
    for canvas in canvases:
        made = canvas.to_figure(HOSTILE, HOSTILE)
        assert "<script" not in made
        assert any("script" in said for _, said in canvas.labels)
        ElementTree.fromstring(re.findall(r"<svg.*</svg>", str(made), re.DOTALL)[0])


def test_a_boundary_seen_late_leaves_the_time_before_it_open() -> None:
    line = LINES[1]
    made = [(bar.state, bar.sure) for bar in bars(line.boundaries, at(6))]
    assert made == [("down", True), ("down", False), ("partial", True), ("degraded", True)]
    assert [bar.sure for bar in bars(LINES[2].boundaries, at(6))] == [False, True]


@pytest.mark.parametrize(
    ("since", "until", "unit", "utc"),
    [
        (at(3, 12), at(4), "hour", "UTC 3일"),
        (at(3, 12), at(9), "hour", "UTC"),
        (at(3), at(28), "day", "UTC"),
        (at(3), datetime(2036, 1, 1, tzinfo=KST), "month", ""),
    ],
)
def test_an_axis_takes_the_finest_step_that_fits(
    since: datetime, until: datetime, unit: str, utc: str
) -> None:
    axis = Axis(since, until, 100, 900)
    named = [row.name for row in rows(axis, WORDS, since)]
    assert axis.step.unit == unit
    assert named[1:] == ["한국 시각", "T+", *([utc] if utc else [])]
    assert all(tick.astimezone(UTC) >= since for tick in axis.ticks())
