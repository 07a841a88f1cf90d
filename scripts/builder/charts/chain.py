"""What a picture of causes shows, before anything is drawn: which of them, in what columns, joined by what."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from builder.charts.graph import Layers, arranged, layered
from builder.models.causes import Cause, Edge
from builder.models.incident import Question


@dataclass(frozen=True)
class Tie:
    """That one cause led to another: as sources say or an editor reads it, at once or `through` causes not shown."""

    start: str
    end: str
    inferred: bool
    through: tuple[str, ...] = ()

    @property
    def basis(self) -> str:
        """How it is drawn, and its word in the legend."""
        said = ("stated", "inferred"), ("via", "inferred_via")
        return said[bool(self.through)][self.inferred]


@dataclass(frozen=True)
class Plan:
    """What a picture shows, before anything is drawn; `bands` are titles over columns: (title, first, last)."""

    layers: Layers
    ties: tuple[Tie, ...]
    bands: tuple[tuple[str, int, int], ...] = ()


def overview_plan(causes: Mapping[str, Cause], shown: Sequence[str], questions: Sequence[Question]) -> Plan:
    """The causes of `shown` in columns by question and depth, in the rows with the fewest crossings found."""
    order = {question.id: i for i, question in enumerate(questions)}
    shown = list(dict.fromkeys(shown))
    ties = ties_among(causes, shown, order)
    columns: list[list[str]] = []
    bands = []
    for question in questions:
        made = _by_depth(
            [name for name in shown if causes[name].question == question.id], causes, ties, order
        )
        if made:
            bands.append((question.title, len(columns), len(columns) + len(made) - 1))
        columns += made
    place = {name: i for i, column in enumerate(columns) for name in column}
    ends = [sorted((tie.start, tie.end), key=lambda name: place[name]) for tie in ties]
    return Plan(arranged(layered(columns, [(left, right) for left, right in ends])), ties, tuple(bands))


def ties_among(
    causes: Mapping[str, Cause], shown: Iterable[str], order: Mapping[str, int]
) -> tuple[Tie, ...]:
    """Every edge between two shown causes, and each path over hidden ones that no other edges of the picture tell.

    `order` are the questions from left to right; a way back to an earlier one tells nothing of a way onward.
    """
    inside = list(shown)
    ties = [tie for name in inside for tie in _ties_from(causes, name, frozenset(inside))]
    for tie in sorted((t for t in ties if t.through), key=lambda t: -len(t.through)):
        others = [t for t in ties if t is not tie]
        onward = [t for t in others if order[causes[t.start].question] <= order[causes[t.end].question]]
        if tie.end in _led_to(tie.start, onward):
            ties = others
    return tuple(ties)


def _ties_from(causes: Mapping[str, Cause], start: str, shown: frozenset[str]) -> Iterable[Tie]:
    """The best tie from a cause to each shown one that it reaches: at once before over others, said before read."""
    found: dict[str, Tie] = {}
    paths: list[tuple[Edge, bool, tuple[str, ...]]] = [(edge, False, ()) for edge in causes[start].leads_to]
    for edge, inferred, through in paths:
        tie = Tie(start, edge.cause, inferred or edge.inferred, through)
        if edge.cause not in shown:
            paths += [(e, tie.inferred, (*through, edge.cause)) for e in causes[edge.cause].leads_to]
        elif edge.cause not in found or _rank(tie) < _rank(found[edge.cause]):
            found[edge.cause] = tie
    return found.values()


def _rank(tie: Tie) -> tuple[bool, bool, int]:
    return bool(tie.through), tie.inferred, len(tie.through)


def _led_to(start: str, ties: Iterable[Tie]) -> set[str]:
    after: dict[str, list[str]] = {}
    for tie in ties:
        after.setdefault(tie.start, []).append(tie.end)
    reached = list(after.get(start, ()))
    for name in reached:
        reached += [other for other in after.get(name, ()) if other not in reached]
    return set(reached)


def _by_depth(
    names: Sequence[str], causes: Mapping[str, Cause], ties: Sequence[Tie], order: Mapping[str, int]
) -> list[list[str]]:
    """The causes of one question in columns: each after all that led to it, a first one just before what it led to."""
    inside = [(tie.start, tie.end) for tie in ties if tie.start in names and tie.end in names]
    depth = dict.fromkeys(names, 0)
    for _ in names:
        for start, end in inside:
            depth[end] = max(depth[end], depth[start] + 1)
    last = max(depth.values(), default=-1)
    leaving = {t.start for t in ties if order[causes[t.start].question] < order[causes[t.end].question]}
    for name in [name for name in names if all(end != name for _, end in inside)]:
        after = [depth[end] - 1 for start, end in inside if start == name]
        depth[name] = min(after, default=last if name in leaving else 0)
    return [[name for name in names if depth[name] == i] for i in range(last + 1)]
