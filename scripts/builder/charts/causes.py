"""Causes and how one led to another: the picture of the few that carry the story, and what stands around one of them.

Columns run from the trigger to the end; the kind of a cause is the word in its box and the shape of the box. An edge
that only an editor draws is dashed, one that passes over causes left out of the picture is dotted.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from markupsafe import Markup

from builder.charts.chain import Plan, Tie
from builder.charts.graph import Layers, centres, layered
from builder.charts.svg import Box, Canvas, text_width, wrapped
from builder.models.base import Entry
from builder.models.causes import Cause
from builder.words import Words, filled

Href = Callable[[Entry | str], str]

WIDTH, GAP, BAND_GAP, ROW_GAP = 164.0, 42.0, 26.0, 14.0
MARGIN, HEAD, FOOT = 16.0, 42.0, 34.0
SIZE, LINE, PAD = 13.0, 17.0, 9.0
PORT = 9.0  # between two edges on one side of a box
NEAR = 5  # how many stand on each side in the picture of one cause


@dataclass(frozen=True)
class Setting:
    """The page a picture stands on: the words of the interface, its relative addresses, how a title is printed."""

    words: Words
    href: Href
    bare: Callable[[str], str]

    def node(self, cause: Cause) -> "Node":
        word = self.words["cause_kind"][cause.kind]
        return Node(cause.id, cause.kind, word, self.bare(cause.title), self.href(cause))


@dataclass(frozen=True)
class Node:
    """One box: `kind` is a cause's, or "more" for those that found no room."""

    id: str
    kind: str
    word: str
    title: str
    href: str

    @cached_property
    def lines(self) -> list[str]:
        return wrapped(self.title, WIDTH - 2 * PAD, SIZE)

    @property
    def height(self) -> float:
        return 2 * PAD + LINE * (len(self.lines) + bool(self.word)) - 4


def overview_chart(plan: Plan, causes: Mapping[str, Cause], setting: Setting) -> Markup:
    """The picture of a plan."""
    said = setting.words["chart"]["causes"]
    about = filled(
        said["about"],
        nodes=sum(name in causes for column in plan.layers.columns for name in column),
        edges=len(plan.ties),
        crossings=plan.layers.crossings,
    )
    return overview_canvas(plan, causes, setting).to_figure(said["title"], about, said["caption"])


def overview_canvas(plan: Plan, causes: Mapping[str, Cause], setting: Setting) -> Canvas:
    shown = [name for column in plan.layers.columns for name in column if name in causes]
    nodes = {name: setting.node(causes[name]) for name in shown}
    return _drawn("causes-overview", plan, nodes, setting.words)


def near_chart(
    cause: Cause, before: Sequence[Cause], causes: Mapping[str, Cause], setting: Setting
) -> Markup:
    """What led to a cause and what it led to, at most five on each side; `before` are the causes that name it."""
    said = setting.words["chart"]["causes"]
    about = filled(said["near_about"], before=len(before), after=len(cause.leads_to))
    title = filled(said["near_title"], title=setting.bare(cause.title))
    return near_canvas(cause, before, causes, setting).to_figure(title, about)


def near_canvas(
    cause: Cause, before: Sequence[Cause], causes: Mapping[str, Cause], setting: Setting
) -> Canvas:
    arriving = [Tie(c.id, cause.id, e.inferred) for c in before for e in c.leads_to if e.cause == cause.id]
    leaving = [Tie(cause.id, edge.cause, edge.inferred) for edge in cause.leads_to]
    kept = _kept(arriving), _kept(leaving)
    sides = [tie.start for tie in kept[0]], [tie.end for tie in kept[1]]
    nodes = {name: setting.node(causes[name]) for name in (*sides[0], *sides[1])}
    nodes |= {cause.id: setting.node(cause)}
    for side, names, over in (
        ("before", sides[0], len(arriving) - len(kept[0])),
        ("after", sides[1], len(leaving) - len(kept[1])),
    ):
        if over:
            more = filled(setting.words["chart"]["causes"]["more"], count=over)
            nodes[f"@{side}"] = Node(f"@{side}", "more", "", more, f"#chain-{side}")
            names.append(f"@{side}")
    columns = [column for column in (sides[0], [cause.id], sides[1]) if column]
    ties = (*kept[0], *kept[1])
    plan = Plan(layered(columns, [(tie.start, tie.end) for tie in ties]), ties)
    return _drawn(f"near-{cause.id}", plan, nodes, setting.words, cause.id)


def _kept(ties: Sequence[Tie]) -> list[Tie]:
    """Those that find room, the ones that sources tell first; one place is left for how many did not."""
    return sorted(ties, key=lambda tie: tie.inferred)[: NEAR if len(ties) <= NEAR else NEAR - 1]


def _drawn(name: str, plan: Plan, nodes: Mapping[str, Node], words: Words, here: str = "") -> Canvas:
    """The whole picture; `here` is the cause on whose page it stands."""
    head = HEAD if plan.bands else MARGIN
    lefts = _lefts(plan)
    middles = centres(plan.layers, {n: node.height for n, node in nodes.items()}, ROW_GAP)
    boxes = {
        n: Box(lefts[i], head + middles[n] - nodes[n].height / 2, WIDTH, nodes[n].height)
        for i, column in enumerate(plan.layers.columns)
        for n in column
        if n in nodes
    }
    bottom = max([head + y for y in middles.values()] + [box.y + box.height for box in boxes.values()])
    canvas = Canvas(name, lefts[-1] + WIDTH + MARGIN, bottom + FOOT)
    _bands(canvas, plan, lefts, bottom)
    _ties(canvas, plan, lefts, boxes, {n: head + y for n, y in middles.items()})
    for n, node in nodes.items():
        _box(canvas, node, boxes[n], n == here)
    _legend(canvas, plan.ties, words["chart"]["causes"]["ties"], bottom + 24)
    return canvas


def _lefts(plan: Plan) -> list[float]:
    """Where each column begins; one that begins a band stands a little further off."""
    firsts = {first for _, first, _ in plan.bands if first}
    lefts = [MARGIN]
    for i in range(1, len(plan.layers.columns)):
        lefts.append(lefts[-1] + WIDTH + GAP + (BAND_GAP if i in firsts else 0))
    return lefts


def _bands(canvas: Canvas, plan: Plan, lefts: Sequence[float], bottom: float) -> None:
    for title, first, last in plan.bands:
        left, right = lefts[first] - 10, lefts[last] + WIDTH + 10
        canvas.rect(Box(left, 4, right - left, bottom + 8 - 4), "c-band", 6)
        canvas.text(left + 10, 25, title, "c-bold", 14)


def _ties(
    canvas: Canvas, plan: Plan, lefts: Sequence[float], boxes: Mapping[str, Box], at: Mapping[str, float]
) -> None:
    column = {name: i for i, names in enumerate(plan.layers.columns) for name in names}
    ports = _ports(plan.layers, boxes, at)
    for tie in plan.ties:
        chain = plan.layers.chains.get((tie.start, tie.end)) or plan.layers.chains[tie.end, tie.start]
        points = [
            (lefts[column[name]] + (0 if side == "in" else WIDTH), ports.get((name, other), at[name]), side)
            for name, other, side in _stops(chain)
        ]
        canvas.path(_curve(points), f"c-edge c-edge--{tie.basis.replace('_', '-')}")
        backwards = chain[0] != tie.start
        x, y, _ = points[0] if backwards else points[-1]
        back = 8 if backwards else -8
        canvas.polygon([(x, y), (x + back, y - 4), (x + back, y + 4)], "c-head")


def _stops(chain: Sequence[str]) -> Iterator[tuple[str, str, str]]:
    """Where an edge leaves and enters columns: (id, the neighbour on that side, "out" or "in")."""
    for left, right in pairwise(chain):
        yield left, right, "out"
        yield right, left, "in"


def _curve(points: Sequence[tuple[float, float, str]]) -> str:
    """A path from the right side of a box to the left side of another: a curve in each gap, straight past columns."""
    x, y, _ = points[0]
    said = f"M{x:.1f} {y:.1f}"
    for nx, ny, side in points[1:]:
        said += (
            f"C{(x + nx) / 2:.1f} {y:.1f} {(x + nx) / 2:.1f} {ny:.1f} {nx:.1f} {ny:.1f}"
            if side == "in"
            else f"H{nx:.1f}"
        )
        x, y = nx, ny
    return said


def _ports(layers: Layers, boxes: Mapping[str, Box], at: Mapping[str, float]) -> dict[tuple[str, str], float]:
    """At what height an edge meets a box: (box, next id on the way) -> y, spread in the order of where edges go."""
    sides: dict[tuple[str, str], list[str]] = {}
    for left, right in (piece for gap in layers.gaps for piece in gap):
        sides.setdefault((left, "out"), []).append(right)
        sides.setdefault((right, "in"), []).append(left)
    ports = {}
    for (name, _), others in sides.items():
        if name in boxes:
            step = min(PORT, (boxes[name].height - 16) / len(others))
            for i, other in enumerate(sorted(others, key=lambda n: at[n])):
                ports[name, other] = at[name] + step * (i - (len(others) - 1) / 2)
    return ports


def _box(canvas: Canvas, node: Node, box: Box, here: bool) -> None:
    with canvas.link(node.href, f"{node.word}: {node.title}" if node.word else node.title):
        _shape(canvas, node.kind, box, here)
        y = box.y + PAD + 9
        if node.word:
            canvas.text(box.x + PAD + 4, y, node.word, "c-muted")
            y += LINE
        for line in node.lines:
            canvas.text(box.x + PAD + 4, y, line, "c-bold" if here else "", SIZE)
            y += LINE


def _shape(canvas: Canvas, kind: str, box: Box, here: bool) -> None:
    """A trigger has cut corners, an effect round ones; a barrier or a delay has a bar on its left."""
    css = "c-node c-node--here" if here else "c-node"
    if kind == "trigger":
        canvas.polygon(_cut(box, 9), css)
        return
    dashed = " c-dashed" if kind in ("barrier_missing", "more") else ""
    canvas.rect(box, css + dashed, {"effect": 14, "more": 14}.get(kind, 0))
    bars = {"barrier_failed": "hatch", "delay": "dots", "barrier_missing": "cross"}
    bar = Box(box.x, box.y, 8, box.height)
    if kind in bars:
        canvas.fill(bar, bars[kind], "")
    elif kind == "barrier_held":
        canvas.rect(bar, "c-slate")


def _cut(box: Box, cut: float) -> list[tuple[float, float]]:
    right, bottom = box.x + box.width, box.y + box.height
    return [
        (box.x + cut, box.y), (right - cut, box.y), (right, box.y + cut), (right, bottom - cut),
        (right - cut, bottom), (box.x + cut, bottom), (box.x, bottom - cut), (box.x, box.y + cut),
    ]  # fmt: skip


def _legend(canvas: Canvas, ties: Iterable[Tie], said: Mapping[str, str], y: float) -> None:
    present = {tie.basis for tie in ties}
    x = MARGIN
    for basis, word in said.items():
        if basis in present:
            canvas.path(f"M{x:.1f} {y - 4:.1f}H{x + 40:.1f}", f"c-edge c-edge--{basis.replace('_', '-')}")
            canvas.polygon([(x + 48, y - 4), (x + 40, y - 8), (x + 40, y)], "c-head")
            canvas.text(x + 54, y, word)
            x += 54 + text_width(word, 12) + 24
