"""The states of a service: what lies between its boundaries, how each state and each boundary's quality is drawn.

A boundary that is only the time of a report says when a state was seen, not when it began: the stretch before it is
not sure, and is drawn hatched. Nothing is assumed in it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from itertools import pairwise

from builder.charts.legend import Item
from builder.charts.svg import Box, Canvas
from builder.words import Words

_BAR, _SLIM = 14.0, 4.0
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
class Bar:
    """A state from `since` to `until`; not `sure` where its end (or beginning) is somewhere inside."""

    state: str
    since: datetime
    until: datetime
    sure: bool


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
