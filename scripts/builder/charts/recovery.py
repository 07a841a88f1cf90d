"""The recovery chart: a row a service, a bar a state, told by pattern and word; a sign at each boundary tells its quality.

A boundary that is only the time of a report says when a state was seen, not when it began: the stretch before it is
drawn hatched, with a question mark. Nothing is assumed in it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from itertools import pairwise

from markupsafe import Markup

from builder.charts.axis import ROW, Axis, Row, Words, draw_grid, draw_rows, height_of, rows
from builder.charts.legend import Item, draw_key, key_height
from builder.charts.svg import Box, Canvas, text_width, wrapped

WIDTH = 1104.0
GUTTER = 204.0
ASIDE = 116.0  # px right of the axis, for when each service was back

_BAR, _SLIM = 14.0, 4.0
_GROUP = 28.0
_TONES = {
    "down": "c-ember",
    "degraded": "c-ochre",
    "partial": "c-plum",
    "restored": "c-green",
    "normal": "c-green",
}
_PATTERNS = {"degraded": "cross", "partial": "dots"}
_KEY = ("down", "degraded", "partial", "restored")
_NEVER = datetime(1970, 1, 1, tzinfo=UTC)  # a sign of the key stands at no time
_QUALITIES = ("good", "medium", "as_of", "contested", "weak")


@dataclass(frozen=True)
class Boundary:
    """From `at` on the service was seen in `state`; `seen_late`: it may have been so before, `from_later`: only after."""

    at: datetime
    state: str
    quality: str
    said: str
    href: str
    seen_late: bool = False
    from_later: bool = False


@dataclass(frozen=True)
class Line:
    """A service: its boundaries in order of time, when it was back in words, or that it never stopped as a whole."""

    name: str
    href: str
    boundaries: tuple[Boundary, ...]
    back: str = ""
    is_whole: bool = False


@dataclass(frozen=True)
class Bar:
    """A state from `since` to `until`; not `sure` where its end (or beginning) is somewhere inside."""

    state: str
    since: datetime
    until: datetime
    sure: bool


def recovery_chart(
    groups: Sequence[tuple[str, Sequence[Line]]],
    axis: Axis,
    start: datetime | None,
    description: str,
    words: Words,
) -> Markup:
    """The finished figure; the axis is `plot(since, until)`, shared with what stands beside the chart."""
    canvas = draw_recovery(groups, axis, start, words)
    return canvas.to_figure(words["chart"]["recovery"]["title"], description)


def plot(since: datetime, until: datetime) -> Axis:
    return Axis(since, until, GUTTER, WIDTH - GUTTER - ASIDE)


def bars(boundaries: Sequence[Boundary], end: datetime) -> list[Bar]:
    """What lies between the boundaries; neighbours in one state of one certainty are one bar."""
    last = boundaries[-1]
    made: list[Bar] = []
    for here, there in pairwise([*boundaries, replace(last, at=end, seen_late=False)]):
        same = here.state == there.state
        bar = Bar(here.state, here.at, there.at, same or not (there.seen_late or here.from_later))
        if made and (made[-1].state, made[-1].sure) == (bar.state, bar.sure):
            made[-1] = replace(made[-1], until=bar.until)
        elif bar.since < bar.until:
            made.append(bar)
    return made


def draw_recovery(
    groups: Sequence[tuple[str, Sequence[Line]]], axis: Axis, start: datetime | None, words: Words
) -> Canvas:
    head = rows(axis, words, start)
    items = key_items(words)
    top = height_of(head)
    bottom = top + sum(_GROUP + sum(map(_row_height, lines)) for _, lines in groups)
    canvas = Canvas("recovery", WIDTH, bottom + ROW + 12 + key_height(items, GUTTER, WIDTH))
    _draw_frame(canvas, axis, head, groups, top, bottom, words)
    y = top
    for name, lines in groups:
        canvas.text(8, y + 19, name, "c-bold", size=13)
        y += _GROUP
        for line in lines:
            _draw_line(canvas, axis, line, y, words)
            y += _row_height(line)
    draw_key(canvas, items, GUTTER, WIDTH, bottom + ROW + 8)
    return canvas


def _name(line: Line) -> list[str]:
    return [part.replace("· ", "·") for part in wrapped(line.name.replace("·", "· "), GUTTER - 28, 12)]


def _row_height(line: Line) -> float:
    return 15.0 * len(_name(line)) + 10


def _draw_frame(
    canvas: Canvas,
    axis: Axis,
    head: list[Row],
    groups: Sequence[tuple[str, Sequence[Line]]],
    top: float,
    bottom: float,
    words: Words,
) -> None:
    labels = rows(axis, words, None)[:1]
    draw_rows(canvas, head, 2)
    canvas.text(axis.right + 12, top - 10, words["chart"]["recovery"]["when"], "c-muted")
    y = top
    for _, lines in groups:
        height = _GROUP + sum(map(_row_height, lines))
        canvas.rect(Box(0, y, WIDTH, _GROUP), "c-wash")
        canvas.line(0, y, WIDTH, y, "c-axis")
        draw_grid(canvas, axis, y + _GROUP, y + height)
        y += height
    canvas.line(0, bottom, WIDTH, bottom, "c-axis")
    draw_rows(canvas, labels, bottom + 2)


def _draw_line(canvas: Canvas, axis: Axis, line: Line, top: float, words: Words) -> None:
    height = _row_height(line)
    names = _name(line)
    with canvas.link(line.href, line.name):
        for i, part in enumerate(names):
            canvas.text(16, top + 17 + 15 * i, part, "c-linked")
    middle = top + height / 2
    said = words["chart"]["recovery"]
    canvas.text(axis.right + 12, middle + 4.5, line.back or ("" if line.is_whole else said["never"]))
    if line.is_whole:
        _draw_whole(canvas, axis, middle, said["whole"])
    if line.boundaries:
        _draw_states(canvas, axis, line, middle, words)


def _draw_whole(canvas: Canvas, axis: Axis, y: float, said: str) -> None:
    canvas.line(axis.left, y, axis.right, y, "c-axis c-dotted")
    _plate(canvas, axis.left + 12, y, said)


def _draw_states(canvas: Canvas, axis: Axis, line: Line, y: float, words: Words) -> None:
    shown = bars(line.boundaries, axis.until)
    for bar in shown:
        draw_bar(canvas, bar, axis.x(bar.since), axis.x(bar.until), y)
    waiting: list[str] = []
    for bar in shown:
        word = words["state"][bar.state]
        said = word if bar.sure else words["chart"]["recovery"]["unsure"].format(word=word)
        waiting.append(said)
        text = " → ".join(waiting)
        if (x := _room(axis, bar, line.boundaries, text_width(text, 12))) is not None:
            _plate(canvas, x, y, text, solid=bar.state == "down" and bar.sure and len(waiting) == 1)
            waiting = []
    for boundary in line.boundaries:
        with canvas.link(boundary.href, boundary.said, hint=True):
            draw_quality(canvas, boundary.quality, axis.x(boundary.at), y)


def _room(axis: Axis, bar: Bar, boundaries: Sequence[Boundary], width: float) -> float | None:
    """Where in a bar a word has room between the signs of its boundaries, if anywhere."""
    signs = sorted({axis.x(b.at) for b in boundaries} | {axis.x(bar.since), axis.x(bar.until)})
    inside = [x for x in signs if axis.x(bar.since) <= x <= axis.x(bar.until)]
    return next((left + 9 for left, right in pairwise(inside) if right - left >= width + 17), None)


def _plate(canvas: Canvas, x: float, y: float, said: str, *, solid: bool = False) -> None:
    """A word with the ground of the page behind it; on a `solid` bar it stands on the bar itself."""
    if not solid:
        canvas.rect(Box(x - 3, y - 7.5, text_width(said, 12) + 6, 15), "c-plate")
    canvas.text(x, y + 4.3, said, "c-on-tone c-bold" if solid else "")


def draw_bar(canvas: Canvas, bar: Bar, left: float, right: float, y: float) -> None:
    """The bar with its middle at height y: slim where the service runs, hatched where nothing is sure."""
    tone = _TONES[bar.state]
    if bar.state in ("restored", "normal") and bar.sure:
        canvas.rect(Box(left, y - _SLIM / 2, right - left, _SLIM), f"{tone} c-outline c-filled")
        return
    box = Box(left, y - _BAR / 2, right - left, _BAR)
    pattern = _PATTERNS.get(bar.state, "") if bar.sure else "hatch"
    if not pattern:
        canvas.rect(box, f"{tone} c-outline c-filled")
        return
    canvas.rect(box, f"{tone} c-outline" if bar.sure else f"{tone} c-outline c-dotted")
    canvas.fill(box, pattern, "" if bar.sure else "c-faint")


def draw_quality(canvas: Canvas, quality: str, x: float, y: float) -> None:
    """The sign of how well a boundary is known."""
    if quality == "as_of":
        canvas.rect(Box(x - 4, y - 4, 8, 8), "c-card")
    elif quality == "contested":
        canvas.polygon([(x, y - 5.5), (x + 5.5, y), (x, y + 5.5), (x - 5.5, y)], "c-card")
    elif quality == "weak":
        canvas.circle(x, y, 4.5, "c-card c-dotted")
    else:
        canvas.circle(x, y, 4.5, "c-card c-inked" if quality == "good" else "c-card")


def key_items(words: Words) -> list[Item]:
    said = words["chart"]["recovery"]
    signs = [(words["state"][name], Bar(name, _NEVER, _NEVER, True)) for name in _KEY]
    signs.append((said["unsure_note"], Bar("down", _NEVER, _NEVER, False)))
    return [
        *(Item(word, 26, partial(_bar_sign, bar=bar)) for word, bar in signs),
        *(Item(said["quality"][name], 10, partial(_quality_sign, quality=name)) for name in _QUALITIES),
    ]


def _bar_sign(canvas: Canvas, x: float, y: float, *, bar: Bar) -> None:
    draw_bar(canvas, bar, x, x + 26, y)


def _quality_sign(canvas: Canvas, x: float, y: float, *, quality: str) -> None:
    draw_quality(canvas, quality, x + 5, y)
