"""A time axis: where a moment stands, which ticks fit, and the rows of labels above the drawing.

The zone shown is that of the axis' first moment; elapsed time and UTC are computed, never typed. A tick that has no
room for its label is not drawn closer: the next coarser step is taken.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import takewhile
from typing import Any, NamedTuple

from builder.charts.svg import Canvas, text_width
from builder.words import Words, filled

ROW = 16.0  # px from one row of labels to the next
HEAD = 8.0  # px from the edge to the row's name


class Step(NamedTuple):
    """From one tick to the next: every 3 hours, 1 day, 3 months; `room` is the px its label needs."""

    unit: str
    every: int
    room: float


_HOURS = {"hour": 1.0, "day": 24.0, "month": 730.0}
_STEPS = (
    *(Step("hour", n, 46) for n in (1, 2, 3, 6, 12)),
    *(Step("day", n, 64) for n in (1, 2, 7)),
    *(Step("month", n, 40) for n in (1, 3, 6, 12)),
)
_COARSER = {"hour": "day", "day": "month", "month": "year"}


@dataclass(frozen=True)
class Axis:
    """The stretch from `since` to `until` drawn on `width` px from `left`."""

    since: datetime
    until: datetime
    left: float
    width: float

    @property
    def right(self) -> float:
        return self.left + self.width

    def x(self, at: datetime) -> float:
        """Where a moment stands; one outside stands at the nearer end."""
        part = (at - self.since) / (self.until - self.since)
        return round(self.left + self.width * min(max(part, 0.0), 1.0), 2)

    @property
    def step(self) -> Step:
        """The finest step whose labels fit."""
        hour = self.width / ((self.until - self.since) / timedelta(hours=1))
        return next((s for s in _STEPS if hour * _HOURS[s.unit] * s.every >= s.room), _STEPS[-1])

    def ticks(self) -> Iterator[datetime]:
        """The round moments of the step within the stretch."""
        return self._rounds(self.step.unit, self.step.every)

    def turns(self) -> Iterator[datetime]:
        """Where the next coarser unit begins: midnights on an axis of hours, Januaries on one of months."""
        return self._rounds(_COARSER[self.step.unit], 1)

    def _rounds(self, unit: str, count: int) -> Iterator[datetime]:
        at = _floor(self.since, unit, count)
        while at <= self.until:
            if at >= self.since:
                yield at
            at = _next(at, unit, count)

    def since_then(self, start: datetime) -> Iterator[tuple[datetime, str, int]]:
        """Round distances from `start` within the stretch, as (moment, unit, count): T+2 hours, T+1 day, T+3 years."""
        unit, count, _ = self.step
        coarse = {"hour": ("day", 1) if count >= 6 else (unit, count), "month": ("year", 1)}
        whole = coarse.get(unit, (unit, count))
        moments = ((_after(start, *whole, n), n * whole[1]) for n in range(10_000))
        for at, n in takewhile(lambda pair: pair[0] <= self.until, moments):
            if at >= self.since:
                yield at, whole[0], n


def _floor(at: datetime, unit: str, count: int) -> datetime:
    day = at.replace(hour=0, minute=0, second=0, microsecond=0)
    if unit == "hour":
        return day.replace(hour=at.hour - at.hour % count)
    if unit == "day":
        return day
    return day.replace(day=1, month=1 if unit == "year" else at.month - (at.month - 1) % count)


def _next(at: datetime, unit: str, count: int) -> datetime:
    if unit in ("hour", "day"):
        return at + timedelta(**{unit + "s": count})
    months = at.year * 12 + at.month - 1 + count * (12 if unit == "year" else 1)
    return at.replace(year=months // 12, month=months % 12 + 1)


def _after(start: datetime, unit: str, count: int, times: int) -> datetime:
    if unit in ("hour", "day"):
        return start + timedelta(**{unit + "s": count * times})
    leap = (start.month, start.day) == (2, 29)
    return start.replace(year=start.year + count * times, day=28 if leap else start.day)


class Label(NamedTuple):
    x: float
    said: str
    anchor: str
    css: str


class Row(NamedTuple):
    """One line of labels with its name in the margin."""

    name: str
    labels: list[Label]


def day_of(at: datetime, words: Words) -> dict[str, Any]:
    """What a date format of the table of words can be filled with."""
    return {
        "year": at.year,
        "month": words["months"][at.month - 1],
        "short_month": words["short_months"][at.month - 1],
        "day": at.day,
        "weekday": words["weekdays"][at.weekday()],
        "clock": f"{at:%H:%M}",
    }


def rows(axis: Axis, words: Words, start: datetime | None) -> list[Row]:
    """The labels above a drawing: the greater unit, the ticks, the time since `start`, UTC where hours matter."""
    unit = axis.step.unit
    made = [
        Row("", list(turn_labels(axis, words))),
        Row(words["chart"]["axis"]["local"], list(tick_labels(axis, words))),
    ]
    if start:
        made.append(_elapsed_row(axis, start, words))
    if unit != "month":
        made.append(_utc_row(axis, words))
    return made


def _said(at: datetime, words: Words, unit: str) -> str:
    given = day_of(at, words)
    shapes = {
        "hour": "{clock}",
        "day": words["chart"]["axis"]["day"],
        "date": words["chart"]["axis"]["date"],
        "month": words["format"]["month"],
        "only_month": words["chart"]["axis"]["only_month"],
        "year": words["format"]["year"],
    }
    return filled(shapes[unit], **given)


def turn_labels(axis: Axis, words: Words) -> Iterator[Label]:
    """The greater unit, written where it begins, in the longest form that has room until the next."""
    coarser = _COARSER[axis.step.unit]
    begins = list(dict.fromkeys([axis.since, *axis.turns()]))
    for at, end in zip(begins, [*begins[1:], axis.until], strict=True):
        for shape in ("date", "day") if coarser == "day" else (coarser, "only_month"):
            said = _said(at, words, shape)
            if axis.x(at) + text_width(said, 12) < axis.x(end):
                yield Label(axis.x(at), said, "start", "c-bold")
                break


def tick_labels(axis: Axis, words: Words) -> Iterator[Label]:
    """What stands at each tick, in the axis' own zone."""
    unit = "only_month" if axis.step.unit == "month" else axis.step.unit
    return (Label(axis.x(at), _said(at, words, unit), "middle", "") for at in axis.ticks())


def _elapsed_row(axis: Axis, start: datetime, words: Words) -> Row:
    said = words["chart"]["axis"]
    labels = [
        Label(
            axis.x(at),
            filled(said[f"elapsed_{unit}"], n=n) if n else said["elapsed_zero"],
            "middle",
            "c-muted",
        )
        for at, unit, n in axis.since_then(start)
    ]
    return Row(said["elapsed"], labels)


def _utc_row(axis: Axis, words: Words) -> Row:
    """The clock alone where UTC stays within one day, which then is the row's name."""
    said = words["chart"]["axis"]
    ticks = [at.astimezone(UTC) for at in axis.ticks()]
    one_day = len({at.date() for at in ticks}) == 1
    shape = "{clock}" if one_day else said["day_clock"]
    labels = [Label(axis.x(at), filled(shape, **day_of(at, words)), "middle", "c-muted") for at in ticks]
    return Row(filled(said["utc"], day=ticks[0].day) if one_day else said["utc_days"], labels)


def height_of(made: list[Row]) -> float:
    return ROW * len(made) + 8


def draw_rows(canvas: Canvas, made: list[Row], top: float) -> None:
    """Writes the rows from `top` down; a label that would touch its neighbour or leave the sheet is left out."""
    for i, row in enumerate(made):
        y = top + 13 + ROW * i
        taken = HEAD
        if row.name:
            box = canvas.text(HEAD, y, row.name, "c-muted")
            taken = box.x + box.width
        for label in row.labels:
            width = text_width(label.said, 12)
            left = label.x - width / 2 if label.anchor == "middle" else label.x
            if left >= taken + 4 and left + width <= canvas.width:
                canvas.text(label.x, y, label.said, label.css, anchor=label.anchor)
                taken = left + width


def draw_grid(canvas: Canvas, axis: Axis, top: float, bottom: float) -> None:
    """A faint line at each tick, a stronger one where the greater unit begins."""
    turns = set(axis.turns())
    for at in axis.ticks():
        canvas.line(axis.x(at), top, axis.x(at), bottom, "c-axis" if at in turns else "c-line")
