"""What each talk covers: a row a talk, a column a layer, first the causes by question, then the measures."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from builder.charts.svg import Box, Canvas, text_width, wrapped
from builder.models.base import Entry
from builder.models.conference import Session
from builder.words import Words, filled

Href = Callable[[Entry | str], str]

LEFT, COLUMN, GAP, ROW, MARGIN = 212.0, 29.0, 12.0, 44.0, 12.0
TITLE, LINE = 13.0, 16.0


@dataclass(frozen=True)
class Column:
    """A layer in one of the blocks; `block` is a question's short name or the word for measures, `kind` "cause" or "measure"."""

    block: str
    layer: str
    kind: str


@dataclass(frozen=True)
class Talk:
    """One row: how many causes or measures the talk names in each column."""

    session: Session
    counts: tuple[int, ...]


def talks_chart(columns: Sequence[Column], talks: Sequence[Talk], words: Words, href: Href) -> Markup:
    said = words["chart"]["talks"]
    canvas = talks_canvas(columns, talks, words, href)
    return canvas.to_figure(said["title"], filled(said["about"], talks=len(talks)), said["caption"])


def talks_canvas(columns: Sequence[Column], talks: Sequence[Talk], words: Words, href: Href) -> Canvas:
    middles = _middles(columns)
    head = 34 + max((text_width(column.layer, 12) for column in columns), default=0) + 14
    right = middles[-1] + COLUMN / 2
    canvas = Canvas("talks", right + MARGIN, head + ROW * len(talks) + MARGIN)
    _blocks(canvas, columns, middles, canvas.height - MARGIN)
    for column, x in zip(columns, middles, strict=True):
        canvas.text_down(x, 40, column.layer, "c-muted")
    for i, talk in enumerate(talks):
        top = head + ROW * i
        canvas.line(MARGIN, top, right, top, "c-line")
        _name(canvas, talk.session, top, href)
        for column, count, x in zip(columns, talk.counts, middles, strict=True):
            if count:
                said = filled(
                    words["chart"]["talks"][column.kind],
                    title=talk.session.title,
                    block=column.block,
                    layer=column.layer,
                    count=count,
                )
                with canvas.link(f"{href(talk.session)}#{column.kind}s", said):
                    _mark(canvas, column.kind, count, x, top + ROW / 2)
    return canvas


def _middles(columns: Sequence[Column]) -> list[float]:
    """The middle of each column; a new block stands a little further off and is as wide as its name."""
    x, middles = LEFT, []
    for block in dict.fromkeys(column.block for column in columns):
        count = sum(column.block == block for column in columns)
        width = _wide(block, count)
        first = x + (width - COLUMN * (count - 1)) / 2
        middles += [first + COLUMN * i for i in range(count)]
        x += width + GAP
    return middles


def _wide(block: str, count: int) -> float:
    return max(COLUMN * count, text_width(block, 12) + 10)


def _blocks(canvas: Canvas, columns: Sequence[Column], middles: Sequence[float], bottom: float) -> None:
    for block in dict.fromkeys(column.block for column in columns):
        own = [x for column, x in zip(columns, middles, strict=True) if column.block == block]
        middle, width = (own[0] + own[-1]) / 2, _wide(block, len(own))
        canvas.rect(Box(middle - width / 2, 6, width, bottom - 6), "c-band", 4)
        canvas.text(middle, 24, block, "c-bold", 12, "middle")


def _name(canvas: Canvas, session: Session, top: float, href: Href) -> None:
    lines = wrapped(session.title, LEFT - MARGIN - 14, TITLE)
    with canvas.link(href(session), session.title):
        for i, line in enumerate(lines):
            canvas.text(MARGIN, top + ROW / 2 + 5 + LINE * (i - (len(lines) - 1) / 2), line, "", TITLE)


def _mark(canvas: Canvas, kind: str, count: int, x: float, y: float) -> None:
    """A circle for causes, a square for measures, larger for more."""
    radius = 9 + min(count - 1, 5) * 1.1
    if kind == "cause":
        canvas.circle(x, y, radius, "c-ember")
    else:
        canvas.rect(Box(x - radius, y - radius, 2 * radius, 2 * radius), "c-green", 2)
    canvas.text(x, y + 4.5, str(count), "c-on-tone c-bold", 12, "middle")
