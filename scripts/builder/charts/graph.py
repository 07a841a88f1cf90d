"""Layered graphs: which row each node takes so that few edges cross, and at what height it lies.

Columns are given and never change; an edge that runs past a column takes a row there too (a bend). Pure arithmetic
on ids, so that the same graph gives the same picture.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, combinations, pairwise
from zlib import crc32

Pair = tuple[str, str]
Way = tuple[int, float, tuple[float, ...]]  # crossings, steepness, the places passed
STARTS, SWEEPS, ROUNDS = 1, 4, 60
SETTLED = 0.01  # px
BEND_WEIGHT = 4.0  # a long edge that runs straight is worth more than a node in the middle of its neighbours


@dataclass(frozen=True)
class Layers:
    """Ids in columns, from the top, and for each edge the ids it runs through, one a column.

    `gaps` are the pieces of edges between each column and the next; what a piece joins is told by `neighbours` too.
    """

    columns: tuple[tuple[str, ...], ...]
    chains: Mapping[Pair, tuple[str, ...]]
    gaps: tuple[tuple[Pair, ...], ...]
    neighbours: Mapping[str, tuple[str, ...]]

    @property
    def crossings(self) -> int:
        """How many pairs of edges cross."""
        rank = _ranks(self.columns)
        return sum(_crossed(gap, rank) for gap in self.gaps)

    @property
    def cost(self) -> tuple[int, float]:
        """Crossings, then how steeply the edges run: what `arranged` makes small."""
        rank = _ranks(self.columns)
        return self.crossings, sum(_steepness(gap, rank) for gap in self.gaps)


def layered(columns: Sequence[Sequence[str]], edges: Iterable[Pair]) -> Layers:
    """The graph with its bends; every edge must lead to a column further right.

    >>> layered([["a"], ["b"], ["c"]], [("a", "c")]).columns
    (('a',), ('b', 'a>c@1'), ('c',))
    """
    place = {name: i for i, column in enumerate(columns) for name in column}
    rows = [list(column) for column in columns]
    chains = {}
    for start, end in edges:
        passed = range(place[start] + 1, place[end])
        bends = [f"{start}>{end}@{i}" for i in passed]
        for i, bend in zip(passed, bends, strict=True):
            rows[i].append(bend)
        chains[start, end] = (start, *bends, end)
    pieces = [piece for chain in chains.values() for piece in pairwise(chain)]
    place = {name: i for i, row in enumerate(rows) for name in row}
    gaps = [tuple(piece for piece in pieces if place[piece[0]] == i) for i in range(len(rows) - 1)]
    return Layers(tuple(map(tuple, rows)), chains, tuple(gaps), _around(place, pieces))


def _around(names: Iterable[str], pieces: Sequence[Pair]) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {name: [] for name in names}
    for left, right in pieces:
        found[left].append(right)
        found[right].append(left)
    return {name: tuple(others) for name, others in found.items()}


def arranged(layers: Layers) -> Layers:
    """The same graph with the rows of each column in the best order found: barycentres, then every swap of two
    and every other way for a long edge, as long as any of them helps.

    That ends where no single step helps, so it is begun from a few orders, always the same ones; the order given is the
    first, so an order that was once found good is kept.

    >>> arranged(layered([["a", "b"], ["c", "d"]], [("a", "d"), ("b", "c")])).crossings
    0
    """
    starts = (layers, *(_shuffled(layers, i) for i in range(STARTS)))
    return min((_bettered(_swept(start)) for start in starts), key=lambda found: found.cost)


def _shuffled(layers: Layers, turn: int) -> Layers:
    """An order that has nothing to do with the one given, the same in every build."""
    columns = [sorted(column, key=lambda n: crc32(f"{turn} {n}".encode())) for column in layers.columns]
    return replace(layers, columns=tuple(map(tuple, columns)))


def _ranks(columns: Sequence[Sequence[str]]) -> dict[str, float]:
    """The row of each id, counted from the middle of its column."""
    return {name: i - (len(column) - 1) / 2 for column in columns for i, name in enumerate(column)}


def _crossed(pieces: Sequence[Pair], rank: Mapping[str, float]) -> int:
    return sum((rank[a] - rank[c]) * (rank[b] - rank[d]) < 0 for (a, b), (c, d) in combinations(pieces, 2))


def _steepness(pieces: Sequence[Pair], rank: Mapping[str, float]) -> float:
    return sum(abs(rank[a] - rank[b]) for a, b in pieces)


def _swept(layers: Layers) -> Layers:
    """Each column in turn, there and back, ordered by where its neighbours stand on average."""
    best = now = layers
    for _ in range(SWEEPS):
        for i in (*range(len(now.columns)), *reversed(range(len(now.columns)))):
            now = _with_column(now, i, _by_barycentre(now, i))
        best = min(best, now, key=lambda found: found.cost)
    return best


def _by_barycentre(layers: Layers, i: int) -> tuple[str, ...]:
    rank = _ranks(layers.columns)

    def middle(name: str) -> float:
        around = layers.neighbours[name]
        return sum(rank[other] for other in around) / len(around) if around else rank[name]

    return tuple(sorted(layers.columns[i], key=lambda name: (middle(name), rank[name])))


def _with_column(layers: Layers, i: int, column: tuple[str, ...]) -> Layers:
    return replace(layers, columns=(*layers.columns[:i], column, *layers.columns[i + 1 :]))


def _bettered(layers: Layers) -> Layers:
    """Round after round while the whole picture gets better; it ends, for the cost only falls."""
    better = _round(layers)
    while better.cost < layers.cost:
        layers, better = better, _round(better)
    return layers


def _round(layers: Layers) -> Layers:
    for i in range(len(layers.columns)):
        layers = _with_column(layers, i, _best_swap(layers, i))
    for chain in layers.chains.values():
        if len(chain) > 2:
            layers = min(layers, _rethreaded(layers, chain), key=lambda found: found.cost)
    return layers


def _best_swap(layers: Layers, i: int) -> tuple[str, ...]:
    """A column with the one swap that helps most, or as it was."""
    column = layers.columns[i]
    orders = [column]
    for a, b in combinations(range(len(column)), 2):
        orders.append((*column[:a], column[b], *column[a + 1 : b], column[a], *column[b + 1 :]))
    return min(orders, key=lambda order: _cost_around(layers, i, order))


def _rethreaded(layers: Layers, chain: Sequence[str]) -> Layers:
    """The bends of a long edge taken out and put back where it crosses least: a shortest path over places."""
    bends = set(chain[1:-1])
    columns = [tuple(name for name in column if name not in bends) for column in layers.columns]
    rank = _ranks(columns)
    first = next(i for i, column in enumerate(columns) if chain[0] in column)
    start = rank[chain[0]]
    ways: dict[float, Way] = {start: (0, 0.0, (start,))}
    for i, name in enumerate(chain[1:], first):
        others = [piece for piece in layers.gaps[i] if piece[0] in rank and piece[1] in rank]
        ways = {
            place: min(_further(way, place, others, rank) for way in ways.values())
            for place in _places(columns[i + 1], rank, name)
        }
    _, _, places = min(ways.values())
    for i, (name, place) in enumerate(zip(chain[1:-1], places[1:-1], strict=True), first + 1):
        at = round(place + len(columns[i]) / 2)
        columns[i] = (*columns[i][:at], name, *columns[i][at:])
    return replace(layers, columns=tuple(columns))


def _places(column: Sequence[str], rank: Mapping[str, float], name: str) -> list[float]:
    """Where an edge may pass a column, between its rows; where `name` is one of them, only there."""
    return [rank[name]] if name in rank else [i - len(column) / 2 for i in range(len(column) + 1)]


def _further(way: Way, place: float, pieces: Sequence[Pair], rank: Mapping[str, float]) -> Way:
    """A way led on to a place in the next column."""
    crossed, steep, places = way
    met = sum((rank[a] - places[-1]) * (rank[b] - place) < 0 for a, b in pieces)
    return crossed + met, steep + abs(places[-1] - place), (*places, place)


def _cost_around(layers: Layers, i: int, column: Sequence[str]) -> tuple[int, float]:
    """What the gaps on both sides of a column cost with its rows in this order."""
    rank = _ranks((*layers.columns[max(i - 1, 0) : i], column, *layers.columns[i + 1 : i + 2]))
    gaps = layers.gaps[max(i - 1, 0) : i + 1]
    return sum(_crossed(gap, rank) for gap in gaps), sum(_steepness(gap, rank) for gap in gaps)


def centres(layers: Layers, heights: Mapping[str, float], gap: float) -> dict[str, float]:
    """The middle of each id in px from the top: near its neighbours, `gap` px apart from those above and below.

    `heights` are those of the nodes; a bend has none.
    """
    at = {name: 0.0 for column in layers.columns for name in column}
    for column in layers.columns:
        at |= _apart(column, dict.fromkeys(column, 0.0), heights, gap)
    for _ in range(ROUNDS):
        before = at.copy()
        for side in (1, -1):
            _settle(layers, at, heights, gap, side)
        if max(abs(at[name] - before[name]) for name in at) < SETTLED:
            break
    top = min(at[name] - heights.get(name, 0) / 2 for name in at)
    return {name: y - top for name, y in at.items()}


def _settle(
    layers: Layers, at: dict[str, float], heights: Mapping[str, float], gap: float, side: int
) -> None:
    """Moves every node towards its neighbours; a bend follows its edge from the one side, so that long edges run straight."""
    for column in layers.columns[::side]:
        wanted = {name: _wanted(layers.neighbours[name], at, at[name]) for name in column}
        bends = {name: at[layers.neighbours[name][side == -1]] for name in column if name not in heights}
        at |= _apart(column, wanted | bends, heights, gap)


def _wanted(names: Sequence[str], at: Mapping[str, float], alone: float) -> float:
    return sum(at[name] for name in names) / len(names) if names else alone


def _apart(
    column: Sequence[str], wanted: Mapping[str, float], heights: Mapping[str, float], gap: float
) -> dict[str, float]:
    """The heights nearest to the wanted ones that keep the order and the distances (isotonic regression).

    https://en.wikipedia.org/wiki/Isotonic_regression
    """
    steps = [(heights.get(a, 0) + heights.get(b, 0)) / 2 + gap for a, b in pairwise(column)]
    offsets = list(accumulate(steps, initial=0.0))[: len(column)]
    blocks: list[tuple[float, float, int]] = []  # weight, weight x height, how many ids
    for name, offset in zip(column, offsets, strict=True):
        weight = 1.0 if name in heights else BEND_WEIGHT
        blocks.append((weight, weight * (wanted[name] - offset), 1))
        while len(blocks) > 1 and blocks[-2][1] / blocks[-2][0] > blocks[-1][1] / blocks[-1][0]:
            last = blocks.pop()
            blocks[-1] = (blocks[-1][0] + last[0], blocks[-1][1] + last[1], blocks[-1][2] + last[2])
    levels = [total / weight for weight, total, count in blocks for _ in range(count)]
    return {name: level + offset for name, level, offset in zip(column, levels, offsets, strict=True)}
