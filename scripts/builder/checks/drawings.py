"""Rules of what is drawn: a fault here would be a broken picture."""

from collections.abc import Iterator
from itertools import pairwise

from builder.catalog import Catalog
from builder.models.diagrams import Diagram
from builder.models.incident import Event
from builder.models.services import Curve, Service
from builder.problems import Problem, near

GRID = 12  # columns and rows of a diagram


def check_scales(catalog: Catalog) -> Iterator[Problem]:
    """경과 그림의 구간(scales)은 서로 떨어져 있거나 앞의 것이 뒤의 것 안에 들고, 첫 구간 뒤의 경과를 모두 담아야 합니다."""
    scales = catalog.incident.scales if catalog.incident else ()
    key = ("incident", "incident")
    for i, scale in enumerate(scales):
        until = scale.until.isoformat("T", "minutes")
        if scale.until <= scale.since:
            yield catalog.problem(
                key, ("scales", i, "until"), "구간의 처음보다 뒤가 아닙니다", "끝을 고쳐 주세요", until
            )
        for before in scales[:i]:
            apart = before.until <= scale.since
            inside = scale.since <= before.since and before.until <= scale.until
            if not apart and not inside:
                wrong = f"앞의 구간 '{before.id}'와 어긋나게 겹칩니다"
                mend = "그 뒤에서 시작하거나 그것을 모두 담게 고쳐 주세요"
                yield catalog.problem(
                    key, ("scales", i, "since"), wrong, mend, scale.since.isoformat("T", "minutes")
                )
    for event in catalog.of(Event).values() if scales else ():
        if event.at >= min(scale.since for scale in scales) and not any(
            scale.holds(event.at) for scale in scales
        ):
            mend = "시각을 고치거나 incident.yml의 scales를 늘려 주세요"
            yield catalog.problem(
                event.key,
                ("at",),
                "어느 그림 구간에도 들지 않습니다",
                mend,
                event.at.isoformat("T", "minutes"),
            )


def check_labels(catalog: Catalog) -> Iterator[Problem]:
    """꼭 볼 경과(significance: 3)에는 그림에 적을 짧은 이름(label)이 있어야 합니다."""
    for event in catalog.of(Event).values():
        if event.significance == "3" and not event.label:
            mend = "24자 안의 label을 적어 주세요"
            yield catalog.problem(event.key, ("significance",), "3인데 짧은 이름(label)이 없습니다", mend)


def check_states(catalog: Catalog) -> Iterator[Problem]:
    """서비스의 상태(states)는 이른 것부터 적고, 복구(restored) 앞에는 멈춘 때가 있어야 합니다."""
    for service in catalog.of(Service).values():
        for i, (before, after) in enumerate(pairwise(service.states), 1):
            if after.since.utc <= before.since.utc:
                wrong, mend = "앞의 상태보다 뒤가 아닙니다", "시각을 고치거나 이른 것부터 적어 주세요"
                at = after.since.at.isoformat("T", "minutes")
                yield catalog.problem(service.key, ("states", i, "since", "at"), wrong, mend, at)
        if service.states and service.states[0].state == "restored":
            wrong = "멈춘 때 없이 복구부터 적혀 있습니다"
            mend = "멈춘 상태를 앞에 적고, 때를 모르면 qualifier: not_before로 가장 이른 때를 적어 주세요"
            yield catalog.problem(service.key, ("states", 0, "state"), wrong, mend, "restored")


def check_curves(catalog: Catalog) -> Iterator[Problem]:
    """복구 곡선의 값(readings)은 이른 것부터 적고, 0과 다 돌아온 값(full) 사이에서 low가 high를 넘지 않아야 합니다."""
    for curve in catalog.of(Curve).values():
        for i, (before, after) in enumerate(pairwise(curve.readings), 1):
            if after.utc < before.utc:
                wrong, mend = "앞의 값보다 이릅니다", "이른 것부터 적어 주세요"
                at = after.at.isoformat("T", "minutes")
                yield catalog.problem(curve.key, ("readings", i, "at"), wrong, mend, at)
        for i, reading in enumerate(curve.readings):
            if not 0 <= reading.low <= reading.high:
                wrong, mend = "0보다 작거나 high보다 큽니다", "low와 high를 확인해 주세요"
                yield catalog.problem(curve.key, ("readings", i, "low"), wrong, mend, f"{reading.low:g}")
            if reading.high > curve.full:
                wrong = f"다 돌아온 값(full: {curve.full:g})보다 큽니다"
                yield catalog.problem(
                    curve.key,
                    ("readings", i, "high"),
                    wrong,
                    "high나 full을 고쳐 주세요",
                    f"{reading.high:g}",
                )


def check_diagrams(catalog: Catalog) -> Iterator[Problem]:
    """그림의 칸(boxes)은 id와 자리가 서로 달라야 하고, 화살표(arrows)는 두 칸을 이어야 하며, 테두리(groups)는 격자 안에서 칸을 둘러야 합니다."""
    for diagram in catalog.of(Diagram).values():
        yield from _boxes(catalog, diagram)
        yield from _arrows(catalog, diagram)
        yield from _frames(catalog, diagram)


def _boxes(catalog: Catalog, diagram: Diagram) -> Iterator[Problem]:
    ids: set[str] = set()
    places: dict[tuple[int, int], str] = {}
    for i, box in enumerate(diagram.boxes):
        taken = places.setdefault((box.col, box.row), box.id)
        if box.id in ids:
            wrong, mend = "같은 id의 칸이 이 그림에 이미 있습니다", "다른 id로 바꿔 주세요"
            yield catalog.problem(diagram.key, ("boxes", i, "id"), wrong, mend, box.id)
        elif taken != box.id:
            wrong, mend = f"'{taken}'와 같은 자리입니다", "col이나 row를 고쳐 주세요"
            yield catalog.problem(diagram.key, ("boxes", i, "col"), wrong, mend, f"{box.col}, {box.row}")
        ids.add(box.id)


def _arrows(catalog: Catalog, diagram: Diagram) -> Iterator[Problem]:
    ids = [box.id for box in diagram.boxes]
    for i, arrow in enumerate(diagram.arrows):
        for end, name in (("start", arrow.start), ("end", arrow.end)):
            if name not in ids:
                mend = f"{near(name, ids)} boxes에 있는 칸의 id로 고쳐 주세요".strip()
                yield catalog.problem(diagram.key, ("arrows", i, end), "없는 칸의 id입니다", mend, name)
        if arrow.start == arrow.end:
            mend = "다른 칸을 가리켜 주세요"
            yield catalog.problem(diagram.key, ("arrows", i, "end"), "제 칸으로 돌아옵니다", mend, arrow.end)


def _frames(catalog: Catalog, diagram: Diagram) -> Iterator[Problem]:
    for i, group in enumerate(diagram.groups):
        if group.col + group.cols > GRID or group.row + group.rows > GRID:
            wrong, mend = f"격자({GRID}칸)를 벗어나는 테두리입니다", "자리나 크기를 고쳐 주세요"
            yield catalog.problem(diagram.key, ("groups", i), wrong, mend, group.label)
        elif not any(group.holds(box) for box in diagram.boxes):
            wrong, mend = "안에 칸이 없는 테두리입니다", "칸을 두르게 고치거나 지워 주세요"
            yield catalog.problem(diagram.key, ("groups", i), wrong, mend, group.label)
