"""Rules across files. A rule is a generator of problems and its docstring is the rule; `CHECKS` is all of them."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from difflib import get_close_matches
from itertools import pairwise

from builder.catalog import Catalog
from builder.models.base import Entry, citations, own_words, references
from builder.models.causes import Cause
from builder.models.conference import Person, Session
from builder.models.diagrams import Diagram
from builder.models.incident import Event
from builder.models.measures import Measure
from builder.models.references import Source
from builder.models.services import Curve, Service
from builder.problems import Problem, ProblemsFound, near

MAX_QUOTE = 120
GRID = 12  # columns and rows of a diagram
RESERVED = frozenset({"index", "matrix", "discrepancies", "corrections", "gaps"})
_QUOTED = re.compile(r"“([^”]*)”|\"([^\"]*)\"|‘([^’]*)’|「([^」]*)」")
_LOCATORS = {
    "talk": r"(\d:)?\d{1,2}:\d\d|슬라이드 \d+",
    "press": r"\d+번째 문단",
    "": r"p\. \d+(-\d+)?|\d+번째 문단|제\d+조(의\d+)?",
}


def check_references(catalog: Catalog) -> Iterator[Problem]:
    """다른 기록을 가리키는 id는 모두 있는 것이어야 합니다."""
    for key, model in catalog.models:
        for loc, entity, name, any_kind in references(model):
            known = catalog.known.get(entity, {})
            if any_kind and entity not in catalog.entries:
                mend = near(entity, catalog.entries) or "'event/…'처럼 적어 주세요"
                yield catalog.problem(key, loc, "모르는 종류입니다", mend, entity)
            elif name not in known and not catalog.may_know(entity):
                mend = near(name, known) or "그 기록을 먼저 만들거나 id를 고쳐 주세요"
                yield catalog.problem(key, loc, f"없는 {entity}의 id입니다", mend, name)


def check_equal_ids(catalog: Catalog) -> Iterator[Problem]:
    """conference.yml과 incident.yml의 목록 안에서 id는 서로 달라야 합니다."""
    for model in filter(None, (catalog.conference, catalog.incident)):
        for name in type(model).model_fields.keys() - {"sources"}:
            items = getattr(model, name)
            ids = [getattr(item, "id", None) for item in items] if isinstance(items, tuple) else []
            for i, item in enumerate(ids):
                if item is not None and item in ids[:i]:
                    wrong, mend = "같은 id가 이 목록에 이미 있습니다", "다른 id로 바꿔 주세요"
                    yield catalog.problem((model.entity, model.entity), (name, i, "id"), wrong, mend, item)


def check_evidence(catalog: Catalog) -> Iterator[Problem]:
    """모든 서술에는 출처가 있어야 하고, 비울 수 있는 곳은 편집자의 해석과 '근거를 찾지 못함'뿐입니다."""
    for cause in catalog.of(Cause).values():
        for i, edge in enumerate(cause.leads_to):
            if not edge.sources and not edge.inferred:
                mend = "출처를 적거나, 편집자의 해석이면 inferred: true를 적어 주세요"
                yield catalog.problem(cause.key, ("leads_to", i), "이어짐의 출처(sources)가 없습니다", mend)
    for measure in catalog.of(Measure).values():
        for i, answers in enumerate(measure.causes):
            if answers.basis == "stated" and not answers.sources:
                mend = "출처를 적거나 basis를 inferred로 바꿔 주세요"
                yield catalog.problem(
                    measure.key, ("causes", i), "basis가 stated인데 출처(sources)가 없습니다", mend
                )
        for i, evidence in enumerate(measure.evidence):
            if not evidence.sources and evidence.status != "no_evidence":
                yield catalog.problem(
                    measure.key, ("evidence", i), "근거의 출처(sources)가 없습니다", "출처를 적어 주세요"
                )


def check_unused_sources(catalog: Catalog) -> Iterator[Problem]:
    """인용되지 않은 출처는 두지 않습니다."""
    for source in () if catalog.unread else catalog.of(Source).values():
        if not catalog.citing(source):
            mend = "인용하거나 파일을 지워 주세요"
            yield catalog.problem(source.key, (), "아무 기록도 인용하지 않는 출처입니다", mend, source.id)


def check_event_order(catalog: Catalog) -> Iterator[Problem]:
    """한 파일의 경과는 이른 것부터 적고, 끝은 시작보다 뒤여야 합니다."""
    files: dict[str, list[Event]] = {}
    for event in catalog.of(Event).values():
        files.setdefault(catalog.path(event.key), []).append(event)
        if event.until and event.until <= event.at:
            mend = "끝난 시각을 고쳐 주세요"
            yield catalog.problem(
                event.key, ("until",), "시작보다 앞섭니다", mend, event.until.isoformat("T", "minutes")
            )
    for events in files.values():
        for before, after in pairwise(events):
            if after.utc < before.utc:
                wrong, mend = f"앞의 '{before.id}'보다 이릅니다", "시각 순서로 옮겨 주세요"
                yield catalog.problem(after.key, ("at",), wrong, mend, after.at.isoformat("T", "minutes"))


def check_markers(catalog: Catalog) -> Iterator[Problem]:
    """기준이 되는 일(marker)은 하나씩만 있어야 합니다."""
    for event in catalog.of(Event).values():
        if event.marker and catalog.markers[event.marker] is not event:
            wrong = f"'{catalog.markers[event.marker].id}'에도 있습니다"
            yield catalog.problem(event.key, ("marker",), wrong, "하나만 남겨 주세요", event.marker)


def check_status(catalog: Catalog) -> Iterator[Problem]:
    """announced가 아닌 status에는 그 등급의 근거가 있어야 하고, 근거는 이른 것부터 적습니다."""
    for measure in catalog.of(Measure).values():
        if measure.status != "announced" and measure.status not in {e.status for e in measure.evidence}:
            wrong, mend = "이 등급의 근거(evidence)가 없습니다", "근거를 더하거나 등급을 고쳐 주세요"
            yield catalog.problem(measure.key, ("status",), wrong, mend, measure.status)
        for i, (before, after) in enumerate(pairwise(measure.evidence), 1):
            if after.date < before.date:
                wrong, mend = "앞의 근거보다 이릅니다", "이른 것부터 적어 주세요"
                yield catalog.problem(measure.key, ("evidence", i, "date"), wrong, mend, str(after.date))
        if measure.evidence and measure.evidence[-1].date.first > measure.last_checked:
            wrong, mend = "마지막 근거보다 앞섭니다", "찾아본 날을 고쳐 주세요"
            yield catalog.problem(measure.key, ("last_checked",), wrong, mend, measure.last_checked)


def check_assertions(catalog: Catalog) -> Iterator[Problem]:
    """원인을 말하는 요점은 발표를 직접 인용하거나(kind: talk) 누가 전했는지(reported_by) 밝혀야 합니다."""
    sources = catalog.of(Source)
    for session in catalog.of(Session).values():
        for i, point in enumerate(session.points):
            heard = any(c.id in sources and sources[c.id].kind == "talk" for c in point.sources)
            if point.causes and not point.reported_by and not heard:
                wrong, mend = "원인을 말하는데 누가 전했는지 없습니다", "reported_by를 적어 주세요"
                yield catalog.problem(session.key, ("points", i), wrong, mend)


def check_session_days(catalog: Catalog) -> Iterator[Problem]:
    """세션의 날짜는 행사 날짜 가운데 하나여야 합니다."""
    days = sorted(day.date for day in catalog.conference.days)
    for session in catalog.of(Session).values():
        if session.date not in days:
            mend = f"행사 날짜 가운데 하나로 적어 주세요: {', '.join(map(str, days))}"
            yield catalog.problem(session.key, ("date",), "행사 날짜가 아닙니다", mend, session.date)


def check_names(catalog: Catalog) -> Iterator[Problem]:
    """이름과 별칭을 한 사람으로 이으려면 근거와 출처(joined)가 있어야 합니다."""
    for person in catalog.of(Person).values():
        if person.name and person.handle and not person.joined:
            wrong, mend = "이름과 이은 근거(joined)가 없습니다", "joined에 근거와 출처를 적어 주세요"
            yield catalog.problem(person.key, ("handle",), wrong, mend, person.handle)


def check_near_names(catalog: Catalog) -> Iterator[Problem]:
    """한 사람은 한 파일입니다. 이름이나 별칭이 같거나 거의 같은 둘은 합치거나 not_same_as로 다른 사람임을 밝힙니다."""
    seen: dict[str, Person] = {}
    for person in catalog.of(Person).values():
        for said in filter(None, (person.name, person.handle, person.name_en)):
            folded = re.sub(r"[\W_]", "", said).casefold()
            near_by = folded if folded in seen else next(iter(_close_handles(folded, seen)), "")
            other = seen.get(near_by)
            if (
                other
                and other is not person
                and not {person.id, other.id} & {*person.not_same_as, *other.not_same_as}
            ):
                mend = f"한 사람이면 합치고, 아니면 not_same_as: [{other.id}] 를 적어 주세요"
                field = next(name for name in ("name", "handle", "name_en") if getattr(person, name) == said)
                yield catalog.problem(
                    person.key, (field,), f"'{other.id}'와 이름이 거의 같습니다", mend, said
                )
            seen.setdefault(folded, person)


def _close_handles(folded: str, seen: Iterable[str]) -> list[str]:
    """Latin names that differ by a slip; Korean names are too short for that to mean anything."""
    if not folded.isascii() or len(folded) < 8:
        return []
    return get_close_matches(folded, [other for other in seen if other.isascii()], n=1, cutoff=0.93)


def check_quotations(catalog: Catalog) -> Iterator[Problem]:
    """인용은 120자까지입니다. 더 긴 것은 우리 말로 옮깁니다."""
    for key, model in catalog.models:
        for loc, text in own_words(model):
            for quote in _QUOTED.finditer(text):
                if len(quote.group()) > MAX_QUOTE + 2:
                    wrong = f"인용이 {MAX_QUOTE}자를 넘습니다"
                    yield catalog.problem(key, loc, wrong, "우리 말로 줄여 주세요", quote.group())


def check_blame(catalog: Catalog) -> Iterator[Problem]:
    """비난하는 말(conference.yml의 avoid)은 인용 안에서만 씁니다."""
    for key, model in catalog.models:
        for loc, text in own_words(model):
            bare = _QUOTED.sub("", text)
            for word in catalog.conference.avoid:
                if word in bare:
                    mend = "시스템이나 조건을 주어로 바꾸거나 따옴표로 인용해 주세요"
                    yield catalog.problem(key, loc, "쓰지 않기로 한 말입니다", mend, word)


def check_locators(catalog: Catalog) -> Iterator[Problem]:
    """인용한 자리(locator)는 출처의 종류에 맞아야 합니다: 발표는 12:30이나 슬라이드 5, 보도는 3번째 문단, 그 밖은 p. 3."""
    sources = catalog.of(Source)
    for key, model in catalog.models:
        for loc, citation in citations(model):
            kind = sources[citation.id].kind if citation.id in sources else ""
            if citation.locator and not re.fullmatch(_LOCATORS.get(kind, _LOCATORS[""]), citation.locator):
                mend = "발표는 12:30, 보도는 3번째 문단, 그 밖은 p. 3처럼 적어 주세요"
                yield catalog.problem(
                    key, (*loc, "locator"), "출처의 종류에 맞지 않는 자리입니다", mend, citation.locator
                )


def check_cause_cycles(catalog: Catalog) -> Iterator[Problem]:
    """원인의 이어짐은 되돌아오지 않아야 합니다."""
    causes = catalog.of(Cause)
    settled: set[str] = set()

    def walk(cause: Cause, path: tuple[str, ...]) -> Iterator[Problem]:
        for i, edge in enumerate(cause.leads_to):
            if edge.cause in path:
                ring = " → ".join([*path[path.index(edge.cause) :], edge.cause])
                wrong, mend = f"원인이 되돌아옵니다: {ring}", "한 이어짐을 지워 주세요"
                yield catalog.problem(cause.key, ("leads_to", i, "cause"), wrong, mend, edge.cause)
            elif edge.cause in causes and edge.cause not in settled:
                yield from walk(causes[edge.cause], (*path, edge.cause))
        settled.add(cause.id)

    for cause in causes.values():
        if cause.id not in settled:
            yield from walk(cause, (cause.id,))


def check_scales(catalog: Catalog) -> Iterator[Problem]:
    """경과 그림의 구간(scales)은 앞뒤가 맞고, 서로 떨어져 있거나 앞의 것이 뒤의 것 안에 들며, 첫 구간 뒤의 경과를 모두 담습니다."""
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
    """꼭 볼 일(significance: 3)에는 그림에 적을 짧은 이름(label)이 있어야 합니다."""
    for event in catalog.of(Event).values():
        if event.significance == "3" and not event.label:
            mend = "24자 안의 label을 적어 주세요"
            yield catalog.problem(event.key, ("significance",), "3인데 짧은 이름(label)이 없습니다", mend)


def check_states(catalog: Catalog) -> Iterator[Problem]:
    """서비스의 상태는 이른 것부터 적고, 복구보다 앞서 멈춘 때가 있어야 합니다."""
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
    """복구 곡선의 값은 이른 것부터 적고, 0과 다 돌아온 값(full) 사이에서 low가 high를 넘지 않습니다."""
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
    """그림의 칸은 id와 자리가 서로 달라야 하고, 화살표는 두 칸을 잇고, 테두리는 격자 안에서 칸을 둘러야 합니다."""
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
                mend = near(name, ids) or "boxes에 있는 id를 적어 주세요"
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


def check_addresses(catalog: Catalog) -> Iterator[Problem]:
    """페이지의 주소는 겹치지 않아야 합니다. 목차 페이지의 이름은 id로 쓸 수 없습니다."""
    taken: dict[str, Entry] = {}
    for entries in catalog.entries.values():
        for entry in entries.values():
            address = unicodedata.normalize("NFC", entry.address).casefold()
            if entry.id in RESERVED:
                wrong, mend = "목차 페이지의 주소와 겹치는 id입니다", "다른 이름으로 바꿔 주세요"
                yield catalog.problem(entry.key, (), wrong, mend, entry.id)
            elif address in taken:
                wrong = f"'{catalog.path(taken[address].key)}'와 주소가 겹칩니다"
                yield catalog.problem(entry.key, (), wrong, "다른 이름으로 바꿔 주세요", address)
            taken[address] = entry


CHECKS: tuple[Callable[[Catalog], Iterable[Problem]], ...] = (
    check_references,
    check_equal_ids,
    check_evidence,
    check_unused_sources,
    check_event_order,
    check_markers,
    check_status,
    check_assertions,
    check_session_days,
    check_names,
    check_near_names,
    check_quotations,
    check_blame,
    check_locators,
    check_cause_cycles,
    check_scales,
    check_labels,
    check_states,
    check_curves,
    check_diagrams,
    check_addresses,
)


def check_catalog(catalog: Catalog) -> None:
    """Raises ProblemsFound with what could not be read and what every rule found in the rest."""
    problems = [*catalog.problems, *(problem for check in CHECKS for problem in check(catalog))]
    if problems:
        raise ProblemsFound(problems)
